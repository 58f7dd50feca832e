"""What comes in and what goes out."""

import re
from datetime import UTC, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import chain
from typing import Annotated, Any, Literal, Self, cast

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from werkzeug.datastructures import FileStorage

from services.listing import HUNDREDTH, Sort
from storage import IncomingFile
from utils.fields import CHARSET_FIELD
from utils.names import UNSEEN, can_be_seen, cleaned, nothing_if_unseen

MAX_ANSWER_CHARACTERS = 100_000

Status = Literal["ongoing", "completed"]
Kind = Literal["knowledge", "experience"]
EvaluationStatus = Literal["not_started", "pending", "evaluated", "needs_review"]


def without_nul(text: str) -> str:
    """PostgreSQL cannot store the character NUL."""
    if "\x00" in text:
        raise ValueError("must not contain the character NUL")
    return text


def clean(text: str) -> str:
    return cleaned(text).strip()


def not_blank(text: str) -> str:
    if not can_be_seen(text):
        raise ValueError("must not be blank")
    return text


def email_address(text: str) -> str:
    """An address that somebody may have: also under `.test` and `.local`, which are reserved for
    other uses, and the latter the domain of many a company's internal mail."""
    name, _, domain = text.rpartition("@")
    public = LOCAL_DOMAIN.sub(".test", domain)
    try:
        validate_email(
            f"{name}@{public}", check_deliverability=False, test_environment=True, strict=True
        )
    except EmailNotValidError:
        raise ValueError("is not an e-mail address") from None
    if not all(map(can_be_seen, name)):
        raise ValueError("is not an e-mail address")
    return text


def plain(pattern: re.Pattern[str], kind: str) -> BeforeValidator:
    """Forms and addresses carry numbers as text. Pydantic reads more in it than was meant: `1_0`,
    `+1`, ` 1`, and 7.0 as an id."""

    def check(value: object) -> object:
        if isinstance(value, str) and not pattern.fullmatch(value):
            raise ValueError(f"must be {kind}, written in digits")
        return value

    return BeforeValidator(check)


def rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def rounded_up(score: Decimal) -> Decimal:
    return score.quantize(HUNDREDTH, ROUND_CEILING)


def rounded_down(score: Decimal) -> Decimal:
    return score.quantize(HUNDREDTH, ROUND_FLOOR)


def words(min_length: int, max_length: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=min_length, max_length=max_length)


def described(schema: dict[str, Any]) -> Any:
    """What the OpenAPI document says on top of what Pydantic finds out by itself."""
    return Field(json_schema_extra=schema)


LOCAL_DOMAIN = re.compile(r"\.local$", re.IGNORECASE)
NO_NUL = described({"not": {"pattern": "\\u0000"}})
NOT_BLANK = described({"pattern": f"[^{UNSEEN}]"})
WithoutNul = AfterValidator(without_nul)
NotBlank = AfterValidator(not_blank)
Clean = AfterValidator(clean)
# Of what is in the database already: earlier releases kept names as they came.
Shown = Annotated[str, AfterValidator(cleaned)]
Name = Annotated[str, words(1, 200), WithoutNul, Clean, NotBlank, NO_NUL, NOT_BLANK]
Email = Annotated[
    str, words(3, 320), WithoutNul, AfterValidator(email_address), described({"format": "email"})
]
Phone = Annotated[str, words(0, 50), WithoutNul, Clean, AfterValidator(nothing_if_unseen), NO_NUL]
Skill = Annotated[str, words(1, 100), WithoutNul, Clean, NotBlank, NO_NUL, NOT_BLANK]
AnswerText = Annotated[str, Field(max_length=MAX_ANSWER_CHARACTERS), WithoutNul, NO_NUL]
Cursor = Annotated[str, Field(max_length=500), WithoutNul, NO_NUL]
Timestamp = Annotated[
    datetime, PlainSerializer(rfc3339), Field(json_schema_extra={"format": "date-time"})
]
Score = Annotated[
    Decimal,
    PlainSerializer(float, return_type=float),
    Field(ge=0, le=100, examples=[71.25]),
    described({"minimum": 0, "maximum": 100}),
]
Number = Annotated[Decimal, PlainSerializer(float, return_type=float)]
SCORE_BOUND = WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100})
WholeNumber = plain(re.compile("-?[0-9]+"), "a whole number")
DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
DecimalNumber = plain(DECIMAL, "a number")
# As scores have two decimals, rounding these changes nothing, and any number of decimals will do.
ScoreBound = Annotated[Decimal, Field(ge=0, le=100), DecimalNumber]
LeastScore = Annotated[ScoreBound, AfterValidator(rounded_up), SCORE_BOUND]
GreatestScore = Annotated[ScoreBound, AfterValidator(rounded_down), SCORE_BOUND]
Id = Annotated[int, WholeNumber]
Place = Annotated[int, Field(ge=1, description="Its place in the interview, as feedback names it")]
Limit = Annotated[int, Field(ge=1, le=100), WholeNumber]


