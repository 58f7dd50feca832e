"""What a form to POST /evaluate/answer may hold: nothing of it is lost, it is read or refused."""

from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import quote_from_bytes

import pytest
import requests

from tests.fastapi_app.desk import Desk
from tests.support.client import assert_problem
from tests.support.forms import MULTIPART, errors_of, field, file, post_form, raw, raw_part
from tests.support.services import json_of

Pairs: TypeAlias = list[tuple[str | bytes, str | bytes]]
Send: TypeAlias = Callable[..., requests.Response]
EXPECTED = (
    "is not expected. Expected are: answer_text, file, key_points, kind, question, "
    "reference_answer."
)
ONCE = "must be sent only once"
RUSSIAN = "Декоратор возвращает функцию."
URLENCODED = "application/x-www-form-urlencoded"
TEXT = field("answer_text", "a")


def send(desk: Desk, *parts: bytes, content_type: str = MULTIPART) -> requests.Response:
    return post_form(f"{desk.url}/evaluate/answer", *parts, content_type=content_type)


def send_multipart(desk: Desk, pairs: Pairs, charset: str = "") -> requests.Response:
    parts = [raw_part(b'name="%b"' % raw(name), text) for name, text in pairs]
    return send(desk, *parts, content_type=MULTIPART + charset)


def send_urlencoded(desk: Desk, pairs: Pairs, charset: str = "") -> requests.Response:
    body = "&".join("=".join(quote_from_bytes(raw(one)) for one in pair) for pair in pairs)
    return desk.answer(data=body.encode(), headers={"Content-Type": URLENCODED + charset})


BOTH = pytest.mark.parametrize(
    "send_pairs", [send_multipart, send_urlencoded], ids=["multipart", "urlencoded"]
)


def text_read(response: requests.Response) -> Any:
    return json_of(response, 200)["feedback"].removeprefix("Read: ")


@BOTH
@pytest.mark.parametrize(
    ("pairs", "errors"),
    [
        ([("answer_text", "b")], {"answer_text": ONCE}),
        ([("question", "1"), ("question", "2")], {"question": ONCE}),
        ([("answer_txt", "b")], {"answer_txt": EXPECTED}),
        ([("reference_answers", "b"), ("key_point", "c")],) * 1
        + ({"reference_answers": EXPECTED, "key_point": EXPECTED},),
        ([("file", "text")], {"file": "must be sent as a file, with a file name"}),
        ([("_charset_", "utf-8"), ("_charset_", "utf-8")], {"_charset_": ONCE}),
        (
            [("more", "1"), ("more", "2"), ("question", "\0"), ("key_points", "\0")],
            {
                "more": EXPECTED,
                "question": "must not contain the character NUL",
                "key_points.0": "must not contain the character NUL",
            },
        ),
    ],
)
def test_what_would_not_be_read_is_refused_and_named(
    desk: Desk, send_pairs: Send, pairs: Pairs, errors: dict[str, str]
) -> None:
    assert errors_of(send_pairs(desk, [("answer_text", "a"), *pairs])) == errors


@pytest.mark.parametrize(
    ("parts", "errors"),
    [
        ([file('filename="a.txt"'), file('filename="b.txt"')], {"file": ONCE}),
        ([TEXT, file('filename="a.txt"', name="files[]")], {"files[]": EXPECTED}),
        ([TEXT, file('filename=""', b"content", "upload")], {"upload": EXPECTED}),
        (
            [TEXT, file('filename="\u3164"', b"content")],
            {"file": "must have a name that says its type"},
        ),
        (
            [file('filename="a.txt"', name="answer_text")],
            {"answer_text": "must be sent as text, without a file name"},
        ),
        (
            [TEXT, field("key_points", "a"), file('filename="a.txt"', name="key_points")],
            {"key_points": "must be sent as text, without a file name"},
        ),
    ],
)
def test_a_file_that_would_not_be_read_is_refused_and_named(
    desk: Desk, parts: list[bytes], errors: dict[str, str]
) -> None:
    assert errors_of(send(desk, *parts)) == errors


def test_an_empty_file_field_is_passed_over(scripted_desk: Desk) -> None:
    empty = file('filename=""', b"")

    response = send(scripted_desk, empty, file('filename="a.txt"', "score 7"), empty)

    assert text_read(response) == "score 7"
    assert text_read(send(scripted_desk, TEXT, field("file", ""))) == "a"


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ('{"answer_text": "a", "answer_text": "b"}', {"answer_text": ONCE}),
        ('{"key_points": ["a"], "answer_text": "a", "key_points": []}', {"key_points": ONCE}),
        ('{"answer_text": "a", "file": "x"}', {"file": "must be sent in multipart/form-data"}),
    ],
)
def test_json_that_would_lose_something_is_refused(
    desk: Desk, body: str, errors: dict[str, str]
) -> None:
    response = desk.answer(data=body.encode(), headers={"Content-Type": "application/json"})

    assert errors_of(response) == errors


