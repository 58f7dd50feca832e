"""GET /interviews: filters, orders, and pages that miss and repeat nothing."""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.support.client import Client, assert_problem
from tests.support.database import query
from tests.support.loading import Load
from tests.support.services import System, json_of

SORTS = ["-created_at", "created_at", "-score", "score"]
MANY_PAGES = 60
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
SCORES = ["71.25", None, "0", "100", "71.25", None, "33.33", "0", None, "99.99", "71.25"]
# The same moment for several, so that only the id tells them apart.
MINUTES = [0, 1, 1, 1, 2, 3, 3, 4, 5, 5, 6]


def add(
    system: System,
    email: str,
    *scores: str | None,
    minutes: Sequence[int] = (),
    skill: str = "python",
    status: str = "completed",
) -> list[int]:
    """Interviews as they are stored once they have these scores, so many minutes after START."""
    rows = query(
        system.database_url,
        "WITH candidate AS ("
        " INSERT INTO candidates (name, email) VALUES ('Listed', %s) RETURNING id)"
        " INSERT INTO interviews (candidate_id, skill, status, score, created_at, completed_at)"
        " SELECT id, %s, %s, score, created_at, CASE WHEN %s = 'completed' THEN now() END"
        " FROM candidate, unnest(%s::numeric[], %s::timestamptz[])"
        " WITH ORDINALITY AS given (score, created_at, number) ORDER BY number RETURNING id",
        email,
        skill,
        status,
        status,
        list(scores),
        [START + timedelta(minutes=minute) for minute in minutes or [0] * len(scores)],
    )
    return [row[0] for row in rows]


@pytest.fixture
def email() -> str:
    """Of a candidate of this test's own: what it lists is not disturbed by other tests."""
    return f"{uuid4().hex}@example.com"


@pytest.fixture
def several(system: System, email: str) -> list[int]:
    return add(system, email, *SCORES, minutes=MINUTES)


def listed(client: Client, **params: Any) -> list[int]:
    body = json_of(client.get("/interviews", params={"limit": 100, **params}), 200)
    assert body["next_cursor"] is None
    return [item["id"] for item in body["items"]]


def in_order(ids: list[int], sort: str) -> list[int]:
    """What the contract says of the order, in Python: without a score last in both."""
    rows = list(zip(ids, SCORES, MINUTES, strict=True))
    if sort.endswith("created_at"):
        rows.sort(key=lambda row: (row[2], row[0]), reverse=sort.startswith("-"))
        return [row[0] for row in rows]
    scored = [row for row in rows if row[1] is not None]
    unscored = [row for row in rows if row[1] is None]
    for part in (scored, unscored):
        part.sort(key=lambda row: (float(row[1] or 0), row[0]), reverse=sort.startswith("-"))
    return [row[0] for row in scored + unscored]


class TestItems:
    def test_an_interview_is_listed_with_its_candidate_and_score(
        self, client: Client, email: str
    ) -> None:
        created = json_of(client.create(candidate_name="Ada", email=email, skill="sql"), 201)
        interview_id = created["interview_id"]
        candidate = {"id": created["candidate_id"], "name": "Ada", "email": email}
        created_at = client.dashboard(interview_id)["interview"]["created_at"]

        ongoing = json_of(client.get("/interviews", params={"email": email}), 200)
        client.complete(interview_id)
        completed = json_of(client.get("/interviews", params={"email": email}), 200)

        item = {
            "id": interview_id,
            "skill": "sql",
            "status": "ongoing",
            "created_at": created_at,
            "candidate": candidate,
            "score": None,
        }
        assert ongoing == {"items": [item], "next_cursor": None}
        scored = {**item, "status": "completed", "score": 0.0}
        assert completed == {"items": [scored], "next_cursor": None}

    def test_times_are_in_utc_and_scores_are_numbers(
        self, client: Client, system: System, email: str
    ) -> None:
        add(system, email, "71.25")

        item = json_of(client.get("/interviews", params={"email": email}), 200)["items"][0]

        assert item["created_at"] == "2026-01-01T12:00:00Z"
        assert item["score"] == 71.25

    def test_nobody_found_is_an_empty_page(self, client: Client, email: str) -> None:
        body = json_of(client.get("/interviews", params={"email": email}), 200)

        assert body == {"items": [], "next_cursor": None}


