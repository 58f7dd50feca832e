"""Files: which are taken, how they are stored and given back, and that none is left behind."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

import psycopg2
import pytest
import requests
from werkzeug.http import parse_options_header

from tests.flask_app.helpers import Raw, part, post_parts, stored_files
from tests.support.client import Client, assert_problem
from tests.support.database import query
from tests.support.services import System, json_of

Watch = Callable[[System], AbstractContextManager[None]]
ALLOWED = [
    *("txt", "md", "rst", "pdf", "docx", "csv", "json", "ipynb", "py", "js", "ts", "java", "c"),
    *("h", "cpp", "cs", "go", "rs", "rb", "kt", "swift", "scala", "sql", "sh", "yaml", "yml"),
    *("toml", "xml", "png", "jpg", "jpeg"),
]
STORED_NAME = re.compile(r"uploads/[0-9a-f]{32}\.[a-z]+")
MAX = 1000  # of the small system


@pytest.fixture
def ongoing(small_client: Client) -> int:
    return small_client.created()


def form(interview_id: int, question_id: int = 1) -> list[bytes]:
    return [part("interview_id", str(interview_id)), part("question_id", str(question_id))]


def file_part(name: str, content: bytes = b"x") -> bytes:
    """A file under exactly this name, quoted as browsers and curl do it."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return part("file", content, f'; filename="{quoted}"')


def given_name(response: requests.Response) -> str | None:
    """The name a browser would save the download under."""
    kind, options = parse_options_header(response.headers["Content-Disposition"])
    assert kind == "attachment"
    return options.get("filename")


