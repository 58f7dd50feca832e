"""Completing an interview, which has it evaluated, and what became of that."""

from flask import Blueprint

from schemas import (
    Evaluation,
    EvaluationVersion,
    EvaluationVersions,
    InterviewCompleted,
    VersionFilter,
)
from services.evaluations import EvaluationState
from services.versions import list_versions
from utils.logs import request_id
from utils.openapi import answers, api, sent
from wiring import began_in, wired

evaluations = Blueprint("evaluations", __name__)

COMPLETED = {
    "HTTP_200": InterviewCompleted,
    "HTTP_202": (InterviewCompleted, "Completed; the evaluation follows automatically"),
}


@evaluations.put("/interviews/<int:interview_id>/complete")
@api.validate(resp=answers(404, **COMPLETED), tags=["evaluations"])
def complete(interview_id: int) -> tuple[InterviewCompleted, int]:
    """Complete the interview: its answers are frozen and evaluated. Harmless to repeat."""
    state = wired().evaluator.complete(interview_id, request_id.get(), began_in())
    return completed(interview_id, state)


@evaluations.post("/interviews/<int:interview_id>/evaluate")
@api.validate(resp=answers(404, 409, 429, **COMPLETED), tags=["evaluations"])
def evaluate(interview_id: int) -> tuple[InterviewCompleted, int]:
    """Evaluate a completed interview afresh. Earlier results are kept."""
    state = wired().evaluator.evaluate_again(interview_id, request_id.get(), began_in())
    return completed(interview_id, state)


@evaluations.get("/interviews/<int:interview_id>/evaluations")
@api.validate(
    query=VersionFilter, resp=answers(404, 422, HTTP_200=EvaluationVersions), tags=["evaluations"]
)
def versions(interview_id: int) -> EvaluationVersions:
    """Every evaluation of the interview, newest first, with the score of each answer."""
    query: VersionFilter = sent().query
    page = list_versions(wired().engine, interview_id, query.limit, query.cursor)
    return EvaluationVersions(
        items=[EvaluationVersion.model_validate(item) for item in page.items],
        next_cursor=page.next_cursor,
    )


def completed(interview_id: int, state: EvaluationState) -> tuple[InterviewCompleted, int]:
    pending = state.status == "pending"
    evaluation = Evaluation(
        status=state.status,
        score=state.score,
        feedback=None if pending else state.feedback,
        review_recommended=state.review_recommended,
        review_reasons=state.review_reasons,
        detail=f"{state.detail or ''} It will be evaluated automatically.".strip()
        if pending
        else None,
    )
    return InterviewCompleted(interview_id=interview_id, evaluation=evaluation), (
        202 if pending else 200
    )
