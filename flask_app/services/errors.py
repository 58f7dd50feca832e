"""What can be wrong with what somebody asks of an interview."""

from utils.errors import AppError, FieldError, Invalid


class InterviewNotFound(AppError):
    status, code = 404, "interview_not_found"

    def __init__(self, interview_id: int) -> None:
        super().__init__(f"Interview {interview_id} does not exist.")


class QuestionNotFound(AppError):
    status, code = 404, "question_not_found"

    def __init__(self, question_id: int) -> None:
        super().__init__(f"Question {question_id} does not exist.")


class AnswerNotFound(AppError):
    status, code = 404, "answer_not_found"

    def __init__(self, answer_id: int) -> None:
        super().__init__(f"Answer {answer_id} does not exist.")


class FileNotThere(AppError):
    status, code = 404, "file_not_found"

    def __init__(self, answer_id: int) -> None:
        super().__init__(f"Answer {answer_id} has no file.")


class InterviewCompleted(AppError):
    status, code = 409, "interview_completed"

    def __init__(self, interview_id: int) -> None:
        super().__init__(
            f"Interview {interview_id} is completed; its answers can no longer change."
        )


class InterviewOngoing(AppError):
    status, code = 409, "interview_ongoing"

    def __init__(self, interview_id: int) -> None:
        super().__init__(f"Interview {interview_id} is still ongoing; complete it first.")


class IdempotencyKeyReused(AppError):
    status, code = 409, "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used before, with another body.")


class UnknownSkill(Invalid):
    def __init__(self, skill: str, known: list[str]) -> None:
        there_are = ", ".join(known) or "none yet"
        super().__init__(
            [FieldError(field="skill", message=f"No questions for {skill!r}. Skills: {there_are}.")]
        )


class QuestionNotAsked(Invalid):
    def __init__(self, question_id: int, interview_id: int) -> None:
        message = f"Question {question_id} is not one of those that interview {interview_id} asks."
        super().__init__([FieldError(field="question_id", message=message)])