class TestTaking:
    @pytest.mark.parametrize("extension", ALLOWED)
    def test_every_allowed_kind_is_taken_in_any_case(
        self, small_client: Client, small: System, ongoing: int, extension: str
    ) -> None:
        for question_id, written in enumerate([extension, extension.upper(), extension.title()], 1):
            name = f"my.work.{written}"
            saved = json_of(small_client.answer(ongoing, question_id, file=(name, b"abc")), 201)

            assert STORED_NAME.fullmatch(saved["file_path"])
            assert saved["file_path"].endswith(f".{extension}")
            assert saved["file_name"] == name
            stored = small.uploads / saved["file_path"].removeprefix("uploads/")
            assert stored.read_bytes() == b"abc"

    @pytest.mark.parametrize(
        "name",
        [
            "page.html",
            "page.htm",
            "image.svg",
            "shell.php",
            "shell.phtml",
            "run.exe",
            "run.bat",
            "archive.zip",
            "README",
            ".txt",
            "folder/.txt",
            "a.txt.exe",
            "a.TXT.HTML",
            "a.txt.",
            "a.txt ",
            "txt",
            "..",
            "a.txtx",
            "a.\N{CYRILLIC SMALL LETTER ES}",
        ],
    )
    def test_another_kind_is_a_415_that_lists_the_kinds(
        self, small_client: Client, small: System, nothing_changes: Watch, ongoing: int, name: str
    ) -> None:
        with nothing_changes(small):
            response = post_parts(small_client, *form(ongoing), file_part(name))

        document = assert_problem(response, 415, "unsupported_media_type")
        assert document["detail"] == (
            "A file of this type is not accepted. Accepted are: " + " ".join(sorted(ALLOWED)) + "."
        )

    def test_the_last_extension_counts(self, small_client: Client, ongoing: int) -> None:
        saved = json_of(small_client.answer(ongoing, 1, file=("a.exe.txt", b"x")), 201)

        assert saved["file_path"].endswith(".txt")

    def test_a_file_alone_is_an_answer(self, small_client: Client, ongoing: int) -> None:
        for question_id, text in enumerate([None, "", "  \n"], 1):
            json_of(small_client.answer(ongoing, question_id, text, ("a.txt", b"x")), 201)

        answers = small_client.dashboard(ongoing)["answers"]
        assert [answer["answer_text"] for answer in answers] == [None, None, None]

    def test_a_form_in_which_no_file_was_chosen_is_an_answer_of_text(
        self, small_client: Client, small: System, ongoing: int
    ) -> None:
        files = stored_files(small)
        not_chosen = part("file", b"", '; filename=""\r\nContent-Type: application/octet-stream')

        response = post_parts(
            small_client, *form(ongoing), part("answer_text", "only text"), not_chosen
        )

        saved = json_of(response, 201)
        assert (saved["file_path"], saved["file_name"]) == (None, None)
        assert stored_files(small) == files

    def test_a_form_in_which_no_file_was_chosen_and_no_text_typed_is_refused(
        self, small_client: Client, ongoing: int
    ) -> None:
        response = post_parts(small_client, *form(ongoing), part("file", b"", '; filename=""'))

        assert_problem(response, 422, "validation_failed", {"answer_text"})

    @pytest.mark.parametrize(
        "name", ["", "\u3164", "\u200b\u2800", "a/\u202e", "a.txt/", "\u200b.txt", ".txt"]
    )
    def test_content_without_a_name_to_be_seen_is_a_415(
        self, small_client: Client, small: System, nothing_changes: Watch, ongoing: int, name: str
    ) -> None:
        with nothing_changes(small):
            response = post_parts(
                small_client, *form(ongoing), part("file", b"content", f'; filename="{name}"')
            )

        assert_problem(response, 415, "unsupported_media_type")

    @pytest.mark.parametrize("name", ["\u3164", "\u200b\u2800"])
    def test_nothing_without_a_name_to_be_seen_is_no_file(
        self, small_client: Client, ongoing: int, name: str
    ) -> None:
        file = part("file", b"", f'; filename="{name}"')

        answered = post_parts(small_client, *form(ongoing), part("answer_text", "A text"), file)

        assert json_of(answered, 201)["file_path"] is None
        refused = post_parts(small_client, *form(ongoing), file)
        assert_problem(refused, 422, "validation_failed", {"answer_text"})

    def test_the_file_may_come_before_the_fields(self, small_client: Client, ongoing: int) -> None:
        response = post_parts(small_client, file_part("a.txt", b"first"), *form(ongoing))

        saved = json_of(response, 201)
        assert small_client.get(f"/answers/{saved['answer_id']}/file").content == b"first"

    def test_an_empty_file_field_beside_a_file_is_passed_over(
        self, small_client: Client, ongoing: int
    ) -> None:
        empty = part("file", b"", '; filename=""')
        of_another_name = part("attachment", b"", '; filename=""')

        response = post_parts(
            small_client, *form(ongoing), empty, file_part("a.txt"), empty, of_another_name
        )

        assert json_of(response, 201)["file_name"] == "a.txt"

    def test_the_file_of_a_form_is_refused_with_a_later_one_of_another_kind(
        self, small_client: Client, small: System, nothing_changes: Watch, ongoing: int
    ) -> None:
        with nothing_changes(small):
            response = post_parts(
                small_client, *form(ongoing), file_part("a.txt", b"one"), file_part("b.exe")
            )

        assert_problem(response, 415, "unsupported_media_type")

    def test_an_empty_file_is_refused(
        self, small_client: Client, small: System, nothing_changes: Watch, ongoing: int
    ) -> None:
        with nothing_changes(small):
            response = small_client.answer(ongoing, 1, "with text", ("a.txt", b""))

        document = assert_problem(response, 422, "validation_failed", {"file"})
        assert document["errors"] == [{"field": "file", "message": "is empty"}]

    def test_stored_names_are_flat_and_cannot_be_guessed(
        self, small_client: Client, small: System, ongoing: int
    ) -> None:
        paths = [
            json_of(small_client.answer(ongoing, number, file=("same.txt", b"same")), 201)
            for number in (1, 2)
        ]

        first, second = (saved["file_path"] for saved in paths)
        assert first != second
        assert all(STORED_NAME.fullmatch(path) for path in (first, second))
        assert all(path.is_file() for path in small.uploads.iterdir())


