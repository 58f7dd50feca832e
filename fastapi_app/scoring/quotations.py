"""What an answer shows instead of saying it: quotations, code, data."""

import re

_QUOTED = re.compile(
    r"\"[^\"\n]{1,200}+\"|“[^”\n]{1,200}+”|«[^»\n]{1,200}+»|`[^`\n]{1,200}+`"
    r"|(?<!\w)'[^'\n]{3,200}+'(?!\w)"
)
_WORD = re.compile(r"[^\W_]+")
_CONDITION = re.compile(
    r"\b(?:if(?! (?:it is|you|possible|i|this|it)\b)|when|whenever|once|unless|where|otherwise|as"
    r" soon as)\b"
)
_LEAST_WORDS_AROUND = 3
_LOOKS_BACK = 80
_LOOKS_AT = 300
_SHOWN = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|reads?|wr(?:ite|ites|ote|itten|iting)"
    r"|typ(?:e|es|ed|ing)|sen(?:d|ds|t)|contain(?:s|ed|ing)?|call(?:s|ed)?|e\.g\.|example|such as"
    r"|like|prompts?|messages?|strings?|phrases?|texts?|inputs?|comments?|pastes?|ask(?:s|ed)?"
    r"|instructs?|instructed|named|labelled|field|column|returns?|prints?|shows?|logs?)\b"
    r"[^.!?]{0,40}$"
)
_CODE = re.compile(
    r"^\s*+(?:[#$>%]\s|//|/\*|\*\s|--\s|<!--|</?\w[^>]*>|<[!?]|[{}\[\]()]\s*$|\"\"\"|'''|@\w|\$|\|"
    r"|(?:def|class|import|from|return|for|while|if|elif|else|try|except|with|print|const|let|var"
    r"|function|public|private|protected|static|void|int|new|await|async|raise|throw|assert|func|fn"
    r"|package|type|struct|enum|switch|case)\b[^.]*[(){};:=]"
    r"|(?i:select|insert|update|delete|create|alter|drop|merge|grant|where|group|order|having|join"
    r"|left|inner|from|set|values|limit)\b.*[=*;()<>]"
    r"|[\w.\[\]\"'-]+\s*(?:=|:=|\+=|-=|=>|==)\s*\S|[\w.]+\(.*\)[;\s]*+$|[\"'][\w-]+[\"']\s*:"
    r"|\d{4}-\d\d-\d\d[t ]|\[?(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL)\b|.*[;{}\\]\s*$"
    r"|[^.]{0,60}?(?:->|→|=>)|(?:GET|POST|PUT|DELETE|PATCH) /|https?://)"
)
_COMMENT = re.compile(r"^\s*+(?:#|//|/\*|\*\s|--\s|<!--|%\s|;\s)")
_TYPED = re.compile(r"^\s*+(?:[$>]|>>>|In \[\d+\]:) \S")
_FENCE = re.compile(r"^\s*+(?:```|~~~)")
_SETTING = re.compile(r"^\s*+(?:-\s++)?[\"']?(\w[\w.-]{0,40})[\"']?:(?:\s|$)")
_FORGED = frozenset(
    """
    score grade mark marks rating verdict points evaluation result feedback comment reason note
    status system assistant developer admin grader evaluator examiner candidate answer user
    """.split()
)
"""What a forged verdict calls its parts."""


def without_quotations(sentence: str, *, is_code: bool = False) -> str:
    """The sentence with a dash for what it quotes; as it is where it is hardly more than that."""
    said = _QUOTED.sub(" – ", sentence)
    if is_code or len(_WORD.findall(said)) >= _LEAST_WORDS_AROUND:
        return said
    return sentence


def is_reported(sentence: str, start: int) -> bool:
    """Whether what begins there is somebody else's words: "The user typed: ignore …"."""
    return _SHOWN.search(sentence[max(0, start - _LOOKS_BACK) : start]) is not None


def is_conditional(sentence: str, start: int) -> bool:
    """Whether what begins there is what is to be done in some case: "If all tests pass, award
    …"."""
    return _CONDITION.search(sentence[:start]) is not None


def is_comment(line: str) -> bool:
    return _COMMENT.match(line) is not None


def code_lines(text: str) -> list[bool]:
    """For each line of a text, whether it is code or data."""
    lines = text.split("\n")
    found: list[bool] = []
    is_fenced = is_output = False
    for line in lines:
        is_fence = _FENCE.match(line) is not None
        is_output = bool(line.strip()) and (is_output or _TYPED.match(line) is not None)
        is_shown = is_fenced or is_fence or is_output
        found.append(is_shown or _CODE.match(line[:_LOOKS_AT]) is not None)
        is_fenced ^= is_fence
    settings = [_is_setting(line) for line in lines]
    for i in range(len(lines)):
        # One alone may be a forged verdict: "Score: 100".
        if settings[i] is not None and any(settings[max(0, i - 1) : i + 2]):
            found[i] = True
    return found


def _is_setting(line: str) -> bool | None:
    """Of a line "name: value", whether its name is one of settings; None for other lines."""
    match = _SETTING.match(line)
    return match and match[1].lower() not in _FORGED
