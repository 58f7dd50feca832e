"""Whether a text has source code in it, or formulas, which nobody tells apart by their lines."""

import re

_MAX_LINE_CHARACTERS = 300
_LEAST_LINES = 2

_STATEMENT = re.compile(
    r"^(?:def |class \w+[(:{]|import [\w.]+(?: as \w+)?;?$|from [\w.]+ import\b"
    r"|for .+:$|while .+[:{]$|if .+[:{]$|else:|print\(|#include"
    r"|(?:const|let|var) \w+;|return\b[^.]{0,60}$"
    r"|select\b.+\bfrom\b|insert into|delete from|create (?:unique )?(?:table|index|view)"
    r"|drop (?:table|index|view)|alter table|commit;|rollback;"
    r"|[\w.\[\]]+\s*[-+*]?=\s*\S|[{}]\s*;?$)",
    re.IGNORECASE,
)
"""What a line of prose hardly begins with."""
_KEYWORD = re.compile(r"^(?:const|let|var|function|public|private|protected|for|if)\b")
"""What a line of prose may begin with too: it is code where its signs are those of code."""
_SIGN_OF_CODE = re.compile(r"\w\(|[\w)\]] ?[-+*/]?= ?\S|[{}]|->|::|\w\[")


def contains_code(text: str) -> bool:
    """Two lines that look like source code, or a fenced block."""
    if "```" in text:
        return True
    lines = (line[:_MAX_LINE_CHARACTERS].strip() for line in text.split("\n"))
    return sum(map(_is_code, lines)) >= _LEAST_LINES


def _is_code(line: str) -> bool:
    """A list of prose may end its lines with semicolons as well."""
    if _STATEMENT.match(line):
        return True
    may_be = line.endswith(";") or _KEYWORD.match(line)
    return bool(may_be and _SIGN_OF_CODE.search(line))