@pytest.mark.parametrize("nothing", ['""', "null"])
def test_a_file_in_json_that_nobody_chose_is_passed_over(scripted_desk: Desk, nothing: str) -> None:
    response = scripted_desk.answer(
        data=f'{{"answer_text": "a", "file": {nothing}}}',
        headers={"Content-Type": "application/json"},
    )

    assert text_read(response) == "a"


def test_a_byte_order_mark_before_json_is_passed_over(scripted_desk: Desk) -> None:
    response = scripted_desk.answer(
        data=b'\xef\xbb\xbf{"answer_text": "a"}', headers={"Content-Type": "application/json"}
    )

    assert text_read(response) == "a"


@BOTH
@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (RUSSIAN, "cp1251", "windows-1251"),
        ("naïve “café” €", "cp1252", "iso-8859-1"),
        ("装饰器", "gbk", "gb2312"),
        ("デコレータ 表", "cp932", "shift_jis"),
        (RUSSIAN, "utf-8", "UTF-8"),
    ],
)
@pytest.mark.parametrize("where", ["before", "behind", "request"])
def test_text_is_decoded_as_the_form_says(
    scripted_desk: Desk, send_pairs: Send, text: str, codec: str, label: str, where: str
) -> None:
    answer, charset = ("answer_text", text.encode(codec)), ("_charset_", label)
    if where == "request":
        response = send_pairs(scripted_desk, [answer], f"; charset={label}")
    else:
        pairs = [charset, answer] if where == "before" else [answer, charset]
        response = send_pairs(scripted_desk, pairs)

    assert text_read(response) == text


def test_a_part_may_name_an_encoding_of_its_own(scripted_desk: Desk) -> None:
    header = "Content-Type: text/plain; charset=utf-16"

    response = send(scripted_desk, field("answer_text", RUSSIAN.encode("utf-16"), header))

    assert text_read(response) == RUSSIAN


@BOTH
def test_a_byte_order_mark_before_a_field_is_no_part_of_it(
    scripted_desk: Desk, send_pairs: Send
) -> None:
    pairs: Pairs = [("\ufeffanswer_text", "\ufeffa")]

    assert text_read(send_pairs(scripted_desk, pairs)) == "a"


