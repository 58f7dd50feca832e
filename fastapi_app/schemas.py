"""What comes in and what goes out."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)

from scoring import Kind
from utils.fields import CHARSET_FIELD
from utils.names import nothing_if_unseen

MAX_ANSWER_CHARACTERS = 100_000


def without_nul(text: str) -> str:
    """PostgreSQL cannot store the character NUL, so no text anywhere may hold it."""
    if "\x00" in text:
        raise ValueError("must not contain the character NUL")
    return text


def one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


def rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Timestamp = Annotated[
    datetime, PlainSerializer(rfc3339), Field(json_schema_extra={"format": "date-time"})
]
Score = Annotated[
    Decimal,
    PlainSerializer(float, return_type=float),
    Field(ge=0, le=100, examples=[71.25], json_schema_extra={"minimum": 0, "maximum": 100}),
]
WithoutNul = AfterValidator(without_nul)
# The same for the OpenAPI document.
NO_NUL = Field(json_schema_extra={"not": {"pattern": "\\u0000"}})
Seen = AfterValidator(nothing_if_unseen)
AnswerText = Annotated[str, Field(max_length=MAX_ANSWER_CHARACTERS), WithoutNul, Seen, NO_NUL]
RubricText = Annotated[str, Field(max_length=20_000), WithoutNul, Seen, NO_NUL]
References = Annotated[list[RubricText], Field(max_length=50)]
KeyPoints = Annotated[list[RubricText], Field(max_length=100)]
IdempotencyKey = Annotated[str, Field(min_length=1, max_length=255, pattern="^[ -~]+$")]


class Model(BaseModel):
    """What all of them have in common: an error says what is wrong, and not what somebody wrote."""

    model_config = ConfigDict(hide_input_in_errors=True)


class AnswerToScore(Model):
    """An answer and what it is to be compared with."""

    answer_text: AnswerText = Field(
        examples=["A decorator wraps a function and returns a new one."]
    )
    question: RubricText = Field("", examples=["What is a decorator?"])
    reference_answer: Annotated[
        References,
        BeforeValidator(one_or_many, json_schema_input_type=RubricText | References),
    ] = Field([], description="One reference answer, or several alternatives")
    key_points: KeyPoints = Field([], examples=[["wraps a function", "returns a function"]])
    kind: Kind = Field(
        "knowledge",
        description="Whether the question asks for facts that can be compared, or for a story from "
        "the candidate's own work",
    )


def as_a_form(schema: dict[str, Any]) -> None:
    """Beside its fields a form may say which encoding they are in, as browsers do. One with
    anything else is refused by utils/fields.py."""
    schema["properties"][CHARSET_FIELD] = {
        "type": "string",
        "description": "The encoding of the fields whose parts name none; UTF-8 if it is not sent",
        "examples": ["utf-8"],
    }
    schema["additionalProperties"] = False


class AnswerUrlencoded(AnswerToScore):
    """The same as a form without a file."""

    model_config = ConfigDict(json_schema_extra=as_a_form)


def as_a_form_with_a_file(schema: dict[str, Any]) -> None:
    as_a_form(schema)
    schema["anyOf"] = [{"required": ["answer_text"]}, {"required": ["file"]}]


class AnswerForm(AnswerToScore):
    """The same as a form, which can carry a file; its text may then be left out."""

    model_config = ConfigDict(json_schema_extra=as_a_form_with_a_file)

    answer_text: AnswerText = ""
    # A factory, because a default of null would be in the document, and be no string.
    file: Any = Field(
        default_factory=lambda: None, json_schema_extra={"type": "string", "format": "binary"}
    )


class EvidenceItem(Model):
    """Where an answer speaks of a point: characters of the text that was scored, which is what was
    typed, followed, after an empty line, by what was read in the file."""

    point: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class Judged(Model):
    """What is said of an answer. Each point that it was compared with is in one of the four lists.
    What an earlier release did not record is empty."""

    score: Score | None
    feedback: str
    covered: list[str] = []
    partly: list[str] = []
    contradicted: list[str] = []
    missing: list[str] = []
    evidence: list[EvidenceItem] = []
    flags: list[str] = []
    review_recommended: bool = False
    review_reasons: list[str] = []

    @model_validator(mode="after")
    def recommend_a_review(self) -> Self:
        self.review_recommended = bool(self.review_reasons)
        return self


class ScoredAnswer(Judged):
    status: Literal["scored", "needs_review"]
    evaluator: str


class AnswerItem(Judged):
    question_id: int
    number: int | None = Field(None, description="Its place in the interview, from 1")
    weight: Annotated[Decimal, PlainSerializer(float, return_type=float)]
    status: Literal["scored", "needs_review", "unanswered"]


class Result(Model):
    """What is said of an interview; the reasons are those of its answers."""

    model_config = ConfigDict(from_attributes=True)

    interview_id: int
    version: int
    score: Score | None
    provisional_score: Score | None
    calibrated_score: Score | None
    feedback: str
    review_recommended: bool
    review_reasons: list[str]
    evaluator: str


class InterviewEvaluated(Result):
    message: Literal["Interview evaluated"] = "Interview evaluated"
    answers: list[AnswerItem]


class ResultItem(Result):
    evaluated_at: Timestamp


class Health(Model):
    status: Literal["ok"] = "ok"
    database: Literal["ok"] = "ok"
    evaluator: str


class Live(Model):
    status: Literal["ok"] = "ok"
