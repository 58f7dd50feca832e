"""Who is next when more documents are to be read than can be, and what is not read twice."""

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import psutil
import pytest

from tests.reading.conftest import Read
from tests.reading.documents import pdf_of
from tests.support.loading import Load
from tests.support.waiting import wait_until

PATIENT, IMPATIENT = 20.0, 0.01


@pytest.fixture(scope="module")
def fair(load: Load) -> ModuleType:
    return load("reading.fair")


class Order:
    """Threads that wait for a place, one after the other, and who got one when."""

    def __init__(self, fair: ModuleType, places: int = 1, most_waiting: int = 10) -> None:
        self.fair = fair
        self.queue = fair.FairQueue(places, most_waiting)
        self.served: list[str | None] = []
        self.put_off: list[str] = []
        self.threads = ThreadPoolExecutor(10)

    @contextmanager
    def place(self, asker: str | None, patience: float = PATIENT) -> Iterator[None]:
        """For anybody without a name."""
        asking = self.fair.asking(asker) if asker else nullcontext()
        with asking, self.queue.place(patience):
            yield

    def waits(self, asker: str | None, instead_of: int = 0) -> None:
        """One more, and that many fewer."""
        before = len(self.queue._waiting)

        def work() -> None:
            try:
                with self.place(asker):
                    self.served.append(asker)
            except self.fair.PutOff:
                self.put_off.append(str(asker))

        self.threads.submit(work)
        wait_until(
            lambda: (
                len(self.queue._waiting) == before + 1 - instead_of
                and (asker or self.fair.ANYBODY) in [one.asker for one in self.queue._waiting]
            ),
            what=f"{asker} to wait",
        )

    def end(self) -> list[str | None]:
        self.threads.shutdown()
        return self.served


def test_many_documents_of_one_keep_another_waiting_for_one_of_them_only(fair: ModuleType) -> None:
    order = Order(fair)
    with order.place("bomber"):
        for asker in ["bomber"] * 4 + ["honest", "new"]:
            order.waits(asker)

    assert order.end() == ["honest", "new"] + ["bomber"] * 4


def test_those_who_had_their_turn_take_turns(fair: ModuleType) -> None:
    order = Order(fair)
    with order.place("a"):
        for asker in "aaabbbc":
            order.waits(asker)

    assert order.end() == list("bcababa")


def test_documents_that_nobody_asks_for_take_turns_with_those_of_an_interview(
    fair: ModuleType,
) -> None:
    order = Order(fair)
    with order.place("interview"):
        for asker in [None, None, None, "interview", "interview"]:
            order.waits(asker)

    assert order.end() == [None, "interview", None, "interview", None]


def test_nobody_has_two_places_though_some_are_free(fair: ModuleType) -> None:
    order = Order(fair, places=3)

    with order.place("bomber"):
        with pytest.raises(fair.PutOff), order.place("bomber", IMPATIENT):
            pass
        with order.place("honest", IMPATIENT), order.place("new", IMPATIENT):
            pass


def test_documents_that_nobody_asks_for_may_have_all_places(fair: ModuleType) -> None:
    queue = fair.FairQueue(2, 10)

    with queue.place(IMPATIENT), queue.place(IMPATIENT), pytest.raises(fair.PutOff) as busy:
        queue.place(IMPATIENT).__enter__()

    assert (busy.value.status, busy.value.code) == (503, "put_off")
    assert busy.value.headers["Retry-After"] == "2"


def test_who_gave_up_waiting_leaves_no_place_taken(fair: ModuleType) -> None:
    order = Order(fair)
    with order.place("a"), pytest.raises(fair.PutOff), order.place("b", IMPATIENT):
        pass

    with order.place("b", IMPATIENT):
        pass


def test_with_very_many_waiting_the_next_is_put_off_at_once(fair: ModuleType) -> None:
    order = Order(fair)
    with order.place("first"):
        for number in range(10):
            order.waits(f"waiting {number}")
        with pytest.raises(fair.PutOff), order.place("one too many"):
            pass

    assert len(order.end()) == 10


