"""Submitting answers, as text and as files, and fetching a file back."""

from flask import Blueprint, Response, send_file

from schemas import AnswerCreate, AnswerForm, AnswerSaved
from services.answers import NewAnswer, find_file, submit_answer
from services.errors import FileNotThere
from utils.openapi import answers as documented
from utils.openapi import api, sent
from wiring import began_in, wired

answers = Blueprint("answers", __name__)


@answers.post("/answers/create")
@api.validate(
    json=AnswerCreate,
    form=AnswerForm,
    resp=documented(
        400, 404, 409, 413, 415, 422, HTTP_201=AnswerSaved, HTTP_200=(AnswerSaved, "Replaced")
    ),
    tags=["answers"],
)
def create() -> tuple[AnswerSaved, int]:
    """Answer a question with text, a file or both. Answering again replaces both."""
    body: AnswerCreate | AnswerForm = sent().form or sent().json
    new = NewAnswer(body.interview_id, body.question_id, body.text(), body.upload())
    saved = submit_answer(wired().engine, wired().uploads, new, began_in())
    answer = AnswerSaved(
        message="Answer saved" if saved.created else "Answer updated",
        answer_id=saved.answer_id,
        interview_id=new.interview_id,
        question_id=new.question_id,
        file_path=saved.file.path if saved.file else None,
        file_name=saved.file.name if saved.file else None,
    )
    return answer, 201 if saved.created else 200


@answers.get("/answers/<int:answer_id>/file")
@api.validate(resp=documented(404, HTTP_200=None), tags=["answers"])
def download(answer_id: int) -> Response:
    """The file of an answer, under the name the candidate gave it."""
    file = find_file(wired().engine, wired().uploads, answer_id)
    try:
        response = send_file(
            file.path,
            mimetype="application/octet-stream",
            as_attachment=True,
            download_name=file.name,
            conditional=False,
            etag=False,
        )
    except FileNotFoundError:  # replaced since we looked, or taken away by somebody else
        raise FileNotThere(answer_id) from None
    return response