@BOTH
@pytest.mark.parametrize("text", [b"caf\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"half \xe2\x82"])
@pytest.mark.parametrize("name", ["answer_text", "key_points"])
def test_text_that_is_not_in_utf_8_is_a_400(
    desk: Desk, send_pairs: Send, name: str, text: bytes
) -> None:
    detail = assert_problem(send_pairs(desk, [(name, text)]), 400, "malformed_body")["detail"]

    assert detail.startswith(f"The text of the field {name} is not in UTF-8. Send it in UTF-8, or")


@BOTH
def test_the_name_of_a_field_that_is_not_in_utf_8_is_a_400(desk: Desk, send_pairs: Send) -> None:
    response = send_pairs(desk, [("answer_text", "a"), (b"caf\xe9", "b")])

    assert_problem(response, 400, "malformed_body")


@BOTH
@pytest.mark.parametrize(
    "label", ["utf-7", "zlib_codec", "raw_unicode_escape", "undefined", "x" * 3000]
)
def test_an_encoding_that_is_not_known_is_a_400_that_names_those_that_are(
    desk: Desk, send_pairs: Send, label: str
) -> None:
    answer: tuple[str | bytes, str | bytes] = ("answer_text", "a")
    for response in (
        send_pairs(desk, [answer, ("_charset_", label)]),
        send_pairs(desk, [answer], f"; charset={label}"),
    ):
        detail = assert_problem(response, 400, "malformed_body")["detail"]
        assert "such as windows-1250 to windows-1258, " in detail


@pytest.mark.parametrize(
    "parameter",
    [
        r'filename="C:\fakepath\cv.txt"',
        'filename="a%22b.txt"',
        r'filename="a\"b.txt"',
        "filename*=UTF-8''na%C3%AFve.txt",
        "filename*=\"UTF-8''na%C3%AFve.txt\"; filename=naive.exe",
        "filename*=; filename=naive.txt",
        "filename*=klingon''a.exe; filename=naive.txt",
        'filename="=?UTF-8?B?bmHDr3ZlLnR4dA==?="',
    ],
)
def test_the_name_of_a_file_is_read_however_clients_write_it(
    scripted_desk: Desk, parameter: str
) -> None:
    assert text_read(send(scripted_desk, file(parameter, "score 7"))) == "score 7"


@pytest.mark.parametrize(
    "parameter",
    [b'filename="caf\xe9.txt"', b"filename*=UTF-8''caf%E9.txt", b"filename*=utf-7''a.txt"],
)
def test_the_name_of_a_file_that_cannot_be_decoded_is_a_400(desk: Desk, parameter: bytes) -> None:
    assert_problem(send(desk, file(parameter)), 400, "malformed_body")


@pytest.mark.parametrize("pairs", [b"=a&answer_text=b", b"answer_text=b&=", b"answer_text=b&=&"])
def test_a_field_without_a_name_is_a_400(desk: Desk, pairs: bytes) -> None:
    assert_problem(
        desk.answer(data=pairs, headers={"Content-Type": URLENCODED}), 400, "malformed_body"
    )


def test_blanks_between_fields_of_a_form_say_nothing(scripted_desk: Desk) -> None:
    response = scripted_desk.answer(
        data=b"&answer_text=a+b%2Bc%&&", headers={"Content-Type": URLENCODED}
    )

    assert text_read(response) == "a b+c%"


@pytest.mark.parametrize("path", ["/evaluate/answer", "/evaluate/interview/1", "/results/1"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_url_with_a_slash_at_its_end_is_another_and_names_the_one_without(
    desk: Desk, method: str, path: str
) -> None:
    response = desk.request(method, f"{path}/", allow_redirects=False)

    assert assert_problem(response, 404, "not_found")["detail"] == (
        f"There is nothing at this URL, but there is without the slash at its end: {path}."
    )


@pytest.mark.parametrize("unseen", ["\u200b", "\u3164", "\u2800\u3164\n"])
def test_what_cannot_be_seen_is_no_text(desk: Desk, unseen: str) -> None:
    rubric: dict[str, Any] = {"reference_answer": unseen, "key_points": [unseen]}

    empty = desk.scored(json={"answer_text": unseen, "reference_answer": "It builds a list."})
    nothing_to_compare = desk.scored(json={"answer_text": "It builds a list.", **rubric})

    assert (empty["score"], empty["flags"]) == (0, ["empty"])
    assert nothing_to_compare["status"] == "needs_review"


@pytest.mark.parametrize(
    ("parameter", "score"),
    [
        (r'filename="C:\fakepath\.txt"', None),
        (r'filename="a.exe\b.txt"', 7),
        (r'filename="a.txt/b"', None),
        ('filename="a\u202e.txt\u202c"', 7),
    ],
)
def test_what_counts_of_the_name_of_a_file_is_the_last_component_as_it_is_seen(
    scripted_desk: Desk, parameter: str, score: int | None
) -> None:
    assert json_of(send(scripted_desk, file(parameter, "score 7")), 200)["score"] == score


@pytest.mark.parametrize("end", [b"--edge--\r\n", b"--edge--", b"--edge--  \r\nmore\r\n"])
@pytest.mark.parametrize(
    "behind", [field("key_points", "b"), file('filename="a.txt"'), b"\r\n--edge", b"--edge--"]
)
@pytest.mark.parametrize("parts", [TEXT, b""], ids=["a part", "no part"])
def test_parts_behind_the_end_of_a_form_are_a_400(
    desk: Desk, parts: bytes, end: bytes, behind: bytes
) -> None:
    detail = assert_problem(send(desk, parts, end, behind), 400, "malformed_body")["detail"]

    assert detail == "The form goes on behind its end."


@pytest.mark.parametrize("length", [1, 2, 7, 16])
def test_they_are_seen_however_the_form_comes_in_pieces(desk: Desk, length: int) -> None:
    form = TEXT + b"--edge--\r\nmore\r\n--edge--\r\n"
    pieces = (form[start : start + length] for start in range(0, len(form), length))

    response = desk.answer(data=pieces, headers={"Content-Type": MULTIPART})

    assert_problem(response, 400, "malformed_body")


@pytest.mark.parametrize("before", [b"", b"\r\n", b"A form in parts.\r\n"])
@pytest.mark.parametrize("behind", [b"", b"\r\n", b"\r\nNo part.\r\n"])
def test_what_stands_around_a_form_says_nothing(
    scripted_desk: Desk, before: bytes, behind: bytes
) -> None:
    form = (TEXT + field("question", "b")).replace(b"--edge\r\n", b"--edge \t\r\n")

    whole = before + form + b"--edge--" + behind

    for body in (whole, iter([whole]), (bytes([byte]) for byte in whole)):
        response = scripted_desk.answer(data=body, headers={"Content-Type": MULTIPART})
        assert text_read(response) == "a"


def test_a_long_text_before_a_form_is_a_400(desk: Desk) -> None:
    response = send(desk, b"A form in parts.\r\n" * 100_000, TEXT)

    assert_problem(response, 400, "malformed_body")


@pytest.mark.parametrize("missing", [b"--edge--\r\n", b"\r\n--edge--\r\n", b"b\r\n--edge--\r\n"])
def test_a_form_that_breaks_off_before_its_end_is_a_400(desk: Desk, missing: bytes) -> None:
    """Its last part would be lost."""
    whole = TEXT + field("key_points", "b") + b"--edge--\r\n"

    response = desk.answer(data=whole.removesuffix(missing), headers={"Content-Type": MULTIPART})

    detail = assert_problem(response, 400, "malformed_body")["detail"]
    assert detail == "The form breaks off before its end."
