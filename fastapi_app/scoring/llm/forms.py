"""Which ways of asking for JSON a server understands, learnt by trying."""

from scoring.llm.client import Form


class Forms:
    """Remembers, as long as the process runs, what worked last."""

    def __init__(self) -> None:
        self._worked = Form.JSON_SCHEMA

    def in_order(self) -> list[Form]:
        """What worked last, then the others, the strictest first."""
        return sorted(Form, key=lambda form: form is not self._worked)

    def worked(self, form: Form) -> None:
        self._worked = form