class TestFilters:
    def test_by_skill_in_any_case(self, client: Client, system: System, email: str) -> None:
        add(system, email, "1", skill="python")
        (mine,) = add(system, email, "1", skill="data science")

        assert listed(client, email=email, skill=" Data SCIENCE ") == [mine]
        assert listed(client, email=email, skill="cobol") == []

    def test_by_status(self, client: Client, system: System, email: str) -> None:
        (ongoing,) = add(system, email, None, status="ongoing")
        (completed,) = add(system, email, "5")

        assert listed(client, email=email, status="ongoing") == [ongoing]
        assert listed(client, email=email, status="completed") == [completed]

    def test_by_the_whole_email_in_any_case(
        self, client: Client, system: System, email: str
    ) -> None:
        mine = add(system, email.upper(), None) + add(system, email, None)
        add(system, f"x{email}", None)

        assert sorted(listed(client, email=email.title())) == mine
        assert listed(client, email="%" + email[1:]) == []

    @pytest.mark.parametrize("name", ["ΣΟΦΟΣ", "İstanbul", "Straße", "ǅemal", "ÅNGSTRÖM", "ﬁ"])
    def test_by_an_email_in_letters_of_any_alphabet_as_it_was_typed(
        self, client: Client, name: str
    ) -> None:
        email = f"{uuid4().hex}.{name}@example.com"
        mine = client.created(email=email)

        assert listed(client, email=email) == [mine]

    @pytest.mark.parametrize("name", ["ΣΟΦΙΑ", "ÅNGSTRÖM", "ЖАННА", "İSTANBUL", "ΣΟΦΟΣ"])
    def test_by_an_email_in_the_other_case_where_postgresql_knows_it(
        self, client: Client, system: System, name: str
    ) -> None:
        ((other,),) = query(system.database_url, "SELECT lower(%s)", name)
        own = uuid4().hex
        mine = client.created(email=f"{own}.{name}@example.com")

        assert listed(client, email=f"{own}.{other}@example.com") == [mine]

    @pytest.mark.parametrize(
        ("stored", "asked"),
        [
            ("σοφος", "ΣΟΦΟΣ"),
            ("ΣΟΦΟΣ", "σοφος"),
            ("σοφοσ", "σοφος"),
            ("jos\u0065\u0301", "jos\u00e9"),
            ("JOS\u00c9", "jos\u0065\u0301"),
            ("ÅNGSTRÖM", "a\u030angstro\u0308m"),
            ("жанна", "ЖАННА"),
        ],
    )
    def test_by_an_email_however_it_was_stored(
        self, client: Client, system: System, stored: str, asked: str
    ) -> None:
        own = uuid4().hex
        (mine,) = add(system, f"{own}.{stored}@example.com", None)

        assert listed(client, email=f"{own}.{asked}@example.com") == [mine]

    @pytest.mark.parametrize(
        ("bounds", "scores"),
        [
            ({"min_score": "0"}, ["0", "33.33", "71.25", "100"]),
            ({"min_score": "0.01"}, ["33.33", "71.25", "100"]),
            ({"min_score": "71.24"}, ["71.25", "100"]),
            ({"min_score": "71.25"}, ["71.25", "100"]),
            ({"min_score": "71.26"}, ["100"]),
            ({"min_score": "71.2500000001"}, ["100"]),
            ({"min_score": "1e-999999999"}, ["33.33", "71.25", "100"]),
            ({"min_score": "100"}, ["100"]),
            ({"max_score": "100"}, ["0", "33.33", "71.25", "100"]),
            ({"max_score": "71.25"}, ["0", "33.33", "71.25"]),
            ({"max_score": "71.2499999999"}, ["0", "33.33"]),
            ({"max_score": "0"}, ["0"]),
            ({"max_score": "1e-999999999"}, ["0"]),
            ({"min_score": "33.33", "max_score": "71.25"}, ["33.33", "71.25"]),
            ({"min_score": "50", "max_score": "40"}, []),
        ],
    )
    def test_by_score_bounds_included_and_never_the_unscored(
        self,
        client: Client,
        system: System,
        email: str,
        bounds: dict[str, str],
        scores: list[str],
    ) -> None:
        there = ["0", "33.33", "71.25", "100", None]
        ids = dict(zip(there, add(system, email, *there), strict=True))

        expected = [ids[score] for score in scores]
        assert listed(client, email=email, sort="score", **bounds) == expected

    def test_filters_together_all_count(self, client: Client, system: System, email: str) -> None:
        (mine,) = add(system, email, "80", skill="sql")
        add(system, email, "80", skill="python")
        add(system, email, "20", skill="sql")
        add(system, email, None, status="ongoing", skill="sql")

        found = listed(client, email=email, skill="sql", status="completed", min_score=50)
        assert found == [mine]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("skill", ""),
            ("skill", "s" * 101),
            ("skill", "\x00"),
            ("status", "done"),
            ("status", "Completed"),
            ("email", "nobody"),
            ("email", "a\x00@example.com"),
            ("min_score", "x"),
            ("min_score", "-0.01"),
            ("min_score", "100.01"),
            ("min_score", "NaN"),
            ("max_score", "Infinity"),
            ("max_score", "-1"),
            ("max_score", "101"),
            ("max_score", "9" * 3000),
            ("sort", "name"),
            ("sort", "+score"),
            ("limit", "0"),
            ("limit", "-1"),
            ("limit", "101"),
            ("limit", "ten"),
            ("limit", "9" * 3000),
            *(("limit", text) for text in ("1.0", "+1", "1_0", " 1", "1e1")),
            *(("min_score", text) for text in ("+1", "1_0", " 1", "1.", ".5", "0x1")),
            ("max_score", "\N{ARABIC-INDIC DIGIT ONE}"),
            ("cursor", "x" * 501),
            ("page", "2"),
        ],
    )
    def test_a_parameter_that_will_not_do_is_named(
        self, client: Client, field: str, value: str
    ) -> None:
        response = client.get("/interviews", params={field: value})

        assert_problem(response, 422, "validation_failed", {field})

    @pytest.mark.parametrize("score", ["7", "07", "7.5", "1e1", "1.5E-7"])
    def test_a_score_may_be_written_as_numbers_are_in_json(
        self, client: Client, score: str
    ) -> None:
        json_of(client.get("/interviews", params={"min_score": score}), 200)

    def test_every_bad_parameter_is_named_at_once(self, client: Client) -> None:
        params = {
            "skill": "",
            "status": "x",
            "email": "x",
            "min_score": "x",
            "max_score": "x",
            "sort": "x",
            "limit": "x",
            "cursor": "\x00",
            "page": "2",
        }

        response = client.get("/interviews", params=params)

        assert_problem(response, 422, "validation_failed", set(params))