def test_further_documents_of_one_take_no_place_to_wait_from_others(fair: ModuleType) -> None:
    order = Order(fair, most_waiting=2)
    with order.place("first"):
        for asker in ["bomber"] * 5 + ["honest"]:
            order.waits(asker)
        with pytest.raises(fair.PutOff), order.place("one too many"):
            pass

    assert order.end() == ["bomber", "honest"] + ["bomber"] * 4


def test_of_very_many_documents_of_one_the_next_is_put_off(
    fair: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each that waits is held in memory."""
    monkeypatch.setattr(fair, "MAX_DOCUMENTS", 3)
    order = Order(fair)
    with order.place("first"):
        for _ in range(3):
            order.waits("bomber")
        with pytest.raises(fair.PutOff), order.place("bomber"):
            pass

    assert order.end() == ["bomber"] * 3


def test_whoever_had_the_most_turns_is_put_off_for_a_newcomer(fair: ModuleType) -> None:
    order = Order(fair, most_waiting=2)
    for asker in ["bomber", "bomber", "twice"]:
        with order.place(asker):
            pass
    with order.place("first"):
        for asker in ["bomber", "bomber", "twice"]:
            order.waits(asker)
        order.waits("new", instead_of=2)
        order.waits("newer", instead_of=1)
        with pytest.raises(fair.PutOff), order.place("newest"):
            pass

    assert order.end() == ["new", "newer"]
    assert sorted(order.put_off) == ["bomber", "bomber", "twice"]


def test_many_documents_of_an_interview_go_before_those_of_one_that_had_more_turns(
    fair: ModuleType,
) -> None:
    order = Order(fair)
    for asker in ["bomber", "other bomber"] * 2 + ["honest"]:
        with order.place(asker):
            pass
    with order.place("first"):
        for asker in ["bomber", "other bomber", "honest", "new"]:
            order.waits(asker)

    assert order.end() == ["new", "honest", "bomber", "other bomber"]


def test_turns_of_long_ago_are_forgotten(fair: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair, "MAX_REMEMBERED", 4)
    order = Order(fair)
    for asker in ["often", "often", "often", "once", "first", "first"]:
        with order.place(asker):
            pass
    with order.place("first"):
        for asker in ["once", "often"]:
            order.waits(asker)

    assert order.end() == ["often", "once"]


@pytest.fixture
def bomb(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A reader that never comes to an end; what a PDF does to one depends on PDFium's version."""
    child = load("reading.child")
    monkeypatch.setattr(child, "FOLDERS", [str(tmp_path), *child.FOLDERS])
    (tmp_path / "exploding.py").write_text(
        "from reading import worker\n\ndef read(_):\n    while True: pass\n\nworker.serve(read)"
    )
    return "exploding"


def end_processes_of(module: str) -> None:
    """Only of this module: PostgreSQL and both services may be children of ours too."""
    for process in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):
            if any(repr(module) in argument for argument in process.cmdline()):
                process.kill()


