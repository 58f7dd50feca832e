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

    def prefer(self, form: Form, over: list[Form]) -> None:
        """``over`` are those that the server refused for the same answer. Without any, nothing was
        found out: a slow request must not bring back what it once began with, and one odd reply
        says little about the form it was asked for in."""
        if over:
            self._first.learn(lambda _: form)