class TestSize:
    @pytest.mark.parametrize("size", [1, MAX - 1, MAX])
    @pytest.mark.parametrize("announced", [True, False])
    def test_a_file_up_to_the_limit_is_taken(
        self, small_client: Client, ongoing: int, size: int, announced: bool
    ) -> None:
        content = bytes(number % 251 for number in range(size))

        saved = json_of(self.send(small_client, ongoing, content, announced), 201)

        assert small_client.get(f"/answers/{saved['answer_id']}/file").content == content

    @pytest.mark.parametrize("size", [MAX + 1, 100 * MAX, 5_000_000])
    @pytest.mark.parametrize("announced", [True, False])
    def test_a_file_over_the_limit_is_a_413_and_gone(
        self,
        small_client: Client,
        small: System,
        nothing_changes: Watch,
        ongoing: int,
        size: int,
        announced: bool,
    ) -> None:
        with nothing_changes(small):
            response = self.send(small_client, ongoing, b"x" * size, announced)

        document = assert_problem(response, 413, "too_large")
        if size < 1_000_000:
            assert document["detail"] == "A file may have at most 1000 bytes."

    def test_a_replacement_over_the_limit_leaves_the_file_there_was(
        self, small_client: Client, small: System, nothing_changes: Watch, ongoing: int
    ) -> None:
        saved = json_of(small_client.answer(ongoing, 1, file=("a.txt", b"good")), 201)

        with nothing_changes(small):
            response = small_client.answer(ongoing, 1, file=("a.txt", b"x" * (MAX + 1)))

        assert_problem(response, 413, "too_large")
        assert small_client.get(f"/answers/{saved['answer_id']}/file").content == b"good"

    @staticmethod
    def send(
        client: Client, interview_id: int, content: bytes, announced: bool
    ) -> requests.Response:
        """With the length of the body announced, or chunk by chunk. On a connection of its own:
        one on which a body was refused half-way is closed."""
        body = b"".join([*form(interview_id), file_part("a.bin.txt", content), b"--edge--\r\n"])
        chunks = (body[start : start + 4096] for start in range(0, len(body), 4096))
        return requests.post(
            f"{client.url}/answers/create",
            data=body if announced else chunks,
            headers={"Content-Type": "multipart/form-data; boundary=edge"},
            timeout=30,
        )


class TestNames:
    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("../../etc/passwd.txt", "passwd.txt"),
            ("/etc/cron.d/job.txt", "job.txt"),
            ("C:\\Users\\me\\work.txt", "work.txt"),
            ("..\\..\\work.txt", "work.txt"),
            ("a/b\\c.txt", "c.txt"),
            ("..txt", "..txt"),
            ("日本語 ñandú.txt", "日本語 ñandú.txt"),
            ("\U0001f468\u200d\U0001f469\u200d\U0001f467.txt",) * 2,
            ("cv\u202efdp.js", "cvfdp.js"),
            ("a\u2067b\u2069\u061c.t\u200fxt", "ab.txt"),
            ("a\tb.txt", "a b.txt"),
            ("a\x1bb.txt", "ab.txt"),
            ("a\x7fb.txt", "ab.txt"),
            ("می\u200cرود.txt", "می\u200cرود.txt"),
            ("Screenshot 2026-11-22 at 1.23.45\u202fPM.png",) * 2,
            ('it\'s "quoted".txt', 'it\'s "quoted".txt'),
            ("a;b=c,d.txt", "a;b=c,d.txt"),
            ("100%25%0d%0a.txt", "100%25%0d%0a.txt"),
            (" spaced .txt", " spaced .txt"),
            ("'; DROP TABLE x; --.txt", "'; DROP TABLE x; --.txt"),
            ("n" * 250 + ".txt", "n" * 250 + ".txt"),
            ("n" * 251 + ".txt", "n" * 251 + ".txt"),
            ("folder/" * 50 + "n.txt", "n.txt"),
        ],
    )
    def test_the_last_part_of_the_name_is_kept_as_a_name_and_nothing_else(
        self, small_client: Client, small: System, ongoing: int, sent: str, kept: str
    ) -> None:
        response = post_parts(small_client, *form(ongoing), file_part(sent, b"abc"))

        saved = json_of(response, 201)
        download = small_client.get(f"/answers/{saved['answer_id']}/file")
        assert saved["file_name"] == kept
        assert STORED_NAME.fullmatch(saved["file_path"])
        assert small_client.dashboard(ongoing)["answers"][0]["file_name"] == kept
        assert given_name(download) == kept
        assert download.content == b"abc"
        assert (small.uploads / saved["file_path"].removeprefix("uploads/")).is_file()

    @pytest.mark.parametrize(
        "disposition",
        [
            '; filename="a\x00b.txt"',
            "; filename*=UTF-8''a%00b.txt",
            f'; filename="{"n" * 252}.txt"',
            f'; filename="{"n" * 8000}.txt"',
        ],
    )
    def test_a_name_with_nul_or_without_end_is_refused(
        self,
        small_client: Client,
        small: System,
        nothing_changes: Watch,
        ongoing: int,
        disposition: str,
    ) -> None:
        with nothing_changes(small):
            response = post_parts(small_client, *form(ongoing), part("file", b"x", disposition))

        assert_problem(response, 422, "validation_failed", {"file"})

    @pytest.mark.parametrize("name", ["a.txt\u202e.exe", "\u202etxt.exe", "\u202e\u2066", "a.t\tx"])
    def test_the_kind_of_a_file_is_judged_by_what_is_left_of_its_name(
        self, small_client: Client, small: System, nothing_changes: Watch, ongoing: int, name: str
    ) -> None:
        with nothing_changes(small):
            response = post_parts(small_client, *form(ongoing), file_part(name, b"abc"))

        assert_problem(response, 415, "unsupported_media_type")

    def test_line_breaks_in_a_name_make_no_header(self, small_client: Client, ongoing: int) -> None:
        sent = "; filename*=UTF-8''a%0d%0aSet-Cookie%3Ax%E2%80%A8b.txt"
        saved = json_of(post_parts(small_client, *form(ongoing), part("file", b"x", sent)), 201)

        download = small_client.get(f"/answers/{saved['answer_id']}/file")

        assert saved["file_name"] == "a  Set-Cookie:x b.txt"
        assert given_name(download) == saved["file_name"]
        assert "Set-Cookie" not in download.headers

    def test_a_name_that_an_earlier_release_kept_is_shown_clean(
        self, small_client: Client, small: System, ongoing: int
    ) -> None:
        saved = json_of(post_parts(small_client, *form(ongoing), file_part("cv.js", b"x")), 201)
        query(
            small.database_url,
            "UPDATE interview_answers SET file_name = %s WHERE id = %s",
            "cv\u202efdp.js",
            saved["answer_id"],
        )

        assert small_client.dashboard(ongoing)["answers"][0]["file_name"] == "cvfdp.js"
        assert given_name(small_client.get(f"/answers/{saved['answer_id']}/file")) == "cvfdp.js"


