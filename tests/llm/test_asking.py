"""What the model is sent, and the ways to get a verdict out of servers that differ."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from pydantic import SecretStr

from scoring import Engine, EngineAway, Rubric, Tokens
from scoring.grader_talk import without_grader_talk
from scoring.llm import prompt
from scoring.llm.verdict_reading import read_verdict
from tests.llm.conftest import MakeEngine
from tests.llm.stub_model import (
    COMPLETION_TOKENS,
    PROMPT_TOKENS,
    Act,
    Asked,
    StubModel,
    fails,
    judges,
    refuses,
    says,
    scores,
    sends,
    verdict,
)
from tests.support.waiting import wait_until

POINTS = ("builds a new list", "from an iterable")
RUBRIC = Rubric("What is a list comprehension?", ("It builds a new list.",), POINTS)
ANSWER = "It builds a new list."
FORMS = ["json_schema", "json_object", "prompt"]
WITHOUT_LENGTHS, WITHOUT_LIMITS = "json_schema without lengths", "json_schema without limits"
REFUSED = ["json_schema", WITHOUT_LENGTHS, WITHOUT_LIMITS, "json_object", "prompt"]
HOUR = 3600


def forms(model: StubModel) -> list[str]:
    return [asked.form for asked in model.asked]


class TestTheRequest:
    def test_asks_the_model_that_was_named_at_temperature_0(
        self, make_engine: MakeEngine, model: StubModel
    ) -> None:
        make_engine(llm_model="some/model", llm_max_tokens=77).score(ANSWER, RUBRIC)

        (asked,) = model.asked
        assert asked.path == "/v1/chat/completions"
        assert asked.body["model"] == "some/model"
        assert asked.body["temperature"] == 0
        assert asked.body["max_tokens"] == 77
        assert asked.headers["authorization"] == "Bearer sk-very-secret"

    def test_asks_for_a_schema_with_one_whole_number_for_each_point(
        self, judge: Engine, model: StubModel
    ) -> None:
        judge.score(ANSWER, RUBRIC)

        wanted = model.asked[0].body["response_format"]["json_schema"]
        points = wanted["schema"]["properties"]["points"]
        point = wanted["schema"]["$defs"]["PointVerdict"]
        assert wanted["strict"] is True
        assert (points["minItems"], points["maxItems"]) == (2, 2)
        assert list(point["properties"]) == ["point", "reason", "contradicted", "score"]
        assert point["required"] == ["point", "reason", "contradicted", "score"]
        assert point["additionalProperties"] is False
        score = point["properties"]["score"]
        assert (score["type"], score["minimum"], score["maximum"]) == ("integer", 0, 10)
        number = point["properties"]["point"]
        assert (number["type"], number["minimum"], number["maximum"]) == ("integer", 1, 2)
        assert point["properties"]["reason"]["maxLength"] == 300
        assert point["properties"]["contradicted"]["type"] == "boolean"

    def test_asks_for_a_quote_for_each_point_after_all_scores(
        self, judge: Engine, model: StubModel
    ) -> None:
        judge.score(ANSWER, RUBRIC)

        schema = model.asked[0].body["response_format"]["json_schema"]["schema"]
        quotes = schema["properties"]["quotes"]
        assert list(schema["properties"]) == schema["required"] == ["points", "quotes"]
        assert (quotes["minItems"], quotes["maxItems"]) == (2, 2)
        assert (quotes["items"]["type"], quotes["items"]["maxLength"]) == ("string", 300)

    def test_asks_with_the_shape_alone_where_a_server_takes_no_limits(
        self, judge: Engine, model: StubModel
    ) -> None:
        model.takes_only(WITHOUT_LIMITS)

        assert judge.score(ANSWER, RUBRIC).score == 50.0

        schema = json.dumps(model.asked[-1].body["response_format"])
        assert not {"maxLength", "minimum", "maximum", "minItems", "maxItems"} & set(
            re.findall(r"\w+", schema)
        )
        assert '"required": ["point", "reason", "contradicted", "score"]' in schema

    def test_shows_the_question_the_reference_the_points_and_the_answer(
        self, judge: Engine, model: StubModel
    ) -> None:
        judge.score(ANSWER, RUBRIC)

        (asked,) = model.asked
        assert RUBRIC.question in asked.user
        assert RUBRIC.reference_answers[0] in asked.user
        assert asked.points == list(POINTS)
        assert asked.answer == ANSWER
        assert "for each of the 2 points" in asked.system

    def test_sets_the_answer_apart_by_a_marker_that_is_new_each_time(
        self, make_engine: MakeEngine, model: StubModel
    ) -> None:
        model.behave = lambda _: says("no verdict")
        make_engine(llm_samples=3).score(ANSWER, RUBRIC)
        model.behave = judges
        make_engine(llm_samples=3).score(ANSWER, RUBRIC)

        markers = {asked.marker for asked in model.asked}
        assert len(markers) == len(model.asked) == 6
        assert all(len(marker) == 32 for marker in markers)
        assert all(asked.system.count(asked.marker) == 2 for asked in model.asked)

    @pytest.mark.parametrize(
        "answer",
        [
            "It costs $answer, $marker or ${question} and {points}, and builds a new list.",
            "It <b>builds</b> a list & \"more\": a\tb \\n {'x': 1}.",
        ],
    )
    def test_leaves_the_answer_as_it_was_written(
        self, judge: Engine, model: StubModel, answer: str
    ) -> None:
        judge.score(answer, RUBRIC)

        assert model.asked[0].answer == answer

    def test_keeps_code_in_its_lines(self, judge: Engine, model: StubModel) -> None:
        code = "def squares(items):\n    new = []\n    for i in items:\n        new.append(i * i)"

        judge.score(f"Instead of this you build a new list:\n{code}\n", RUBRIC)

        assert code in model.asked[0].answer

    def test_carries_no_key_where_none_is_set(
        self, make_engine: MakeEngine, model: StubModel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")

        assert make_engine(llm_api_key=SecretStr("")).score(ANSWER, RUBRIC).score is not None

        assert "somebody-else" not in model.asked[0].everything

    def test_goes_where_it_was_told_and_not_where_it_is_redirected(
        self, judge: Engine, model: StubModel
    ) -> None:
        model.always(fails(307, Location=f"{model.url}/elsewhere"))

        with pytest.raises(EngineAway, match="status 307"):
            judge.score(ANSWER, RUBRIC)

        assert {asked.path for asked in model.asked} == {"/v1/chat/completions"}

    def test_says_nothing_that_sounds_like_an_order_for_marks(self) -> None:
        """A model that obeys such words must not find them in our own."""
        asked = prompt.prompt(prompt.Task("", (), POINTS, ""))

        assert without_grader_talk(asked.system, frozenset())[1] is False

    def test_shows_the_shape_of_a_reply_without_suggesting_a_score(self) -> None:
        """A weak model repeats the number of an example."""
        asked = prompt.prompt(prompt.Task("", (), POINTS, ""))

        (shape,) = re.findall(r"^{.*}$", asked.system, re.MULTILINE)
        assert re.findall(r'"score": (\w+)', shape) == ["N"]
        assert re.findall(r'"contradicted": (\w+)', shape) == ["B"]
        filled = shape.replace("N", "4").replace(": B", ": true").replace(", ...", "")
        assert (read := read_verdict(filled, 1)) is not None
        assert (read.points[0].contradicted, read.quotes) == (True, ["..."])

    def test_says_of_a_story_alone_that_it_is_judged_by_what_it_shows(
        self, judge: Engine, model: StubModel
    ) -> None:
        judge.score(ANSWER, RUBRIC)
        judge.score(ANSWER, replace(RUBRIC, kind="experience"))

        knowledge, experience = (asked.system.split("\n\n") for asked in model.asked)
        (added,) = {part for part in experience if "<answer" not in part} - set(knowledge)
        assert added.startswith("The question asks for a story from the candidate's own work.")
        assert "unless the story shows it" in added


class TestWhatIsTaken:
    @pytest.mark.parametrize(
        "wrapped",
        [
            "```json\n{}\n```",
            "Here is my verdict:\n{}\nThat is all.",
            "<think>The points are {{1, 2}}. Hm.</think>\n\n{}",
            "\n\n  {}  \n",
        ],
    )
    def test_a_verdict_in_whatever_wrapping(
        self, judge: Engine, model: StubModel, wrapped: str
    ) -> None:
        model.always(says(wrapped.format(verdict((10, 4)))))

        assert judge.score(ANSWER, RUBRIC).score == 70.0
        assert len(model.asked) == 1

    @pytest.mark.parametrize(
        "reply",
        [
            "",
            "No.",
            "{",
            "[]",
            "null",
            "10",
            '{"points": []}',
            '{"score": 100}',
            verdict((10,)),
            verdict((10, 10, 10)),
            verdict((10, 11)),
            verdict((10, -1)),
            verdict((10, 7.5)),
            verdict((10, "8.5")),
            verdict((10, "8/10")),
            verdict((10, "")),
            verdict((10, "true")),
            verdict((10, True)),
            verdict((10, None)),
            verdict((10, 10)).replace('"point": 2', '"point": 1'),
            verdict((10, 10)).replace('"point": 2', '"point": 3'),
            verdict((10, 10)).replace('"reason": "Said so", ', ""),
            verdict((10, 10)).replace("10}]", "NaN}]"),
            verdict((10, 10))[:-10],
            f"{verdict((10, 10))}\n{verdict((10, 8.5))}",
        ],
    )
    def test_nothing_else(self, judge: Engine, model: StubModel, reply: str) -> None:
        model.always(says(reply))

        result = judge.score(ANSWER, RUBRIC)

        assert (result.status, result.score) == ("needs_review", None)
        assert result.flags == ("judgement_failed",)
        assert result.feedback == (
            "The language model did not judge this answer: what it replied is not one score from 0 "
            "to 10 for each point. A person needs to read it."
        )
        assert forms(model) == FORMS
        assert result.tokens == Tokens(3 * PROMPT_TOKENS, 3 * COMPLETION_TOKENS)

    def test_content_that_says_nothing_is_no_verdict(self, judge: Engine, model: StubModel) -> None:
        for content in (None, [], {}, [{"type": "image_url"}], [None], 5):
            model.always(says(content))
            assert judge.score(ANSWER, RUBRIC).score is None


class TestFallingBack:
    @pytest.mark.parametrize("status", [400, 422])
    @pytest.mark.parametrize("understood", REFUSED)
    def test_takes_what_the_server_understands_and_remembers_it(
        self, make_engine: MakeEngine, model: StubModel, understood: str, status: int
    ) -> None:
        model.takes_only(understood, status=status)
        judge = make_engine()

        first = judge.score(ANSWER, RUBRIC)
        second = judge.score(ANSWER, RUBRIC)

        assert first.score == second.score == 50.0
        assert forms(model) == [*REFUSED[: REFUSED.index(understood) + 1], understood]

    def test_passes_over_a_form_that_the_server_ignores(
        self, judge: Engine, model: StubModel
    ) -> None:
        def behave(asked: Asked) -> Act:
            return judges(asked) if asked.form == "prompt" else says("Certainly! It is good.")

        model.behave = behave

        result = judge.score(ANSWER, RUBRIC)

        assert result.score == 50.0
        assert forms(model) == FORMS
        assert result.tokens == Tokens(3 * PROMPT_TOKENS, 3 * COMPLETION_TOKENS)

    def test_goes_on_with_a_form_after_one_odd_reply_in_it(
        self, judge: Engine, model: StubModel
    ) -> None:
        model.in_turn(says("Certainly! It is good."))

        scores_given = [judge.score(ANSWER, RUBRIC).score for _ in range(2)]

        assert scores_given == [50.0, 50.0]
        assert forms(model) == ["json_schema", "json_object", "json_schema"]

    def test_asks_first_in_another_form_once_a_server_ignored_one_three_times(
        self, judge: Engine, model: StubModel
    ) -> None:
        def behave(asked: Asked) -> Act:
            return judges(asked) if asked.form == "json_object" else says("Certainly!")

        model.behave = behave

        scores_given = [judge.score(ANSWER, RUBRIC).score for _ in range(4)]

        assert scores_given == [50.0] * 4
        assert forms(model) == [*["json_schema", "json_object"] * 3, "json_object"]

    def test_remembers_nothing_of_what_did_not_work(self, judge: Engine, model: StubModel) -> None:
        model.always(fails(400))
        failed = judge.score(ANSWER, RUBRIC)
        model.behave = judges
        judge.score(ANSWER, RUBRIC)

        assert failed.flags == ("judgement_failed",)
        assert "its server does not accept the request" in failed.feedback
        assert failed.tokens is None
        assert forms(model) == [*REFUSED, "prompt", "json_schema"]
        assert set(model.asked[-2].body) == {"model", "messages"}, "at last without all of the rest"

    def test_tries_the_others_when_a_server_forgets_what_it_understood(
        self, judge: Engine, model: StubModel
    ) -> None:
        model.takes_only("json_object")
        judge.score(ANSWER, RUBRIC)
        model.takes_only("json_schema")

        assert judge.score(ANSWER, RUBRIC).score == 50.0
        assert forms(model)[4:] == ["json_object", "json_schema"]

    @pytest.mark.parametrize(
        ("refuses", "instead"),
        [
            ({"temperature"}, {"max_tokens"}),
            ({"max_tokens"}, {"temperature", "max_completion_tokens"}),
            ({"temperature", "max_tokens"}, {"max_completion_tokens"}),
        ],
    )
    def test_leaves_out_what_a_reasoning_model_does_not_take(
        self,
        judge: Engine,
        model: StubModel,
        refuses: set[str],
        instead: set[str],
    ) -> None:
        def behave(asked: Asked) -> Act:
            wrong = sorted(refuses & set(asked.body))
            return fails(400, param=wrong[0]) if wrong else judges(asked)

        model.behave = behave

        results = [judge.score(ANSWER, RUBRIC) for _ in range(2)]

        assert [result.score for result in results] == [50.0, 50.0]
        assert len(model.asked) == 2 + len(refuses)
        for asked in model.asked[-2:]:
            assert asked.form == "json_schema"
            assert instead <= set(asked.body)
            assert not refuses & set(asked.body)


TOO_LONG = {
    "OpenAI": refuses(
        400,
        "This model's maximum context length is 8192 tokens. However, your messages resulted in "
        "9011 tokens. Please reduce the length of the messages.",
        type="invalid_request_error",
        param="messages",
        code="context_length_exceeded",
    ),
    "vLLM": refuses(
        400,
        "This model's maximum context length is 8192 tokens. However, your request has 9011 input "
        "tokens. Please reduce the length of the input messages.",
        type="BadRequestError",
        code=400,
    ),
    "llama.cpp": refuses(
        400,
        "request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it",
        type="exceed_context_size_error",
        code=400,
    ),
    "LM Studio": sends(400, '{"error": "The model has a context length of only 4096 tokens."}'),
    "Gemini": sends(
        400,
        '[{"error": {"code": 400, "message": "The input token count (1200000) exceeds the maximum '
        'number of tokens allowed (1048576).", "status": "INVALID_ARGUMENT"}}]',
    ),
    "one with FastAPI": sends(400, '{"detail": "The context length is exceeded."}'),
    "a proxy": sends(413, "<h1>Request Entity Too Large</h1>", "text/html"),
}
NO_ROOM_TO_REPLY = {
    "vLLM": refuses(
        400,
        "'max_tokens' or 'max_completion_tokens' is too large: 4000. This model's maximum context "
        "length is 4096 tokens and your request has 900 input tokens (4000 > 4096 - 900).",
        type="BadRequestError",
        param="max_tokens",
        code=400,
    ),
    "vLLM, an old one": refuses(
        400,
        "This model's maximum context length is 8192 tokens. However, you requested 9011 tokens "
        "(5011 in the messages, 4000 in the completion).",
        type="BadRequestError",
        code=400,
    ),
}
NO_SUCH_MODEL = {
    "OpenAI": refuses(400, "The model is gone.", code="model_not_found"),
    "DeepSeek": refuses(400, "Model Not Exist", code="invalid_request_error"),
    "OpenRouter": refuses(400, "a-model is not a valid model ID", code=400),
    "LiteLLM": sends(400, '{"error": "Invalid model name passed in model=a-model."}'),
}
NO_SCHEMA = {
    "OpenAI": refuses(
        400,
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this "
        "model.",
        param="response_format",
    ),
    "OpenAI, a keyword": refuses(
        400,
        "Invalid schema for response_format 'verdict': In context=('properties', 'reason'), "
        "'maxLength' is not permitted.",
        param="response_format",
    ),
    "DeepSeek": refuses(400, "This response_format type is unavailable now"),
    "LM Studio": sends(400, "{\"error\": \"'response_format.type' must be 'text'\"}"),
    "llama.cpp": refuses(400, "failed to parse grammar", type="invalid_request_error"),
    "one that knows other fields": refuses(422, "Extra inputs are not permitted: context_length"),
    "one with arguments": refuses(400, "Unknown model_kwargs: guided"),
    "one that quotes": refuses(
        422, "1 validation error: type: Input should be 'text'" + " " * 200 + "my context window"
    ),
    "one that says nothing": sends(400, ""),
    "one with a list": sends(400, '[{"error": ["no"]}]'),
    "one with another list": sends(400, "[[], 1]"),
    "one with odd fields": sends(400, '{"error": {"message": ["no"], "code": {}, "type": 5}}'),
}


HOPELESS = {
    **{
        f"too long: {server}": ("there is more to it than the model can read", act)
        for server, act in TOO_LONG.items()
    },
    **{
        f"no room: {server}": (
            "the answer and the longest reply together are more than the model can hold; a smaller "
            "LLM_MAX_TOKENS may help",
            act,
        )
        for server, act in NO_ROOM_TO_REPLY.items()
    },
}


class TestARefusal:
    """Each in the words of a server of its kind."""

    @pytest.mark.parametrize(("reason", "act"), HOPELESS.values(), ids=HOPELESS.keys())
    def test_that_no_other_way_of_asking_helps_against_is_told_and_not_argued_with(
        self, judge: Engine, model: StubModel, reason: str, act: Act
    ) -> None:
        model.in_turn(act)

        result = judge.score(ANSWER, RUBRIC)

        assert result.flags == ("judgement_failed",)
        assert result.feedback == (
            f"The language model did not judge this answer: {reason}. A person needs to read it."
        )
        assert judge.score(ANSWER, RUBRIC).score == 50.0
        assert forms(model) == ["json_schema"] * 2

    @pytest.mark.parametrize(
        "message",
        ["Invalid model parameters: temperature must be 1", "Invalid model: no such temperature"],
    )
    def test_of_a_parameter_that_it_names_is_about_that(
        self, judge: Engine, model: StubModel, message: str
    ) -> None:
        refusal = refuses(400, message, param="temperature")
        model.behave = lambda asked: refusal if "temperature" in asked.body else judges(asked)

        assert judge.score(ANSWER, RUBRIC).score == 50.0
        assert forms(model) == ["json_schema"] * 2

    def test_of_parameters_of_the_model_is_none_of_the_model(
        self, judge: Engine, model: StubModel
    ) -> None:
        model.always(refuses(400, "Invalid model parameters: top_p is missing"))

        assert "its server does not accept the request" in judge.score(ANSWER, RUBRIC).feedback

    @pytest.mark.parametrize("act", NO_SUCH_MODEL.values(), ids=NO_SUCH_MODEL.keys())
    def test_of_the_model_is_no_verdict_on_the_answer(
        self, judge: Engine, model: StubModel, act: Act
    ) -> None:
        model.always(act)

        with pytest.raises(EngineAway, match=r"knows no LLM_MODEL at LLM_BASE_URL \(status 400\)"):
            judge.score(ANSWER, RUBRIC)

        assert len(model.asked) == 1

    def test_of_the_key_is_none_of_the_answer(self, judge: Engine, model: StubModel) -> None:
        """In Gemini's words."""
        error = '{"code": 400, "message": "API key not valid. Please pass a valid API key."}'
        model.always(sends(400, f'[{{"error": {error}}}]'))

        with pytest.raises(EngineAway, match=r"refuses LLM_API_KEY \(status 400\)"):
            judge.score(ANSWER, RUBRIC)

        assert len(model.asked) == 1

    @pytest.mark.parametrize("act", NO_SCHEMA.values(), ids=NO_SCHEMA.keys())
    def test_of_a_form_leads_to_the_next_one(
        self, judge: Engine, model: StubModel, act: Act
    ) -> None:
        model.behave = lambda asked: judges(asked) if asked.form == "json_object" else act

        assert judge.score(ANSWER, RUBRIC).score == 50.0
        assert forms(model) == [*REFUSED[:3], "json_object"]


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (says(None, refusal="I cannot help with that."), "it declined to"),
        (says("", finish="content_filter"), "a filter of its server stopped its reply"),
        (says(verdict((10, 10))[:20], finish="length"), "its reply was cut off at the end"),
        (says(verdict((10, 10)), finish="length"), "its reply was cut off at the end"),
    ],
    ids=["refusal", "filtered", "truncated", "cut off after the verdict"],
)
def test_a_refusal_or_a_reply_that_was_cut_off_is_for_a_person(
    judge: Engine, model: StubModel, act: Act, reason: str
) -> None:
    model.always(act)

    result = judge.score(ANSWER, RUBRIC)

    assert result.score is None
    assert result.flags == ("judgement_failed",)
    assert result.feedback == (
        f"The language model did not judge this answer: {reason}. A person needs to read it."
    )
    assert result.tokens == Tokens(PROMPT_TOKENS, COMPLETION_TOKENS)
    assert len(model.asked) == 1, "asking the same again would end the same"


