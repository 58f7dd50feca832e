"""Which ways of asking for JSON a server understands, learnt by trying."""

from scoring.llm.client import Form
from scoring.llm.learnt import Learnt


class Forms:
    """Remembers what worked where others did not."""

    def __init__(self) -> None:
        self._first = Learnt(Form.JSON_SCHEMA)

    def in_order(self) -> list[Form]:
        """What worked last, then the others, the strictest first."""
        first = self._first.now()
        return sorted(Form, key=lambda form: form is not first)

    def worked(self, form: Form, after: list[Form]) -> None:
        """``after`` are those that the same request was tried in before, in vain. Without any,
        nothing was found out: a slow request must not bring back what it once began with."""
        if after:
            self._first.learn(lambda _: form)
