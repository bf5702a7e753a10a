"""Whatever is said, a plan fits its skills or there is a question."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.plan import Plan, SkillCall
from mlclaw_tui.agent.conversation import Conversation
from mlclaw_tui.agent.rules.planner import RulesPlanner
from mlclaw_tui.agent.rules.sureness import THRESHOLD
from skills.arguments import ARGUMENTS

TOKENS = sorted(set((Path(__file__).parent / "phrasings.txt").read_text("utf-8").split()))
CONTEXTS = (
    Conversation(),
    Conversation(
        project="cars",
        runs=("run_0009", "baseline", "r0312", "exp-7/lr_1e-3", "wide"),
        last_run="run_0009",
        last_repo="~/cars",
        last_calls=(SkillCall(skill="train", args={"params": {"lr": 0.1}, "host": "server-2"}),),
        params=("--lr", "width_mult", "batch-size", "data.path", "x"),
        metrics=("acc", "val/f1"),
        hosts=("local", "atlas", "server-2"),
    ),
    Conversation(last_calls=(SkillCall(skill="compare", args={"last": 5}), SkillCall(skill="logs", args={"tail": 5}))),
)
context = st.sampled_from(CONTEXTS)
sentence = st.lists(st.sampled_from(TOKENS), max_size=12).map(" ".join)
command = st.tuples(st.sampled_from(sorted(ARGUMENTS)), sentence).map(lambda parts: f"/{parts[0]} {parts[1]}")


def assert_sound(plan: Plan) -> None:
    """A plan has calls that fit, and is sure; or it asks, and is not."""
    assert bool(plan.calls) != bool(plan.question)
    assert (plan.confidence >= THRESHOLD) == bool(plan.calls)
    for call in plan.calls:
        ARGUMENTS[call.skill].model_validate(call.args)
        assert None not in call.args.values()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), context)
def test_any_text_gives_a_plan_that_fits_or_a_question(text, context):
    assert_sound(RulesPlanner().plan(text, context))


@settings(max_examples=300, deadline=None)
@given(st.one_of(sentence, command), context)
def test_any_words_of_requests_give_a_plan_that_fits_or_a_question(text, context):
    assert_sound(RulesPlanner().plan(text, context))


@settings(max_examples=50, deadline=None)
@given(sentence)
def test_planning_twice_gives_the_same(text):
    assert RulesPlanner().plan(text, CONTEXTS[1]) == RulesPlanner().plan(text, CONTEXTS[1])


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", ["a", "1,", "lr 0.1, ", "run 3 and ", "a.", "/", "x@", "if ", "1e-", "not ", "the ", '"', "=", "<run:0> "]
)
def test_a_request_of_the_greatest_length_is_read_to_its_end(planner, nothing, piece):
    assert_sound(planner.plan((piece * 4000)[:4000], nothing))
