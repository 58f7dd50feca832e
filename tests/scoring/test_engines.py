"""The registry and the contract every engine keeps."""

import pytest

from scoring import ENGINES, AnswerScore, EngineInfo, UnknownEngineError, engine


def test_an_engine_is_found_by_its_name() -> None:
    assert engine("offline").describe() == EngineInfo(name="offline", version="1.6")


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UnknownEngineError, match=r"'gpt'.*offline"):
        engine("gpt")


def test_every_engine_describes_itself_by_the_name_it_is_registered_under() -> None:
    assert list(ENGINES) == ["offline", "llm"]
    assert engine("offline").describe().name == "offline"


def test_a_score_of_none_means_that_a_person_must_look() -> None:
    assert AnswerScore(None, "").status == "needs_review"
    assert AnswerScore(0.0, "").status == "scored"
