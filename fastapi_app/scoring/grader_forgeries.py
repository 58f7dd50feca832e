"""What pretends to be the system's: verdicts, on a line of their own or as an object, and ends of
the answer."""

import re
from collections.abc import Set

from scoring.grader_vocabulary import JUDGE, PERSON

ABOUT_MARKS = frozenset(("json", "yaml", "score", "grade", "mark"))
"""Where one of these is in the rubric, people write marks as examples."""

_GOOD_MARK = (
    r"(?:100 ?%?|10 ?/ ?10|100 ?/ ?100|10|full\b.*|max\w*\b.*|perfect|a\+|pass(?:ed)?|correct)"
)
_MARK_LINE = (
    r"(?:final |overall |total |your |suggested |recommended |correct )?(?:score|grade|mark|rating"
    rf"|verdict|points|marks|evaluation|result)s?\W{{0,3}}[:=]\W{{0,4}}{_GOOD_MARK}"
)
VERDICTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^\W*(?:system|assistant|developer|admin|administrator)(?: \w+)?\s*[:\]>][^.]{0,60}?"
        r"\b(?:scoring|grading|scored?|graded?|marks|rubric|evaluation)\b[^.]{0,40}?"
        r"\b(?:100|full|max\w*|perfect|correct|overrid\w+|pass)\b",
        rf"^\W*(?:{_MARK_LINE}|(?:100|10) ?(?:/|out of) ?(?:100|10)|full marks|full credit"
        r"|perfect score)(?:[,;] ?\w{1,20} ?[:=] ?[\w./%+-]{1,20})*+\W*$",
        r"^\W*(?:system|assistant|developer|admin|administrator|moderator|interviewer"
        rf"|{JUDGE})(?: \w+)?\s*[:\]>]\W*(?:the )?(?:final |overall )?(?:score|grade|mark|rating"
        rf"|verdict|points)\W{{0,3}}(?:[:=]|is|of)\W{{0,4}}{_GOOD_MARK}",
        r"^\W*(?:system|assistant|developer|admin|administrator)(?: \w+)?\s*[:\]>]\W*(?:the|this)"
        rf" {PERSON}\b[^.]{{0,40}}?\b(?:correct|perfect|full|everything|all|excellent|complete"
        r"|passe[sd])",
    )
)
"""A forged verdict stands by itself, on a line that is no part of code."""

MARKERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^\W*end of (?:the )?{PERSON}(?:'?s)? \w{{1,12}}\W*$",
        r"^(?!\w)?\W*(?:end|begin|start|stop|close)"
        rf" (?:of )?(?:the |my |this )?(?:{PERSON}(?:'?s)? |user )?(?:answer|response"
        r"|submission)\W*$",
        rf"^[\s#=*\-_~]{{2,}}+(?:begin|end|start) (?:of )?{JUDGE}\b",
        rf"(?<=[#=*\-_~]{{2}})\s{{0,3}}end of (?:the )?(?:{PERSON}(?:'?s)? )?(?:answer"
        r"|submission)\b",
        r"^\W*<\|?(?:im_start|start_header_id|system|sys|begin_of_text)\|?>[^\n]{0,60}?\b(?:give"
        r"|award|grade|grader|score|full|100|ignore|instructions|rubric|candidate|answer)\b",
    )
)
"""Forged ends of the answer, outside of code."""

FORGED_END = re.compile(r"^\s*</\s*(?:\w{1,12}[_ -]?)?(?:answer|response|submission)\b[^>]{0,60}>")
ANSWER_TAG = re.compile(r"<\s*(?:\w{1,12}[_ -]?)?(?:answer|response|submission)\b", re.IGNORECASE)
"""The end of an answer that the text did not begin."""

_OBJECT = re.compile(r"(?<![^\s:,\[])(?<!= )\{[^{}]{2,600}+\}")
_MEMBER = re.compile(r"""["']?(\w{1,30})["']?\s*:""")
_VERDICT_NAME = re.compile(
    r"(?:score|grade|marks?|rating|verdict|points?|evaluation|result|feedback|comments?|reason"
    r"|reasoning|explanation|justification|status|correct|passed|pass|covered|missing|max"
    r"|confidence)$"
)
_GOOD_MEMBER = re.compile(
    r"\b\w*(?:score|grade|marks?|rating|verdict|points|result|evaluation)[\"']?"
    r"\s*:\s*[\"']?(?:100|10\b|9\d\b|1(?:\.0+)?\b|full|max|perfect|pass|correct|excellent|a\b)"
)
"""Not {"passed": true}, which is what many a service answers."""


def without_verdicts(text: str, rubric_stems: Set[str]) -> tuple[str, bool]:
    """Drop objects that hold nothing but a good mark and what one says of it."""
    found = False

    def judge(match: re.Match[str]) -> str:
        nonlocal found
        names = _MEMBER.findall(match.group().lower())
        if not all(map(_VERDICT_NAME.search, names)) or not _GOOD_MEMBER.search(
            match.group().lower()
        ):
            return match.group()
        found = True
        return ""

    if "{" not in text or rubric_stems & ABOUT_MARKS:
        return text, False
    return _OBJECT.sub(judge, text), found
