"""Creating interviews, what they ask, the list and the dashboard."""

from contextlib import suppress

from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from schemas import (
    AnswerItem,
    CandidateBrief,
    CandidateItem,
    Dashboard,
    IdempotencyHeader,
    InterviewCreate,
    InterviewCreated,
    InterviewFilter,
    InterviewHead,
    InterviewItem,
    InterviewPage,
    InterviewQuestions,
    ResultItem,
    SkillAlone,
    SkillItem,
    Skills,
    UnansweredItem,
)
from services.dashboard import QuestionPart, read_dashboard
from services.errors import UnknownSkill
from services.interviews import (
    NewInterview,
    asked_questions,
    create_interview,
    list_skills,
    unknown_skill,
)
from services.listing import ListQuery, list_interviews
from utils.errors import AppError, Invalid, problem
from utils.fields import read_json
from utils.openapi import answers, api, sent
from wiring import began_in, wired

interviews = Blueprint("interviews", __name__)


@interviews.post("/interviews/create")
@api.validate(
    json=InterviewCreate,
    headers=IdempotencyHeader,
    resp=answers(400, 409, 413, 415, 422, HTTP_201=InterviewCreated),
    tags=["interviews"],
)
def create() -> tuple[InterviewCreated, int, dict[str, str]]:
    """Create an interview for a candidate."""
    body: InterviewCreate = sent().json
    headers: IdempotencyHeader = sent().headers
    new = NewInterview(
        body.candidate_name, body.email, body.phone or None, body.skill, headers.idempotency_key
    )
    created = create_interview(wired().engine, new, began_in())
    location = {"Location": f"/interviews/{created.interview_id}"}
    return InterviewCreated.model_validate(created), 201, location


@interviews.errorhandler(Invalid)
def name_an_unknown_skill_too(error: Invalid) -> Response:
    """Every bad field is named at once, also one that only the database knows to be bad."""
    if request.endpoint == "interviews.create" and not isinstance(error, UnknownSkill):
        # The last: a body that is not valid, or what the driver cannot read of the database's.
        with suppress(AppError, SQLAlchemyError, ValueError):
            skill = SkillAlone.model_validate(read_json(request.get_data())[0]).skill
            if unknown := unknown_skill(wired().engine, skill):
                return problem(Invalid([*error.errors, *unknown.errors]))
    return problem(error)


@interviews.get("/interviews/<int:interview_id>/questions")
@api.validate(resp=answers(404, HTTP_200=InterviewQuestions), tags=["interviews"])
def questions(interview_id: int) -> InterviewQuestions:
    """The questions of an interview, in their order. Never what the scorer knows."""
    return InterviewQuestions.model_validate(asked_questions(wired().engine, interview_id))


@interviews.get("/interviews")
@api.validate(query=InterviewFilter, resp=answers(422, HTTP_200=InterviewPage), tags=["interviews"])
def index() -> InterviewPage:
    """List interviews, a page at a time."""
    query: InterviewFilter = sent().query
    page = list_interviews(wired().engine, ListQuery(**dict(query)))
    return InterviewPage(
        items=[
            InterviewItem(
                id=item.id,
                skill=item.skill,
                status=item.status,
                created_at=item.created_at,
                candidate=CandidateBrief(
                    id=item.candidate_id, name=item.candidate_name, email=item.candidate_email
                ),
                score=item.score,
            )
            for item in page.items
        ],
        next_cursor=page.next_cursor,
    )


@interviews.get("/interviews/<int:interview_id>")
@api.validate(resp=answers(404, HTTP_200=Dashboard), tags=["interviews"])
def dashboard(interview_id: int) -> Dashboard:
    """The dashboard: candidate, answers, files, score and feedback."""
    found = read_dashboard(wired().engine, interview_id)
    result = found.result
    return Dashboard(
        interview=InterviewHead.model_validate(found.interview),
        candidate=CandidateItem.model_validate(found.candidate),
        answers=[answer_item(row) for row in found.questions if row.answer_id is not None],
        unanswered=[
            UnansweredItem(question_id=row.question_id, number=row.number, question=row.question)
            for row in found.questions
            if row.answer_id is None
        ],
        evaluation_status=found.evaluation_status,
        evaluation_detail=found.evaluation_detail,
        result=ResultItem.model_validate(result) if result else None,
    )


def answer_item(row: QuestionPart) -> AnswerItem:
    submitted = {
        "answer_id": row.answer_id,
        "question_id": row.question_id,
        "number": row.number,
        "question": row.question,
        "answer_text": row.text_answer,
        "file_path": row.file_path,
        "file_name": row.file_name,
        "submitted_at": row.submitted_at,
    }
    return AnswerItem.model_validate({**row.evaluation, **submitted})


@interviews.get("/skills")
@api.validate(resp=answers(HTTP_200=Skills), tags=["interviews"])
def skills() -> Skills:
    """The skills there are questions for."""
    return Skills(items=[SkillItem.model_validate(item) for item in list_skills(wired().engine)])
