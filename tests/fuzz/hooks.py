"""What schemathesis cannot know of these services. It loads this file by itself.

It judges every answer by the OpenAPI document alone. Some rules of the contract are not in there,
because no schema can say them: here those are told apart, and nothing else is let through.
"""

import re
from typing import Any

import schemathesis
from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.openapi.checks import RejectedPositiveData

# The values of a form are text: a number in a text field, say, arrives as a good text.
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")

# What may be wrong with a field whose schema is satisfied, as its problem document says it.
BEYOND_A_SCHEMA = {
    "skill": r"No questions for .* Skills: ",
    "question_id": r"Question \d+ is not one of those that interview \d+ asks",
    "cursor": r"is not a next_cursor of this list",
    # An address such as a@b.invalid has the right form, and can be nobody's.
    "email": r"is not an e-mail address",
    # Text that is blank, with no file beside it.
    "answer_text": r"must not be blank",
    "file": r"is empty",
}


@schemathesis.hook
def filter_failure(_: HookContext, failure: Failure, case: Case, response: Response) -> bool:
    """Whether it is a failure."""
    if isinstance(failure, AcceptedNegativeData):
        return case.media_type not in FORMS
    if isinstance(failure, RejectedPositiveData):
        return not refused_beyond_the_schema(case, response)
    return True


def refused_beyond_the_schema(case: Case, response: Response) -> bool:
    if response.status_code == 415:
        # The kind of a file is the extension of its name, which is not part of a schema.
        return case.media_type == "multipart/form-data" and "file" in response.json()["detail"]
    if response.status_code == 400:
        # Any text may stand in the field that names the encoding, and few name one.
        return case.media_type in FORMS and "encoding" in response.json()["detail"]
    errors = response.json().get("errors", [])
    return bool(errors) and all(
        re.match(BEYOND_A_SCHEMA.get(error["field"], "(?!)"), error["message"]) for error in errors
    )


@schemathesis.hook
def before_load_schema(_: HookContext, raw_schema: dict[str, Any]) -> None:
    """Tell how one request leads to another, so that whole interviews are conducted."""
    paths = raw_schema["paths"]
    if "/answers/create" not in paths:
        return
    answer = paths["/answers/create"]["post"]
    questions = paths["/interviews/{interview_id}/questions"]["get"]
    file = paths["/answers/{answer_id}/file"]["get"]
    questions["responses"]["200"]["links"] = {
        "Answer": {
            "operationId": answer["operationId"],
            "requestBody": {
                "interview_id": "$response.body#/interview_id",
                "question_id": "$response.body#/questions/0/question_id",
                "answer_text": "A list comprehension builds a list in one expression.",
            },
        }
    }
    answer["responses"]["201"]["links"] = {
        "File": {
            "operationId": file["operationId"],
            "parameters": {"answer_id": "$response.body#/answer_id"},
        }
    }