class Model(BaseModel):
    """What all of these have in common: where something does not fit, the error says what and
    where, but not the words themselves, which are somebody's and would end up in the log."""

    model_config = ConfigDict(hide_input_in_errors=True)


class InterviewCreate(Model):
    candidate_name: Name = Field(examples=["John Doe"])
    email: Email = Field(examples=["john@example.com"])
    phone: Phone | None = Field(None, examples=["99999"])
    skill: Skill = Field(examples=["python"])


class SkillAlone(Model):
    """What is left of an InterviewCreate when other fields are wrong."""

    skill: Skill


class IdempotencyHeader(Model):
    """A repeat of the request with the same key creates nothing."""

    idempotency_key: str | None = Field(
        None, alias="idempotency-key", min_length=1, max_length=255, pattern="^[ -~]+$"
    )


class InterviewCreated(Model):
    model_config = ConfigDict(from_attributes=True)

    message: Literal["Interview created"] = "Interview created"
    interview_id: int
    candidate_id: int
    skill: str
    status: Status
    question_count: int


class QuestionItem(Model):
    model_config = ConfigDict(from_attributes=True)

    question_id: int
    number: Place
    question: str
    kind: Kind
    answered: bool


class InterviewQuestions(Model):
    model_config = ConfigDict(from_attributes=True)

    interview_id: int
    skill: str
    questions: list[QuestionItem]


class AnswerFields(Model):
    interview_id: Id = Field(examples=[6])
    question_id: Id = Field(examples=[1])
    answer_text: AnswerText | None = Field(
        None,
        examples=["List comprehensions allow concise list creation."],
        validate_default=True,
    )

    def text(self) -> str | None:
        return None if is_blank(self.answer_text) else self.answer_text


class AnswerCreate(AnswerFields):
    model_config = ConfigDict(
        json_schema_extra={"required": ["interview_id", "question_id", "answer_text"]}
    )

    @field_validator("answer_text")
    @classmethod
    def not_blank(cls, text: str | None) -> str | None:
        if is_blank(text):
            raise ValueError("must not be blank")
        return text

    def upload(self) -> None:
        """JSON carries no file."""


class FileField(Model):
    # A factory, because a default of null would be in the document, and be no string.
    file: Any = Field(
        default_factory=lambda: None, json_schema_extra={"type": "string", "format": "binary"}
    )

    @field_validator("file")
    @classmethod
    def is_a_file(cls, file: object) -> FileStorage | None:
        """A form in which no file was chosen has none: the field it sends for it is passed over."""
        if file is not None and not isinstance(file, FileStorage):
            raise ValueError("must be sent as a file, with a file name")
        return file

    def upload(self) -> IncomingFile | None:
        return cast("IncomingFile", self.file.stream) if self.file else None


def as_a_form(schema: dict[str, Any]) -> None:
    """Beside its fields a form may say which encoding they are in, as browsers do. One with
    anything else is refused by utils/fields.py."""
    schema["properties"][CHARSET_FIELD] = {
        "type": "string",
        "description": "The encoding of the fields whose parts name none; UTF-8 if it is not sent",
        "examples": ["utf-8"],
    }
    schema["required"] = ["interview_id", "question_id"]
    schema["anyOf"] = [{"required": ["answer_text"]}, {"required": ["file"]}]
    schema["additionalProperties"] = False


class AnswerForm(AnswerFields, FileField):
    """The same as a form, which can carry a file."""

    model_config = ConfigDict(json_schema_extra=as_a_form)

    @field_validator("answer_text")
    @classmethod
    def not_blank_without_file(cls, text: str | None, others: ValidationInfo) -> str | None:
        # The fields of the last base class come first; a file that is wrong was complained about.
        if is_blank(text) and others.data.get("file", "wrong") is None:
            raise ValueError("must not be blank without a file")
        return text


def is_blank(text: str | None) -> bool:
    return text is None or not can_be_seen(text)


class AnswerSaved(Model):
    message: Literal["Answer saved", "Answer updated"]
    answer_id: int
    interview_id: int
    question_id: int
    file_path: str | None
    file_name: str | None


class Evaluation(Model):
    status: Literal["evaluated", "needs_review", "pending"]
    score: Score | None
    feedback: str | None = None
    review_recommended: bool
    review_reasons: list[str]
    detail: str | None = None


class InterviewCompleted(Model):
    message: Literal["Interview completed"] = "Interview completed"
    interview_id: int
    status: Literal["completed"] = "completed"
    evaluation: Evaluation


class InterviewHead(Model):
    model_config = ConfigDict(from_attributes=True)

    id: int
    skill: str
    status: Status
    created_at: Timestamp
    completed_at: Timestamp | None


class CandidateItem(Model):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: Shown
    email: str
    phone: Shown | None