class TestOrder:
    @pytest.mark.parametrize("sort", SORTS)
    def test_the_order_is_the_one_asked_for_with_the_unscored_last(
        self, client: Client, several: list[int], email: str, sort: str
    ) -> None:
        assert listed(client, email=email, sort=sort) == in_order(several, sort)

    def test_the_newest_come_first_unless_asked_otherwise(
        self, client: Client, several: list[int], email: str
    ) -> None:
        assert listed(client, email=email) == in_order(several, "-created_at")


class TestPages:
    @pytest.mark.parametrize("limit", [1, 99, 100])
    def test_a_page_has_as_many_as_asked_for(
        self, client: Client, system: System, email: str, limit: int
    ) -> None:
        add(system, email, *[None] * 101)

        body = json_of(client.get("/interviews", params={"email": email, "limit": limit}), 200)

        assert len(body["items"]) == limit
        assert body["next_cursor"]

    def test_a_page_has_twenty_unless_asked_otherwise(
        self, client: Client, system: System, email: str
    ) -> None:
        ids = add(system, email, *[None] * 21)

        body = json_of(client.get("/interviews", params={"email": email}), 200)

        assert [item["id"] for item in body["items"]] == ids[:0:-1]

    def test_the_last_page_that_is_full_has_no_next_one(
        self, client: Client, several: list[int], email: str
    ) -> None:
        body = json_of(
            client.get("/interviews", params={"email": email, "limit": len(several)}), 200
        )

        assert len(body["items"]) == len(several)
        assert body["next_cursor"] is None

    @pytest.mark.parametrize("limit", [1, 2, 3, 10])
    @pytest.mark.parametrize("sort", SORTS)
    def test_all_pages_together_are_the_whole_list(
        self, client: Client, several: list[int], email: str, sort: str, limit: int
    ) -> None:
        seen = [item for page in pages(client, email, sort, limit) for item in page]

        assert seen == in_order(several, sort)

    @pytest.mark.parametrize("sort", SORTS)
    def test_paging_misses_and_repeats_nothing_while_rows_are_being_added(
        self, client: Client, system: System, several: list[int], email: str, sort: str
    ) -> None:
        seen: list[int] = []
        for number, page in enumerate(pages(client, email, sort, 2)):
            seen += page
            if number < 4:  # before, after and between those that were there
                add(system, email, None, "100", "71.25", "0", minutes=[60, 60, 2, -60])

        assert len(seen) == len(set(seen))
        assert [found for found in seen if found in several] == in_order(several, sort)

    @pytest.mark.parametrize("sort", SORTS)
    def test_a_cursor_is_safe_in_a_url_as_it_is(
        self, client: Client, several: list[int], email: str, sort: str
    ) -> None:
        assert several
        query_string = f"email={email}&sort={sort}&limit=1"
        cursor = json_of(client.get(f"/interviews?{query_string}"), 200)["next_cursor"]

        assert quote(cursor, safe="") == cursor
        assert json_of(client.get(f"/interviews?{query_string}&cursor={cursor}"), 200)["items"]

    @pytest.mark.parametrize("sort", SORTS)
    def test_a_cursor_of_another_order_is_refused(
        self, client: Client, several: list[int], email: str, sort: str
    ) -> None:
        assert several
        params = {"email": email, "limit": 1}
        cursor = json_of(client.get("/interviews", params={**params, "sort": sort}), 200)

        for other in set(SORTS) - {sort}:
            response = client.get(
                "/interviews", params={**params, "sort": other, "cursor": cursor["next_cursor"]}
            )
            document = assert_problem(response, 422, "validation_failed", {"cursor"})
            assert document["errors"][0]["message"] == (
                "is not a next_cursor of this list in this order; start without one"
            )

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(None, id="null"),
            pytest.param([], id="nothing"),
            pytest.param({}, id="an object"),
            pytest.param(["score", "1.00"], id="too short"),
            pytest.param(["score", "1.00", 1, 1], id="too long"),
            pytest.param(["score", "1.00", 0], id="id 0"),
            pytest.param(["score", "1.00", -1], id="a negative id"),
            pytest.param(["score", "1.00", 2**63], id="an id beyond all"),
            pytest.param(["score", "1.00", "1"], id="an id that is text"),
            pytest.param(["score", "1.00", True], id="an id that is a truth"),
            pytest.param(["score", "1.00", 1.5], id="half an id"),
            pytest.param(["score", "x", 1], id="no number"),
            pytest.param(["score", None, 1], id="no score"),
            pytest.param(["score", [], 1], id="a list for a score"),
            pytest.param(["score", "NaN", 1], id="NaN"),
            pytest.param(["score", "sNaN", 1], id="a signalling NaN"),
            pytest.param(["score", "-Infinity", 1], id="infinite"),
            pytest.param(["score", "1E+999999", 1], id="more than PostgreSQL can hold"),
            pytest.param(["score", "1E-999999", 1], id="finer than PostgreSQL can hold"),
            pytest.param(["created_at", "2026-01-01", 1], id="no time"),
            pytest.param(["created_at", "2026-01-01T00:00:00", 1], id="no zone"),
            pytest.param(["created_at", "0001-01-01T00:00:00+23:59", 1], id="a zone too far east"),
            pytest.param(["created_at", "9999-12-31T23:59:59-23:59", 1], id="a zone too far west"),
            pytest.param(["created_at", 5, 1], id="a number for a time"),
        ],
    )
    def test_a_forged_cursor_is_refused(self, client: Client, content: Any) -> None:
        sort = content[0] if isinstance(content, list) and content else "score"
        cursor = base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

        response = client.get("/interviews", params={"sort": sort, "cursor": cursor})

        assert_problem(response, 422, "validation_failed", {"cursor"})

    @pytest.mark.parametrize("cursor", ["", "x", "!!!", "é", "=" * 8, "[1]", "AAAA", "W" * 500])
    def test_a_broken_cursor_is_refused(self, client: Client, cursor: str) -> None:
        response = client.get("/interviews", params={"cursor": cursor})

        assert_problem(response, 422, "validation_failed", {"cursor"})