class TestDownloading:
    def test_the_file_comes_as_an_attachment_that_no_browser_interprets(
        self, small_client: Client, ongoing: int
    ) -> None:
        content = b"<script>alert(1)</script>\x00\xff"
        saved = json_of(small_client.answer(ongoing, 1, file=("notes.xml", content)), 201)

        response = small_client.get(f"/answers/{saved['answer_id']}/file")

        assert response.status_code == 200
        assert response.content == content
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment; filename=notes.xml"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Length"] == str(len(content))

    def test_a_whole_file_is_sent_whatever_part_is_asked_for(
        self, small_client: Client, ongoing: int
    ) -> None:
        saved = json_of(small_client.answer(ongoing, 1, file=("a.txt", b"0123456789")), 201)

        response = small_client.get(
            f"/answers/{saved['answer_id']}/file", headers={"Range": "bytes=2-4"}
        )

        assert (response.status_code, response.content) == (200, b"0123456789")

    def test_an_answer_without_a_file_has_none_to_give(
        self, small_client: Client, ongoing: int
    ) -> None:
        saved = json_of(small_client.answer(ongoing, 1, "text"), 201)

        response = small_client.get(f"/answers/{saved['answer_id']}/file")

        document = assert_problem(response, 404, "file_not_found")
        assert document["detail"] == f"Answer {saved['answer_id']} has no file."

    def test_a_file_that_somebody_took_away_is_a_404(
        self, small_client: Client, small: System, ongoing: int
    ) -> None:
        saved = json_of(small_client.answer(ongoing, 1, file=("a.txt", b"x")), 201)
        (small.uploads / saved["file_path"].removeprefix("uploads/")).unlink()

        response = small_client.get(f"/answers/{saved['answer_id']}/file")

        assert_problem(response, 404, "file_not_found")

    @pytest.mark.parametrize("answer_id", ["0", "999999", str(2**63 - 1)])
    def test_an_unknown_answer_is_a_404(self, small_client: Client, answer_id: str) -> None:
        document = assert_problem(
            small_client.get(f"/answers/{answer_id}/file"), 404, "answer_not_found"
        )

        assert document["detail"] == f"Answer {answer_id} does not exist."


def break_commits(url: str, what: str) -> None:
    """Have the commit of a certain answer fail, though every statement before it succeeded."""
    query(
        url,
        f"""
        CREATE OR REPLACE FUNCTION break_commit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {what}; RETURN NULL; END $$;
        DROP TRIGGER IF EXISTS break_commit ON interview_answers;
        CREATE CONSTRAINT TRIGGER break_commit AFTER INSERT OR UPDATE ON interview_answers
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            WHEN (NEW.text_answer = 'break the commit') EXECUTE FUNCTION break_commit();
        """,
    )