class EvidenceItem(Model):
    """Where an answer speaks of a point: characters of the text that was scored, which is what was
    typed, followed, after an empty line, by what was read in the file."""

    point: str
    start: int
    end: int


class Judgement(Model):
    """What the evaluator says of an answer. Each point that it was compared with is in one of the
    four lists. Empty is what an earlier release did not record, and all of it before there is an
    evaluation."""

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


class SubmittedAnswer(Model):
    answer_id: int
    question_id: int
    number: Place
    question: str
    answer_text: str | None
    file_path: str | None
    file_name: Shown | None
    submitted_at: Timestamp
    status: Literal["submitted", "scored", "needs_review"] = "submitted"
    score: Score | None = None
    feedback: str | None = None


class AnswerItem(Judgement, SubmittedAnswer):
    """The fields of the last base class come first."""


class UnansweredItem(Model):
    question_id: int
    number: Place
    question: str


class ResultItem(Model):
    model_config = ConfigDict(from_attributes=True)

    score: Score | None
    provisional_score: Score | None
    calibrated_score: Score | None
    feedback: str
    review_recommended: bool
    review_reasons: list[str]
    evaluator: str
    evaluated_at: Timestamp


class Dashboard(Model):
    interview: InterviewHead
    candidate: CandidateItem
    answers: list[AnswerItem]
    unanswered: list[UnansweredItem]
    evaluation_status: EvaluationStatus
    evaluation_detail: str | None
    result: ResultItem | None


class RubricItem(Model):
    """What an answer was compared with, as it was. `sha256` is that of the members in between,
    as JSON with sorted names and no spaces, `kind` being left out where it is `knowledge`."""

    question_id: int
    question: str
    reference_answers: list[str]
    key_points: list[str]
    kind: Kind = "knowledge"
    sha256: str


class Tokens(Model):
    """Read and written by a language model."""

    prompt: int
    completion: int


class AnswerJudgement(Judgement):
    """Missing in results of an earlier release: what that release did not record."""

    question_id: int
    number: int | None = None
    weight: float | None = None
    status: Literal["scored", "needs_review", "unanswered"]
    score: float | None
    calibrated_score: float | None = None
    feedback: str
    tokens: Tokens | None = None


class CalibrationItem(Model):
    """calibrated score = slope · score + intercept, between 0 and 100."""

    slope: float
    intercept: float
    graded_answers: int
    fitted_at: Timestamp


class EvaluationVersion(Model):
    """One evaluation with everything that explains it.

    The score, or the provisional one, is weighted_sum / total_weight, rounded to two decimals: the
    sums run over the answers that have a score.
    """

    model_config = ConfigDict(from_attributes=True)

    version: int
    current: bool
    score: Score | None
    provisional_score: Score | None
    calibrated_score: Score | None
    calibration: CalibrationItem | None
    weighted_sum: Number | None
    total_weight: Number | None
    feedback: str
    review_recommended: bool = False
    review_reasons: list[str] = []
    evaluator: str
    evaluator_version: str
    model: str | None
    prompt_version: str | None
    prompt_tokens: int | None
    completion_tokens: int | None
    latency_ms: int
    evaluated_at: Timestamp
    answers: list[AnswerJudgement]
    rubrics: list[RubricItem] | None

    @model_validator(mode="after")
    def take_reasons_from_answers(self) -> Self:
        found = chain.from_iterable(answer.review_reasons for answer in self.answers)
        self.review_reasons = list(dict.fromkeys(found))
        self.review_recommended = bool(self.review_reasons)
        return self


class EvaluationVersions(Model):
    items: list[EvaluationVersion]
    next_cursor: str | None


class InterviewFilter(Model):
    """Which interviews to list, in which order, and how many at a time."""

    model_config = ConfigDict(extra="forbid")

    skill: Skill | None = None
    status: Status | None = None
    email: Email | None = None
    min_score: LeastScore | None = None
    max_score: GreatestScore | None = None
    sort: Sort = "-created_at"
    limit: Limit = 20
    cursor: Cursor | None = None


class VersionFilter(Model):
    """How many evaluations at a time, and where to go on."""

    model_config = ConfigDict(extra="forbid")

    limit: Limit = 20
    cursor: Cursor | None = None


class CandidateBrief(Model):
    id: int
    name: Shown
    email: str


class InterviewItem(Model):
    id: int
    skill: str
    status: Status
    created_at: Timestamp
    candidate: CandidateBrief
    score: Score | None


class InterviewPage(Model):
    items: list[InterviewItem]
    next_cursor: str | None


class SkillItem(Model):
    model_config = ConfigDict(from_attributes=True)

    skill: str
    question_count: int


class Skills(Model):
    items: list[SkillItem]


class Health(Model):
    status: Literal["ok"] = "ok"
    database: Literal["ok"] = "ok"
    pending_evaluations: int
    oldest_pending_seconds: float | None
    failed_evaluations: int


class Live(Model):
    status: Literal["ok"] = "ok"