def pages(client: Client, email: str, sort: str, limit: int) -> Iterator[list[int]]:
    """The ids of each page, from the first to the last."""
    params: dict[str, Any] = {"email": email, "sort": sort, "limit": limit}
    for _ in range(MANY_PAGES):
        body = json_of(client.get("/interviews", params=params), 200)
        assert len(body["items"]) <= limit
        yield [item["id"] for item in body["items"]]
        if body["next_cursor"] is None:
            return
        params["cursor"] = body["next_cursor"]
    raise AssertionError("the pages have no end")


class TestCursor:
    """In this process, without a service."""

    @pytest.fixture
    def cursor(self, load: Load) -> Any:
        return load("services.listing")

    @pytest.mark.parametrize(
        ("sort", "value"),
        [
            ("score", Decimal("71.25")),
            ("-score", Decimal(-1)),
            ("score", Decimal(101)),
            ("-created_at", datetime(2026, 11, 22, 10, 15, 0, 123456, tzinfo=UTC)),
            ("created_at", datetime(1, 1, 1, tzinfo=UTC)),
        ],
    )
    def test_what_is_written_is_what_is_read(
        self, cursor: Any, sort: str, value: datetime | Decimal
    ) -> None:
        for row_id in (1, 2**63 - 1):
            written = cursor.write_cursor(sort, value, row_id)

            assert cursor.read_cursor(sort, written) == (value, row_id)

    def test_one_of_another_order_is_refused(self, cursor: Any, load: Load) -> None:
        written = cursor.write_cursor("score", Decimal(1), 1)

        with pytest.raises(load("utils.errors").Invalid, match="Not acceptable: cursor"):
            cursor.read_cursor("-score", written)

    @pytest.mark.parametrize("spoil", [lambda text: text[:-3], lambda text: "A" + text[1:]])
    def test_a_spoilt_one_is_refused(
        self, cursor: Any, load: Load, spoil: Callable[[str], str]
    ) -> None:
        written = cursor.write_cursor("score", Decimal(1), 1)

        with pytest.raises(load("utils.errors").Invalid):
            cursor.read_cursor("score", spoil(written))
