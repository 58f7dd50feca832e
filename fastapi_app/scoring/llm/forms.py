"""Which ways of asking for JSON a server understands, learnt by trying."""

from enum import Enum

from scoring.llm.learnt import Learnt

_ODD_REPLIES = 3


class Form(Enum):
    """How a server is brought to reply in JSON, the strictest way first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PROMPT = "prompt"


class Forms:
    """Remembers what worked where others did not."""

    def __init__(self) -> None:
        self._first = Learnt(Form.JSON_SCHEMA)
        self._odd_replies = 0  # in a row, to what was asked first

    def in_order(self) -> list[Form]:
        """What worked last, then the others, the strictest first."""
        first = self._first.now()
        return sorted(Form, key=lambda form: form is not first)

    def prefer(self, form: Form, over: list[Form]) -> None:
        """``over`` are those that the server refused for the same answer. Without any, nothing was
        found out: a slow request must not bring back what it once began with."""
        if over:
            self._first.learn(lambda _: form)

    def worked(self, form: Form, refused: list[Form]) -> None:
        """A verdict came in this form. One odd reply says little about the form it was asked for
        in; a server that takes a form and ignores it sends nothing else."""
        self.prefer(form, over=refused)
        if form is self._first.now():
            self._odd_replies = 0
            return
        self._odd_replies += 1
        if self._odd_replies >= _ODD_REPLIES:
            self._first.learn(lambda _: form)