def test_an_honest_document_is_read_before_the_first_bomb_has_ended(
    fair: ModuleType, load: Load, read: Read, bomb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = load("reading.child")
    for queue in ("quick", "patient"):
        monkeypatch.setattr(child, queue, fair.FairQueue(1, 10))
    monkeypatch.setattr(child, "MAX_SECONDS_IN_QUEUE", 0.1)
    judged: list[int] = []

    def explode(number: int) -> None:
        with fair.asking("bomber"), suppress(child.PutOff):
            with suppress(child.Unreadable):
                child.read_apart(bomb, bytes([number]))
            judged.append(number)

    with ThreadPoolExecutor(4) as threads:
        for number in range(4):
            threads.submit(explode, number)
        wait_until(lambda: child.patient._with_place == {"bomber"}, what="a bomb to take long")
        with fair.asking("honest"):
            text = read(pdf_of(["An honest answer."]), "a.pdf").text
        judged_before = list(judged)
        end_processes_of(bomb)  # the rest of what they do is of no interest

    assert text.split() == ["An", "honest", "answer."]
    assert judged_before == []


@pytest.fixture
def started(load: Load, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands of the processes that were started."""
    commands: list[list[str]] = []
    run = subprocess.run

    def noted(command: list[str], **how: Any) -> Any:
        commands.append(command)
        return run(command, **how)

    monkeypatch.setattr(subprocess, "run", noted)
    child = load("reading.child")
    monkeypatch.setattr(child, "kept", child.Kept(1_000_000, 60))
    return commands


def test_what_was_read_is_not_read_again(read: Read, started: list[list[str]]) -> None:
    content = pdf_of(["A closure remembers names."])

    assert read(content, "a.pdf") == read(content, "another name.pdf")
    assert len(started) == 1

    read(pdf_of(["Another text."]), "a.pdf")
    assert len(started) == 2


def test_neither_is_what_could_not_be_read(refused: Read, started: list[list[str]]) -> None:
    assert refused(b"no PDF", "a.pdf") == refused(b"no PDF", "a.pdf")
    assert len(started) == 1

    refused(b"no PDF", "a.docx")
    assert len(started) == 2, "the same bytes under another name are another document"


def test_an_attempt_that_met_too_many_others_does_not_start_over(
    load: Load, bomb: str, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    child = load("reading.child")
    monkeypatch.setattr(child, "MAX_SECONDS_IN_QUEUE", IMPATIENT)
    module = Path(child.FOLDERS[0]) / f"{bomb}.py"
    tight = "import resource\nworker.LIMITS[resource.RLIMIT_CPU] = (1, 2)\nworker.serve"
    module.write_text(module.read_text().replace("worker.serve", tight))
    with ExitStack() as others:
        for _ in range(child.MAX_CHILDREN):
            others.enter_context(child.patient.place(PATIENT))
        for _ in range(2):
            with pytest.raises(child.PutOff):
                child.read_apart(bomb, b"")
    assert len(started) == 1, "that it takes long is known by now"

    for _ in range(2):
        with pytest.raises(child.Unreadable, match=child.TOO_LONG):
            child.read_apart(bomb, b"")
    assert len(started) == 2


def test_a_process_that_was_interrupted_is_no_outcome_to_keep(
    load: Load, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = pdf_of(["Read in the end."])
    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=-15))
        with pytest.raises(load("utils.errors").Busy):
            read(content, "a.pdf")

    assert read(content, "a.pdf").text.split() == ["Read", "in", "the", "end."]


class TestKept:
    @pytest.fixture
    def kept(self, load: Load) -> ModuleType:
        return load("reading.kept")

    def test_what_is_old_is_forgotten(self, kept: ModuleType, load: Load) -> None:
        now = [0.0]
        some = kept.Kept(10_000, 60, lambda: now[0])
        some.keep("a", load("reading.result").Reading("text"))
        now[0] = 59.0
        assert some.get("a").text == "text"
        now[0] = 60.0
        assert some.get("a") is None

    def test_the_oldest_are_forgotten_where_there_is_no_room(
        self, kept: ModuleType, load: Load
    ) -> None:
        some = kept.Kept(10_000, 60)
        reading = load("reading.result").Reading("x" * 4_000)
        for key in "aba":
            some.keep(key, reading)
        assert some.get("b") is not None

        some.keep("c", reading)

        assert [some.get(key) is not None for key in "abc"] == [True, False, True]

    def test_what_is_too_large_is_not_kept_and_takes_no_room(
        self, kept: ModuleType, load: Load
    ) -> None:
        some = kept.Kept(10_000, 60)
        some.keep("a", load("reading.result").Reading("x" * 10_000))
        assert some.get("a") is None
        some.keep("b", kept.Quick.TAKES_LONGER)
        assert some.get("b") is kept.Quick.TAKES_LONGER


def test_all_documents_of_an_interview_are_read_for_that_interview(
    load: Load, fair: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluator = load("evaluator")
    askers: list[object] = []
    loaded = SimpleNamespace(
        questions=[], is_recorded=False, is_allowed=True, is_asked_for=True, epoch=None
    )
    monkeypatch.setattr(evaluator, "autocommit", lambda _: ExitStack())
    monkeypatch.setattr(evaluator, "load_interview", lambda *_: loaded)
    monkeypatch.setattr(evaluator, "record", lambda *_: None)
    monkeypatch.setattr(
        evaluator, "with_stand_in", lambda *_: (askers.append(fair._asker.get()), [])
    )
    database = SimpleNamespace(begin=ExitStack)

    evaluator.Evaluator(database, None, None, 1).evaluate_interview(7, None, None)

    assert askers == [7]