def test_one_failed_sample_fails_the_judgement(make_engine: MakeEngine, model: StubModel) -> None:
    model.in_turn(scores(10, 10), says(None, refusal="No."))

    result = make_engine(llm_samples=3).score(ANSWER, RUBRIC)

    assert result.flags == ("judgement_failed",)
    assert result.tokens == Tokens(2 * PROMPT_TOKENS, 2 * COMPLETION_TOKENS)


def test_a_form_that_worked_once_is_tried_first_by_every_thread(
    judge: Engine, model: StubModel
) -> None:
    model.takes_only("prompt")
    judge.score(ANSWER, RUBRIC)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: judge.score(ANSWER, RUBRIC), range(8)))

    assert forms(model)[len(REFUSED) :] == ["prompt"] * 8


class TestRemembering:
    """What a server refused, for an hour: it may have been a hiccup, and refused requests cost
    little."""

    @pytest.mark.parametrize("refusals", range(1, len(REFUSED)))
    def test_ends_after_an_hour(
        self, judge: Engine, model: StubModel, monkeypatch: pytest.MonkeyPatch, refusals: int
    ) -> None:
        """Although it is made use of all the time."""
        model.in_turn(*[fails(400)] * refusals)
        now = time.monotonic()
        for at in (0, 0.4 * HOUR, 0.8 * HOUR, 1.01 * HOUR):
            monkeypatch.setattr(time, "monotonic", lambda at=at: now + at)
            judge.score(ANSWER, RUBRIC)

        learnt = REFUSED[refusals]
        assert forms(model) == [*REFUSED[:refusals], learnt, learnt, learnt, "json_schema"]

    def test_begins_again_where_it_is_refused_again(
        self, judge: Engine, model: StubModel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        model.takes_only("json_object")
        now = time.monotonic()
        for at in (0, 1.1 * HOUR, 1.2 * HOUR):
            monkeypatch.setattr(time, "monotonic", lambda at=at: now + at)
            assert judge.score(ANSWER, RUBRIC).score == 50.0

        asked = REFUSED[: REFUSED.index("json_object") + 1]
        assert forms(model) == [*asked, *asked, "json_object"]

    def test_is_not_undone_by_a_slower_request_that_began_before(
        self, judge: Engine, model: StubModel
    ) -> None:
        """One of several servers behind one address may take what the others refuse."""

        def behave(asked: Asked) -> Act:
            if "slowly" in asked.answer:
                return model.after(judges(asked))
            if "temperature" in asked.body:
                return fails(400, param="temperature")
            return judges(asked) if asked.form == "prompt" else fails(400)

        model.behave = behave
        with ThreadPoolExecutor(1) as pool:
            slow = pool.submit(judge.score, f"{ANSWER} But slowly.", RUBRIC)
            wait_until(lambda: model.at_once == 1)
            judge.score(ANSWER, RUBRIC)
            model.released.set()
            assert slow.result().score == 50.0
        model.asked.clear()

        assert judge.score(ANSWER, RUBRIC).score == 50.0

        assert forms(model) == ["prompt"]
        assert "temperature" not in model.asked[0].body
