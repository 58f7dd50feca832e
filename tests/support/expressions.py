"""Texts on which a regular expression might take more than linear time, and whether it does."""

import ast
import gc
import inspect
import re
import re._constants as sre
import re._parser as parser
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any, TypeAlias

import pytest

from tests.support.loading import service_modules
from tests.support.services import REPOSITORY

Tree: TypeAlias = Iterable[tuple[Any, Any]]  # what the standard library's parser makes

# Beside the characters that the expression names: what its classes may hold or leave out.
USUAL = " \n\taZ1._-é中\u0301"
CATEGORIES = {
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}
REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}
MANY = 20
MOST_REPRESENTATIVES = 9  # of which all rows of three are tried

FIRST_LENGTH = 2_000  # characters; what is quadratic takes several milliseconds for so many
QUICK_SECONDS = 0.001
TELLING_SECONDS = 0.02
LONGEST = 2_000_000
LINEAR, SUSPICIOUS = 3.0, 6.0  # times as long for twice, and for four times the text
ATTEMPTS = 4


def compiled_patterns(service: str) -> dict[str, re.Pattern[str]]:
    """Every expression that is compiled while the modules of a service are imported. Those for
    bytes are turned into such for text."""
    found: dict[str, re.Pattern[str]] = {}
    compile_pattern = re.compile

    def recording(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        compiled = compile_pattern(pattern, flags)
        caller = inspect.currentframe().f_back  # type: ignore[union-attr]
        name = caller.f_globals["__name__"]  # type: ignore[union-attr]
        if name in modules:
            number = sum(known.startswith(f"{name} ") for known in found)
            text = as_text(compiled)
            found[f"{name} {number} {text.pattern[:40]}"] = text
        return compiled

    def as_text(compiled: re.Pattern[Any]) -> re.Pattern[str]:
        if isinstance(compiled.pattern, str):
            return compiled
        return compile_pattern(compiled.pattern.decode("latin-1"), compiled.flags | re.ASCII)

    modules = set(module_names(service))
    with service_modules(service) as load, pytest.MonkeyPatch.context() as patch:
        patch.setattr(re, "compile", recording)
        for module in sorted(modules):
            load(module)
    return found


def module_names(service: str) -> Iterator[str]:
    folder = REPOSITORY / service
    for path in folder.rglob("*.py"):
        *packages, name = path.relative_to(folder).with_suffix("").parts
        if name == "__init__":
            yield ".".join(packages)
        elif not name.startswith("_"):
            yield ".".join([*packages, name])


def compiled_later(service: str) -> list[str]:
    """Where an expression is used that is not compiled when its module is imported. A text that is
    looked for as it is, escaped, is none."""
    found = []
    for path in sorted((REPOSITORY / service).rglob("*.py")):
        tree = ast.parse(path.read_text())
        escaped = {
            call.func
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and call.args
            if ast.unparse(call.args[0]).startswith("re.escape(")
        }
        for used in ast.walk(tree):
            allowed = True
            if isinstance(used, ast.ImportFrom):
                allowed = used.module != "re"
            elif isinstance(used, ast.Attribute) and ast.unparse(used.value) == "re":
                known = {"compile", "escape", "Pattern", "Match"}
                allowed = used in escaped or used.attr in known or used.attr.isupper()
            elif isinstance(used, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                allowed = "re.compile(" not in ast.unparse(used)
            if not allowed:
                found.append(f"{path}: {used.lineno}")  # type: ignore[attr-defined]
    return found


def slow_text(pattern: re.Pattern[str]) -> str | None:
    """The part that, repeated, makes finding all matches take more than linear time; or None."""
    for text in texts(pattern):
        if seconds(pattern, text.of(FIRST_LENGTH)) < QUICK_SECONDS:
            continue
        at_first = least_seconds(pattern, text.of(FIRST_LENGTH))
        later = least_seconds(pattern, text.of(4 * FIRST_LENGTH))
        if later > SUSPICIOUS * at_first and is_slow(pattern, text):
            return repr(text)
    return None


def is_slow(pattern: re.Pattern[str], text: "Repeated") -> bool:
    """Whether twice the text takes much more than twice as long, however long it is already."""
    length = FIRST_LENGTH
    for _ in range(ATTEMPTS):
        while (short := least_seconds(pattern, text.of(length))) < TELLING_SECONDS:
            length *= 2
            if length > LONGEST:
                return False
        if least_seconds(pattern, text.of(2 * length)) < LINEAR * short:
            return False
        length *= 2
    return True


def least_seconds(pattern: re.Pattern[str], text: str) -> float:
    return min(seconds(pattern, text) for _ in range(2))


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """Of the processor, for all matches: what others do on this machine does not count."""
    gc.disable()
    try:
        begun = time.thread_time()
        for _ in pattern.finditer(text):
            pass
        return time.thread_time() - begun
    finally:
        gc.enable()


class Repeated:
    """A text of any length: a part over and over, between a beginning and an end."""

    def __init__(self, part: str, before: str = "", end: str = "") -> None:
        self._part, self._before, self._end = part, before, end

    def of(self, length: int) -> str:
        return f"{self._before}{self._part * (length // len(self._part))}{self._end}"

    def __repr__(self) -> str:
        return f"{self._before!r} + {self._part!r} * n + {self._end!r}"


class Aperiodic(Repeated):
    """Two parts in the order of Thue and Morse: no stretch of it comes three times in a row, so
    that a back-reference is tried everywhere in vain."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)
        self._parts = (one, other)

    def of(self, length: int) -> str:
        return "".join(self._parts[i.bit_count() % 2] for i in range(length))


def texts(pattern: re.Pattern[str]) -> Iterator[Repeated]:
    tree = list(parser.parse(pattern.pattern, pattern.flags))
    chosen = representatives(tree)
    rows = ["".join(row) for size in (1, 2, 3) for row in product(chosen, repeat=size)]
    ends = ["", *chosen]
    for row in rows:
        for end in ends if len(row) < 3 else ("", "a"):
            yield Repeated(row, end=end)
    for word in dict.fromkeys(words(tree)):
        for separator in ("", *chosen):
            yield Repeated(word + separator)
    drawn = draw(tree)
    for part in (drawn, drawn[:-1], f"{drawn[:-1]} "):
        if part:
            yield Repeated(part)
    for before, parts in pumps(tree, ""):
        for part, end in product(dict.fromkeys([*parts, *chosen]), ends):
            if part:
                yield Repeated(part, before, end)
                yield Repeated(before + part, end=end)
    if any(op is sre.GROUPREF for op, _ in leaves(tree)):
        yield from (Aperiodic(*pair) for pair in ("ab", "a ", "1."))


def representatives(tree: Tree) -> list[str]:
    """One character for all that the expression cannot tell apart outside of its words."""
    classes = [leaf for leaf in leaves(tree) if leaf[0] is not sre.GROUPREF]
    named = [c for leaf in classes for c in examples(leaf)]
    told_apart: dict[tuple[bool, ...], str] = {}
    for character in dict.fromkeys([*USUAL, *named]):
        told_apart.setdefault(tuple(holds(leaf, character) for leaf in classes), character)
    return list(told_apart.values())[:MOST_REPRESENTATIVES]


def leaves(tree: Tree, *, repeated: bool = False) -> Iterator[tuple[Any, Any]]:
    """Everything that stands for one character: classes, and letters that are repeated or alone."""
    items = list(tree)
    for op, of in items:
        if op is sre.LITERAL:
            if repeated or len(items) == 1 or not chr(of).isalnum():
                yield op, of
        elif (inner := list(branches(op, of))) or op in {sre.AT}:
            for branch in inner:
                yield from leaves(branch, repeated=op in REPEATS)
        else:
            yield op, of


def branches(op: Any, of: Any) -> Iterator[Tree]:
    if op is sre.BRANCH:
        yield from of[1]
    elif op in REPEATS:
        yield of[2]
    elif op is sre.SUBPATTERN:
        yield of[-1]
    elif op in {sre.ASSERT, sre.ASSERT_NOT}:
        yield of[1]
    elif op is sre.ATOMIC_GROUP:
        yield of


def examples(leaf: tuple[Any, Any]) -> list[str]:
    op, of = leaf
    if op in {sre.LITERAL, sre.NOT_LITERAL}:
        return [chr(of)]
    if op is not sre.IN:
        return []
    return [
        chr(code)
        for kind, what in of
        for code in ((what,) if kind is sre.LITERAL else what if kind is sre.RANGE else ())
    ]


def holds(leaf: tuple[Any, Any], character: str) -> bool:
    op, of = leaf
    code = ord(character)
    if op is sre.LITERAL:
        return bool(code == of)
    if op is sre.NOT_LITERAL:
        return bool(code != of)
    if op is sre.IN:
        negated = of[0][0] is sre.NEGATE
        return negated != any(
            code == what
            if kind is sre.LITERAL
            else what[0] <= code <= what[1]
            if kind is sre.RANGE
            else kind is sre.CATEGORY and re.match(CATEGORIES[what], character) is not None
            for kind, what in of
        )
    return character != "\n"


def words(tree: Tree) -> Iterator[str]:
    word = ""
    for op, of in tree:
        if op is sre.LITERAL:
            word += chr(of)
            continue
        if len(word) > 1:
            yield word
        word = ""
        for branch in branches(op, of):
            yield from words(branch)
    if len(word) > 1:
        yield word


def draw(tree: Tree) -> str:
    """A short text that the expression may match, but for what it looks at around it."""
    return "".join(draw_one(op, of) for op, of in tree)


def draw_one(op: Any, of: Any) -> str:
    if op is sre.BRANCH:
        return draw(of[1][0])
    if op in REPEATS:
        return draw(of[2]) * of[0]
    if op is sre.SUBPATTERN:
        return draw(of[-1])
    if op is sre.ATOMIC_GROUP:
        return draw(of)
    if op in {sre.AT, sre.ASSERT, sre.ASSERT_NOT, sre.GROUPREF}:
        return ""
    return next((c for c in (*examples((op, of)), *USUAL) if holds((op, of), c)), "")


def pumps(tree: Tree, before: str) -> Iterator[tuple[str, Sequence[str]]]:
    """What leads to each repetition that may be long, and what can be repeated there."""
    for op, of in tree:
        if op in REPEATS and of[1] >= MANY:
            yield before, [draw(of[2])]
        for branch in branches(op, of):
            yield from pumps(branch, before)
        before += draw_one(op, of)