class TestFailing:
    @pytest.mark.parametrize("replacing", [False, True])
    def test_a_commit_that_fails_leaves_neither_row_nor_file(
        self,
        small_client: Client,
        small: System,
        nothing_changes: Watch,
        ongoing: int,
        replacing: bool,
    ) -> None:
        break_commits(small.database_url, "RAISE EXCEPTION 'the reason is a secret'")
        if replacing:
            json_of(small_client.answer(ongoing, 1, "before", ("a.txt", b"old")), 201)

        with nothing_changes(small):
            response = small_client.answer(ongoing, 1, "break the commit", ("b.txt", b"new"))

        document = assert_problem(response, 500, "internal_error")
        assert document["detail"] == (
            "Something went wrong on our side. The request id finds it in the log."
        )
        assert "secret" not in response.text
        if replacing:
            answer = small_client.dashboard(ongoing)["answers"][0]
            content = small_client.get(f"/answers/{answer['answer_id']}/file").content
            assert (answer["answer_text"], content) == ("before", b"old")

    def test_a_connection_that_breaks_during_the_commit_leaves_neither_row_nor_file(
        self, small_client: Client, small: System, nothing_changes: Watch, ongoing: int
    ) -> None:
        break_commits(small.database_url, "PERFORM pg_terminate_backend(pg_backend_pid())")

        with nothing_changes(small):
            response = small_client.answer(ongoing, 1, "break the commit", ("b.txt", b"new"))

        assert_problem(response, 503, "unavailable")
        assert response.headers["Retry-After"] == "2"

    def test_an_upload_that_breaks_off_leaves_nothing(
        self, client: Client, system: System, nothing_changes: Watch
    ) -> None:
        begun = b"".join([*form(client.created()), file_part("a.txt", b"x" * 300_000)])
        head = (
            b"POST /answers/create HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n"
            b"Content-Type: multipart/form-data; boundary=edge\r\nExpect: 100-continue\r\n\r\n"
        )

        with nothing_changes(system), Raw(system, head) as connection:
            assert connection.answer().status == 100
            connection.send(begun)

    def test_a_locked_interview_is_a_503_and_the_file_is_gone(
        self, tight: System, nothing_changes: Watch
    ) -> None:
        client = Client(tight.flask.url)
        interview_id = client.created()

        with nothing_changes(tight), locked(tight, interview_id):
            response = client.answer(interview_id, 1, "t", ("a.txt", b"x"))

        assert_problem(response, 503, "unavailable")
        assert response.headers["Retry-After"] == "2"

    def test_without_a_free_connection_it_is_a_503_and_the_file_is_gone(
        self, tight: System, nothing_changes: Watch
    ) -> None:
        client = Client(tight.flask.url)
        interview_id = client.created()

        with nothing_changes(tight), locked(tight, interview_id), ThreadPoolExecutor(2) as threads:
            made = list(
                threads.map(
                    lambda number: Client(client.url).answer(
                        interview_id, 1, "t", (f"{number}.txt", b"x")
                    ),
                    range(2),
                )
            )

        for response in made:
            assert_problem(response, 503, "unavailable")

    def test_without_a_database_it_is_a_503_and_the_file_is_gone(self, down: System) -> None:
        response = Client(down.flask.url).answer(1, 1, "t", ("a.txt", b"x"))

        assert_problem(response, 503, "unavailable")
        assert stored_files(down) == set()


@contextmanager
def locked(system: System, interview_id: int) -> Iterator[None]:
    """Somebody else holds the interview."""
    connection = psycopg2.connect(system.database_url)
    try:
        statement = "SELECT FROM interviews WHERE id = %s FOR UPDATE"
        connection.cursor().execute(statement, [interview_id])
        yield
    finally:
        connection.close()


def test_a_text_in_the_place_of_the_file_is_refused(client: Client) -> None:
    """As curl sends it when the @ before the file's name was forgotten."""
    interview_id = client.created()

    response = post_parts(
        client,
        part("interview_id", str(interview_id)),
        part("question_id", "1"),
        part("answer_text", "text"),
        part("file", "sample.txt"),
    )

    assert_problem(response, 422, "validation_failed", {"file"})
    assert client.dashboard(interview_id)["answers"] == []


def test_a_form_that_cannot_be_read_is_a_400(client: Client) -> None:
    headers = {"Content-Type": "multipart/form-data"}

    response = client.request("POST", "/answers/create", data=b"no boundary", headers=headers)

    assert_problem(response, 400, "malformed_body")


def test_uploads_can_be_read_by_their_owner_only(client: Client, system: System) -> None:
    interview_id = client.created()

    saved = json_of(client.answer(interview_id, 1, file=("mine.txt", b"mine")), 201)

    stored = system.uploads / saved["file_path"].removeprefix("uploads/")
    assert stored.stat().st_mode & 0o077 == 0
