"""What a form may hold: nothing of it is lost, it is read or refused."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import requests

from tests.support.client import Client, assert_problem
from tests.support.forms import MULTIPART, errors_of, field, file, post_form, raw_part
from tests.support.services import System, json_of

Watch = Callable[[System], AbstractContextManager[None]]
RUSSIAN = "Декоратор возвращает функцию."
EXPECTED = "is not expected. Expected are: answer_text, file, interview_id, question_id."
ONCE = "must be sent only once"
CHARSET = 'Content-Type: text/plain; charset="{}"'


@pytest.fixture
def ongoing(client: Client) -> int:
    return client.created()


def send(
    client: Client, ongoing: int, *parts: bytes, content_type: str = MULTIPART
) -> requests.Response:
    ids = field("interview_id", str(ongoing)), field("question_id", "1")
    return post_form(f"{client.url}/answers/create", *ids, *parts, content_type=content_type)


def kept(client: Client, ongoing: int, response: requests.Response) -> Any:
    assert response.status_code in {200, 201}, response.text
    return client.dashboard(ongoing)["answers"][0]


class TestNothingIsLost:
    @pytest.mark.parametrize(
        ("parts", "errors"),
        [
            ([file('filename="a.txt"'), file('filename="b.txt"')], {"file": ONCE}),
            ([field("answer_text", "one"), field("answer_text", "two")], {"answer_text": ONCE}),
            ([field("answer_text", "same")] * 2, {"answer_text": ONCE}),
            ([field("answer_text", "a"), field("question_id", "1")], {"question_id": ONCE}),
            ([field("answer_text", "a"), field("interview_id", "1")], {"interview_id": ONCE}),
            ([field("answer_text", "a"), field("answer_txt", "b")], {"answer_txt": EXPECTED}),
            ([field("answer_text", "a"), field("text", "")], {"text": EXPECTED}),
            ([field("answer_text", "a"), field("Answer_Text", "b")], {"Answer_Text": EXPECTED}),
            (
                [field("answer_text", "a"), file('filename="a.txt"', name="files[]")],
                {"files[]": EXPECTED},
            ),
            (
                [file('filename="a.txt"'), file('filename="a.exe"', b"x" * 100_000, "upload")],
                {"upload": EXPECTED},
            ),
            (
                [field("answer_text", "a"), file('filename="a.txt"', b"", "upload")],
                {"upload": EXPECTED},
            ),
            (
                [field("answer_text", "a"), file('filename=""', b"content", "upload")],
                {"upload": EXPECTED},
            ),
            (
                [file('filename="a.txt"', name="answer_text")],
                {"answer_text": "must be sent as text, without a file name"},
            ),
            (
                [field("answer_text", "a"), file('filename="1.txt"', b"1", "interview_id")],
                {"interview_id": ONCE},
            ),
            (
                [field("answer_text", "a"), field("file", "the text of a file")],
                {"file": "must be sent as a file, with a file name"},
            ),
            (
                [file('filename="a.txt"'), field("file", "the text of a file")],
                {"file": ONCE},
            ),
            (
                [
                    field("answer_text", "a"),
                    field("_charset_", "utf-8"),
                    field("_charset_", "utf-8"),
                ],
                {"_charset_": ONCE},
            ),
            (
                [
                    *(field("more", "1"), field("more", "2"), field("answer_text", "\0")),
                    *(file('filename="a.txt"'), file('filename="b.txt"'), field("answer", "x")),
                ],
                {
                    "answer_text": "must not contain the character NUL",
                    "file": ONCE,
                    "more": EXPECTED,
                    "answer": EXPECTED,
                },
            ),
        ],
    )
    def test_what_would_not_be_read_is_refused_and_named_and_leaves_nothing(
        self,
        client: Client,
        system: System,
        nothing_changes: Watch,
        ongoing: int,
        parts: list[bytes],
        errors: dict[str, str],
    ) -> None:
        with nothing_changes(system):
            response = send(client, ongoing, *parts)

        assert errors_of(response) == errors

    def test_the_name_of_a_field_is_told_in_short_and_as_it_can_be_shown(
        self, client: Client, ongoing: int
    ) -> None:
        response = send(client, ongoing, field("a\N{RIGHT-TO-LEFT OVERRIDE}b" + "x" * 5000, "t"))

        assert "ab" + "x" * 98 in errors_of(response)

    @pytest.mark.parametrize("empty", [field("file", ""), file('filename=""', b"")])
    def test_a_file_field_with_nothing_in_it_is_no_file(
        self, client: Client, ongoing: int, empty: bytes
    ) -> None:
        response = send(client, ongoing, field("answer_text", "a"), empty)

        assert kept(client, ongoing, response)["file_name"] is None

    @pytest.mark.parametrize(
        ("body", "errors"),
        [
            ('"answer_text": "one", "answer_text": "two"', {"answer_text": ONCE}),
            (
                '"answer_text": "one", "question_id": 2, "question_id": "x"',
                {"question_id": ONCE},
            ),
            (
                '"answer_text": "one", "file": "aGVsbG8="',
                {"file": "must be sent in multipart/form-data"},
            ),
            ('"answer_text": "one", "file": {}', {"file": "must be sent in multipart/form-data"}),
            ('"answer_text": "one", "file": "x", "file": ""', {"file": ONCE}),
            (
                '"answer_text": " ", "interview_id": 6',
                {"answer_text": "must not be blank", "interview_id": ONCE},
            ),
        ],
    )
    def test_json_that_would_lose_something_is_refused(
        self, client: Client, ongoing: int, body: str, errors: dict[str, str]
    ) -> None:
        content = f'{{"interview_id": {ongoing}, "question_id": 1, {body}}}'

        response = client.request(
            "POST",
            "/answers/create",
            data=content,
            headers={"Content-Type": "application/json"},
        )

        assert errors_of(response) == errors

    @pytest.mark.parametrize("nothing", ['""', "null"])
    def test_a_file_in_json_that_nobody_chose_is_passed_over(
        self, client: Client, ongoing: int, nothing: str
    ) -> None:
        response = client.request(
            "POST",
            "/answers/create",
            data=f'{{"interview_id": {ongoing}, "question_id": 1, "answer_text": "a",'
            f' "file": {nothing}}}',
            headers={"Content-Type": "application/json"},
        )

        assert kept(client, ongoing, response)["answer_text"] == "a"

    def test_a_member_of_json_is_not_called_a_file_where_no_form_is_taken(
        self, client: Client
    ) -> None:
        assert client.create(file="x").status_code == 201

    def test_a_filter_that_is_given_twice_is_refused(self, client: Client) -> None:
        assert errors_of(client.get("/interviews?skill=sql&skill=python")) == {"skill": ONCE}

    @pytest.mark.parametrize("end", [b"--edge--\r\n", b"--edge--", b"--edge--  \r\nmore\r\n"])
    @pytest.mark.parametrize(
        "behind", [field("answer_text", "b"), file('filename="a.txt"'), b"\r\n--edge", b"--edge--"]
    )
    def test_parts_behind_the_end_of_a_form_are_a_400(
        self,
        client: Client,
        system: System,
        nothing_changes: Watch,
        ongoing: int,
        end: bytes,
        behind: bytes,
    ) -> None:
        with nothing_changes(system):
            response = send(client, ongoing, field("answer_text", "a"), end, behind)

        detail = assert_problem(response, 400, "malformed_body")["detail"]
        assert detail == "The form goes on behind its end."

    @pytest.mark.parametrize("before", [b"", b"\r\n", b"A form in parts.\r\n"])
    @pytest.mark.parametrize("behind", [b"", b"\r\n", b"\r\nNo part.\r\n"])
    def test_what_stands_around_a_form_says_nothing(
        self, client: Client, ongoing: int, before: bytes, behind: bytes
    ) -> None:
        parts = [field("interview_id", str(ongoing)), field("question_id", "1")]
        form = before + b"".join([*parts, field("answer_text", "a")]).replace(
            b"--edge\r\n", b"--edge \t\r\n"
        )

        response = client.request(
            "POST",
            "/answers/create",
            data=form + b"--edge--" + behind,
            headers={"Content-Type": MULTIPART},
        )

        assert kept(client, ongoing, response)["answer_text"] == "a"

    @pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
    def test_a_part_that_is_encoded_on_its_way_is_refused(
        self, client: Client, ongoing: int, encoding: str
    ) -> None:
        header = f"Content-Transfer-Encoding: {encoding}"

        response = send(client, ongoing, field("answer_text", "QQ==", header))

        assert (
            "Content-Transfer-Encoding" in assert_problem(response, 400, "malformed_body")["detail"]
        )

    @pytest.mark.parametrize("encoding", ["7bit", "8bit", "Binary"])
    def test_a_part_may_say_that_it_is_sent_as_it_is(
        self, client: Client, ongoing: int, encoding: str
    ) -> None:
        header = f"Content-Transfer-Encoding: {encoding}"

        response = send(client, ongoing, field("answer_text", "é", header))

        assert kept(client, ongoing, response)["answer_text"] == "é"

    @pytest.mark.parametrize(
        "part",
        [
            raw_part("", "text"),
            raw_part('filename="a.txt"', "text"),
            raw_part('name=""', "text"),
            raw_part('name="answer_text"; name="file"', "text"),
            raw_part('name="file"; filename="a.txt"; filename="b.txt"', "text"),
            raw_part('name="answer_text"', "text", 'Content-Disposition: form-data; name="file"'),
        ],
    )
    def test_a_part_without_a_name_or_with_two_is_a_400(
        self, client: Client, ongoing: int, part: bytes
    ) -> None:
        response = send(client, ongoing, field("answer_text", "a"), part)

        assert_problem(response, 400, "malformed_body")


class TestWhatIsWrong:
    """With a form is told: too much of what, and what to do."""

    @pytest.mark.parametrize(
        ("content_type", "parts", "status", "told"),
        [
            (
                "multipart/form-data",
                [],
                400,
                "The Content-Type of the form names no boundary, or one of more than 70 characters."
                " Let your client set the Content-Type.",
            ),
            (MULTIPART, [raw_part("form-data", b"x")], 400, "A part of the form has no name."),
            (
                MULTIPART,
                [field("answer_text", "x")] * 30,
                413,
                "A form may have at most 20 parts.",
            ),
            (
                MULTIPART,
                [field("answer_text", "x" * (2 * 1024 * 1024 + 1)), file('filename="a.txt"')],
                413,
                "A field of a form may have at most 2097152 bytes.",
            ),
        ],
        ids=["no boundary", "no name", "many parts", "long field"],
    )
    def test_is_told(
        self,
        client: Client,
        ongoing: int,
        content_type: str,
        parts: list[bytes],
        status: int,
        told: str,
    ) -> None:
        response = send(client, ongoing, *parts, content_type=content_type)

        assert (response.status_code, response.json()["detail"]) == (status, told)


class TestEncodings:
    @pytest.mark.parametrize(
        ("text", "codec", "label"),
        [
            (RUSSIAN, "cp1251", "windows-1251"),
            (RUSSIAN, "koi8-r", "KOI8-R"),
            (RUSSIAN, "iso8859-5", "iso-8859-5"),
            ("naïve “café” €", "cp1252", "ISO-8859-1"),
            ("naïve", "cp1252", "'latin1'"),
            ("装饰器", "gbk", "GB2312"),
            ("裝飾器", "big5", "big5"),
            ("デコレータ 表", "cp932", "Shift_JIS"),
            ("デコレータ", "euc_jp", "euc-jp"),
            ("デコレータ", "iso2022_jp", "iso-2022-jp"),
            ("데코레이터", "cp949", "euc-kr"),
            ("plain", "ascii", "US-ASCII"),
            ("naïve", "latin-1", "ISO_8859-1"),
            ("naïve \x81", "latin-1", "iso88591"),
            (RUSSIAN, "koi8-r", "koi8_r"),
            (RUSSIAN, "cp1251", "Cp1251"),
            (RUSSIAN, "utf-8", "UTF8"),
            (RUSSIAN, "utf-8", "utf-8"),
        ],
    )
    @pytest.mark.parametrize("where", ["part", "before", "behind", "request"])
    def test_text_is_decoded_as_the_form_says(
        self, client: Client, ongoing: int, text: str, codec: str, label: str, where: str
    ) -> None:
        raw, charset = text.encode(codec), field("_charset_", label)
        response = {
            "part": lambda: send(
                client,
                ongoing,
                field("answer_text", raw, CHARSET.format(label)),
                field("_charset_", "koi8-u"),
            ),
            "before": lambda: send(client, ongoing, charset, field("answer_text", raw)),
            "behind": lambda: send(client, ongoing, field("answer_text", raw), charset),
            "request": lambda: send(
                client,
                ongoing,
                field("answer_text", raw),
                content_type=f"{MULTIPART}; charset={label}",
            ),
        }[where]()

        assert kept(client, ongoing, response)["answer_text"] == text

    @pytest.mark.parametrize(
        "text",
        [
            b"caf\xe9",
            b"\xc0\xaf",
            b"\xed\xa0\x80",
            b"\xed\xa0\xbd\xed\xb8\x80",
            b"\xf4\x90\x80\x80",
            b"half a \xe2\x82",
            b"\xff",
        ],
    )
    def test_text_that_is_not_in_utf_8_is_a_400_that_says_what_to_do(
        self, client: Client, system: System, nothing_changes: Watch, ongoing: int, text: bytes
    ) -> None:
        with nothing_changes(system):
            response = send(client, ongoing, file('filename="a.txt"'), field("answer_text", text))

        assert assert_problem(response, 400, "malformed_body")["detail"] == (
            "The text of the field answer_text is not in UTF-8. Send it in UTF-8, or say which "
            "encoding it is in: with charset= in the Content-Type of its part or in a form field "
            "_charset_."
        )

    @pytest.mark.parametrize(
        ("label", "text"),
        [
            ("us-ascii", b"caf\xe9"),
            ("windows-1253", b"\xd2"),
            ("shift_jis", b"\x85\xff"),
            ("gb18030", b"\x81"),
            ("utf-16le", b"\x00\xd8"),
        ],
    )
    def test_text_that_is_not_in_the_encoding_it_names_is_a_400(
        self, client: Client, ongoing: int, label: str, text: bytes
    ) -> None:
        response = send(client, ongoing, field("answer_text", text, CHARSET.format(label)))

        assert assert_problem(response, 400, "malformed_body")["detail"] == (
            "The text of the field answer_text is not in the encoding that is named for it, "
            f"{label}."
        )

    @pytest.mark.parametrize(
        "label",
        [
            *("utf-7", "zlib_codec", "unicode_escape", "raw_unicode_escape", "idna", "punycode"),
            *("undefined", "rot13", "base64", "mbcs", "x" * 5000),
        ],
    )
    @pytest.mark.parametrize("where", ["part", "field", "request"])
    def test_an_encoding_that_is_not_known_is_a_400_that_names_those_that_are(
        self, client: Client, ongoing: int, label: str, where: str
    ) -> None:
        if where == "part":
            response = send(client, ongoing, field("answer_text", "a", CHARSET.format(label)))
        elif where == "field":
            response = send(client, ongoing, field("answer_text", "a"), field("_charset_", label))
        else:
            response = send(
                client,
                ongoing,
                field("answer_text", "a"),
                content_type=f"{MULTIPART}; charset={label}",
            )

        detail = assert_problem(response, 400, "malformed_body")["detail"]
        assert len(detail) < 1000
        assert "windows-1250 to windows-1258" in detail

    @pytest.mark.parametrize(
        ("codec", "label"), [("utf-8-sig", "utf-8"), ("utf-16-le", "utf-16le")]
    )
    def test_a_byte_order_mark_before_a_field_is_no_part_of_it(
        self, client: Client, ongoing: int, codec: str, label: str
    ) -> None:
        names = {"interview_id": str(ongoing), "question_id": "1", "answer_text": "a"}
        parts = [
            field(name, ("\ufeff" * (label != "utf-8") + text).encode(codec), CHARSET.format(label))
            for name, text in names.items()
        ]

        response = post_form(f"{client.url}/answers/create", *parts)

        assert kept(client, ongoing, response)["answer_text"] == "a"

    def test_a_part_may_be_in_an_encoding_that_no_form_can_be_in(
        self, client: Client, ongoing: int
    ) -> None:
        raw = RUSSIAN.encode("utf-16")

        response = send(client, ongoing, field("answer_text", raw, CHARSET.format("UTF-16")))

        assert kept(client, ongoing, response)["answer_text"] == RUSSIAN

    @pytest.mark.parametrize("label", ["ютф", "\u202e", "\0"])
    def test_the_name_of_an_encoding_is_told_in_ascii(
        self, client: Client, ongoing: int, label: str
    ) -> None:
        response = send(client, ongoing, field("answer_text", "a", CHARSET.format(label)))

        assert assert_problem(response, 400, "malformed_body")["detail"].isascii()

    @pytest.mark.parametrize(
        "name", [b'name="caf\xe9"', b'name="\xed\xa0\x80"', b'name="\xc0\xaf"; filename="a.txt"']
    )
    def test_the_name_of_a_field_in_another_encoding_is_a_400(
        self, client: Client, ongoing: int, name: bytes
    ) -> None:
        response = send(client, ongoing, field("answer_text", "a"), raw_part(name, "x"))

        detail = assert_problem(response, 400, "malformed_body")["detail"]
        assert detail.startswith("The name of a field is not in UTF-8.")

    @pytest.mark.parametrize(
        "parameter",
        [
            b'filename="caf\xe9.txt"',
            b'filename="\xed\xa0\x80.txt"',
            b"filename*=UTF-8''caf%E9.txt",
            b"filename*=UTF-8''%ED%A0%80.txt",
            b"filename*=utf-7''a.txt",
            b'filename="=?utf-8?Q?caf=E9.txt?="',
        ],
    )
    def test_the_name_of_a_file_that_cannot_be_decoded_is_a_400(
        self,
        client: Client,
        system: System,
        nothing_changes: Watch,
        ongoing: int,
        parameter: bytes,
    ) -> None:
        with nothing_changes(system):
            response = send(client, ongoing, file(parameter))

        assert_problem(response, 400, "malformed_body")

    def test_the_name_of_a_file_may_be_in_the_encoding_of_the_form(
        self, client: Client, ongoing: int
    ) -> None:
        charset = field("_charset_", "shift_jis")
        for sent in ("表.txt".encode("cp932"), "表.txt".encode()):
            response = send(client, ongoing, charset, file(b'filename="%b"' % sent))

            assert kept(client, ongoing, response)["file_name"] == "表.txt"


class TestFileNames:
    @pytest.mark.parametrize(
        ("parameter", "name"),
        [
            (r'filename="C:\fakepath\cv.txt"', "cv.txt"),
            (r'filename="C:\\fakepath\\cv.txt"', "cv.txt"),
            (r"filename=C:\fakepath\cv.txt", "cv.txt"),
            (r'filename="\\server\share\new\table.txt"', "table.txt"),
            (r'filename="either\or.txt"', "or.txt"),
            (r'filename="back\\slash.txt"', "slash.txt"),
            (r'filename="a\"b.txt"', 'a"b.txt'),
            (r'filename="C:\dir\a\"b.txt"', 'a"b.txt'),
            ('filename="a%22b.txt"', 'a"b.txt'),
            ('filename="100%25 %41.txt"', "100%25 %41.txt"),
            ('filename="a;b=c.txt"; x=y', "a;b=c.txt"),
            ("filename=my file.txt", "my file.txt"),
            ("FileName = a.txt ; x", "a.txt"),
            ('filename="a\nb.txt"', "a b.txt"),
            ('filename="a\r\nb\t\x1bc.txt"', "a b c.txt"),
            ('filename="na\u00efve.txt"', "naïve.txt"),
            ("filename*=UTF-8''na%C3%AFve.txt", "naïve.txt"),
            ("filename*=utf-8'en'na%C3%AFve.txt", "naïve.txt"),
            ("filename*=\"UTF-8''na%C3%AFve.txt\"", "naïve.txt"),
            ("filename*=UTF-8''\"na%C3%AFve.txt\"", "naïve.txt"),
            ("filename*=iso-8859-1''na%EFve.txt", "naïve.txt"),
            ("filename*=windows-1251''%F4.txt", "ф.txt"),
            ("filename*=na%C3%AFve.txt", "naïve.txt"),
            ("filename*=UTF-8''it's%20'mine'.txt", "it's 'mine'.txt"),
            ("filename=naive.exe; filename*=UTF-8''na%C3%AFve.txt", "naïve.txt"),
            ('filename="a.txt"; filename*=', "a.txt"),
            ('filename*=""; filename=a.txt', "a.txt"),
            ("filename=a.txt; filename*=UTF-8''%E2%80%8B", "a.txt"),
            ("filename=a.txt; filename*=UTF-8''caf%E9.exe", "a.txt"),
            ("filename=a.txt; filename*=utf-7''b.exe", "a.txt"),
            ("filename=a.txt; filename*0*=klingon''b; filename*1=.exe", "a.txt"),
            ("filename=\"=?utf-8?Q?=C3=A9.txt?=\"; filename*=klingon''b.exe", "é.txt"),
            ("filename*=UTF-8''na%C3%AFve.txt; filename=\"naive.exe\"", "naïve.txt"),
            ("filename*0*=UTF-8''na%C3%AF; filename*1=ve; filename*2=.txt", "naïve.txt"),
            ('filename*0="a long "; filename*1="name.txt"', "a long name.txt"),
            ('filename="=?UTF-8?B?bmHDr3ZlLnR4dA==?="', "naïve.txt"),
            ('filename="=?utf-8?Q?na=C3=AFve_a.txt?="', "naïve a.txt"),
            ('filename="=?UTF-8?B?bmHD?= =?UTF-8?B?r3ZlLnR4dA==?="', "naïve.txt"),
            ('filename="=?koi8-r?B?xi50eHQ=?="', "ф.txt"),
            ('filename="=?UTF-8?B?broken?=.txt"', "=?UTF-8?B?broken?=.txt"),
            ('filename="a =?b?.txt"', "a =?b?.txt"),
        ],
    )
    def test_the_name_of_a_file_is_read_however_clients_write_it(
        self, client: Client, ongoing: int, parameter: str, name: str
    ) -> None:
        response = send(client, ongoing, file(parameter))

        assert kept(client, ongoing, response)["file_name"] == name

    def test_a_line_of_a_head_may_go_on_in_the_next(self, client: Client, ongoing: int) -> None:
        response = send(client, ongoing, raw_part('name="file";\r\n filename="a.txt"', "text"))

        assert kept(client, ongoing, response)["file_name"] == "a.txt"


class TestUnseen:
    @pytest.mark.parametrize(
        "unseen",
        [
            *(
                "\u200b",
                "\u3164",
                "\u2800\ufe0f",
                "\U000e0041",
                "\U00013430",
                "\U000110bd",
                "\u0600",
            ),
            *("\uffff", "\ufdd0", "\U0001fffe", "\ufffc", "\ufffd"),
        ],
    )
    def test_what_cannot_be_seen_is_no_text_anywhere(
        self, client: Client, ongoing: int, unseen: str
    ) -> None:
        json_answer = {"interview_id": ongoing, "question_id": 1, "answer_text": unseen}
        refused = {
            "candidate_name": client.create(candidate_name=unseen),
            "skill": client.create(skill=unseen),
            "email": client.create(email=f"{unseen}@example.com"),
            "answer_text": client.request("POST", "/answers/create", json=json_answer),
        }
        for name, response in refused.items():
            assert set(errors_of(response)) == {name}
        assert set(errors_of(client.get("/interviews", params={"skill": unseen}))) == {"skill"}
        by_email = client.get("/interviews", params={"email": f"{unseen}@example.com"})
        assert set(errors_of(by_email)) == {"email"}

    @pytest.mark.parametrize("name", ["x\ufffc", "\ufffdx", "x\u3164y", "x\ufe0f"])
    def test_an_e_mail_address_has_nothing_in_it_that_cannot_be_seen(
        self, client: Client, name: str
    ) -> None:
        assert set(errors_of(client.create(email=f"{name}@example.com"))) == {"email"}

    @pytest.mark.parametrize("mark", ["\ufeff", "\u200b", "\u2060"])
    def test_what_has_no_width_is_taken_out_of_names(self, client: Client, mark: str) -> None:
        interview_id = client.created(candidate_name=f"{mark}Jo{mark}hn", phone=f"1{mark}2")

        candidate = client.dashboard(interview_id)["candidate"]
        assert (candidate["name"], candidate["phone"]) == ("John", "12")

    @pytest.mark.parametrize("joined", ["\u0645\u06cc\u200c\u0631", "\u0d28\u0d4d\u200d"])
    def test_joiners_stay_in_names(self, client: Client, joined: str) -> None:
        interview_id = client.created(candidate_name=joined)

        assert client.dashboard(interview_id)["candidate"]["name"] == joined

    def test_a_telephone_number_that_cannot_be_seen_is_none(self, client: Client) -> None:
        interview_id = client.created(phone="\u3164\u200b")

        assert client.dashboard(interview_id)["candidate"]["phone"] is None

    @pytest.mark.parametrize("gap", ["\t", "\n", "\r\n", "\u2028", "\x85"])
    def test_tabs_and_line_breaks_in_names_are_blanks(self, client: Client, gap: str) -> None:
        interview_id = client.created(candidate_name=f"John{gap}Doe", phone=f"1{gap}2")

        candidate = client.dashboard(interview_id)["candidate"]
        assert candidate["name"].split() == ["John", "Doe"]
        assert set(candidate["name"] + candidate["phone"]) == set("John Doe12")


@pytest.mark.parametrize(
    "query", ["skill=%FF", "cursor=%ED%A0%80", "email=a%C3@b.org", "caf%E9=1", "limit=1&skill=%C3"]
)
@pytest.mark.parametrize("path", ["/interviews", "/interviews/{}/evaluations"])
def test_a_query_that_is_not_in_utf_8_is_a_400(
    client: Client, ongoing: int, path: str, query: str
) -> None:
    response = client.get(f"{path.format(ongoing)}?{query}")

    detail = assert_problem(response, 400, "malformed_query")["detail"]
    assert detail == "The query of the URL is not in UTF-8."


def test_a_byte_order_mark_before_json_is_passed_over(client: Client, ongoing: int) -> None:
    mark, headers = b"\xef\xbb\xbf", {"Content-Type": "application/json"}
    body = b'{"interview_id": %d, "question_id": 1, "answer_text": "a"}' % ongoing
    response = client.request("POST", "/answers/create", data=mark + body, headers=headers)
    assert kept(client, ongoing, response)["answer_text"] == "a"

    bad = b'{"candidate_name": "J", "email": "nobody", "skill": "alchemy"}'
    response = client.request("POST", "/interviews/create", data=mark + bad, headers=headers)
    assert set(errors_of(response)) == {"email", "skill"}

    response = client.request("POST", "/answers/create", data=mark * 2 + body, headers=headers)
    assert_problem(response, 400, "malformed_body")


@pytest.mark.parametrize("address", ["x@example.local", "x@corp.LOCAL", "x@example.test"])
def test_e_mail_addresses_of_internal_mail_systems_are_taken(client: Client, address: str) -> None:
    interview_id = client.created(email=address)

    assert client.dashboard(interview_id)["candidate"]["email"] == address
    (found,) = json_of(client.get("/interviews", params={"email": address, "limit": "1"}), 200)[
        "items"
    ]
    assert found["id"] == interview_id


@pytest.mark.parametrize(
    "address", ["x@local", "x@.local", "x@localhost", "x@example.localhost", "x@example.invalid"]
)
def test_e_mail_addresses_that_nobody_can_have_are_refused(client: Client, address: str) -> None:
    assert_problem(client.create(email=address), 422, "validation_failed", {"email"})
