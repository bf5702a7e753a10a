"""What people say leads to the plan they mean."""

import re

import pytest

from contracts.plan import SkillCall
from mlclaw_tui.agent.conversation import Conversation
from mlclaw_tui.agent.rules.planner import RulesPlanner
from mlclaw_tui.agent.rules.sureness import THRESHOLD

SHARE_OF_UNSEEN_WORDS = 0.93
"""What the rules reached on `held_out.txt` when they were first tried on it."""
AROUND = (
    "please {}", "could you {}?", "Hey, {}", "ok, now {}", "I'd like you to {}", "can you please {}", "let's {}",
    "{}, please", "{}!!", "{}. Thanks!", "  {}\n",
)  # fmt: skip


def test_a_request_leads_to_its_plan(planner, nothing, words, expected, is_right):
    assert is_right(planner.plan(words, nothing).calls, expected)


def test_a_request_that_follows_another_changes_it(planner, before, words, expected, is_right):
    context = Conversation(project="cars", last_calls=before, last_run="run_0009", hosts=("local",))
    assert is_right(planner.plan(words, context).calls, expected)


def test_words_that_were_never_tuned_on_are_understood(planner, nothing, held_out, is_right):
    right = [is_right(planner.plan(words, nothing).calls, expected) for words, expected in held_out]
    assert sum(right) >= SHARE_OF_UNSEEN_WORDS * len(right)


def test_none_of_the_held_out_requests_is_in_the_table_that_the_rules_learn_from(held_out, single_steps):
    assert not {words for words, _ in held_out} & {words for words, _ in single_steps}


@pytest.mark.parametrize("around", AROUND)
def test_politeness_changes_nothing(planner, nothing, around):
    for words in (
        "train for 3 epochs with lr 0.1",
        "compare runs 3 and 5 by f1",
        "export run 5 to onnx",
        "show me the last 50 lines of run 7",
        "tell me when the loss stops improving",
        "delete all my runs",
    ):
        assert planner.plan(around.format(words), nothing).calls == planner.plan(words, nothing).calls


def test_what_a_plan_holds_was_said_and_nothing_else(planner, nothing):
    plan = planner.plan("train with lr=1e-3", nothing)
    assert plan.calls == (SkillCall(skill="train", args={"params": {"lr": 0.001}}),)


def test_a_question_offers_the_two_nearest_readings(planner, nothing):
    plan = planner.plan("run everything", nothing)
    assert plan.calls == ()
    assert plan.confidence < THRESHOLD
    assert len(re.findall(r"\(`/\w+", plan.question)) == 2


def test_run_it_is_a_training_only_where_there_is_code_to_run(planner, nothing):
    assert planner.plan("run it", nothing).calls == ()
    plan = planner.plan("run it", Conversation(last_repo="~/src/foo"))
    assert plan.calls == (SkillCall(skill="train"),)
    assert plan.confidence < 0.8


def test_a_value_that_has_no_place_is_asked_about(planner, nothing):
    plan = planner.plan("train 7", nothing)
    assert plan.calls == ()
    assert "'7'" in plan.question


def test_a_setting_that_is_not_understood_is_not_dropped(planner, nothing):
    plan = planner.plan("train with focal loss", nothing)
    assert plan.calls == ()
    assert "loss" in plan.question


def test_names_of_runs_are_known_from_the_project(planner):
    context = Conversation(runs=("wide", "tall", "r0312"))
    assert planner.plan("compare wide with tall", context).calls == (
        SkillCall(skill="compare", args={"runs": ["wide", "tall"]}),
    )


def test_names_of_machines_are_known_from_the_project(planner):
    context = Conversation(hosts=("local", "bigbird"))
    assert planner.plan("train on bigbird", context).calls == (SkillCall(skill="train", args={"host": "bigbird"}),)


def test_names_of_params_are_known_from_the_project(planner):
    context = Conversation(params=("width_mult", "--stem"))
    assert planner.plan("train with width mult 0.5 and stem 3", context).calls == (
        SkillCall(skill="train", args={"params": {"width_mult": 0.5, "stem": 3}}),
    )


def test_names_of_metrics_are_known_from_the_project(planner):
    context = Conversation(metrics=("val/Q4",))
    assert planner.plan("which run has the highest val q4?", context).calls == (
        SkillCall(skill="compare", args={"metric": "val/Q4"}),
    )


def test_the_same_words_give_the_same_plan():
    words = "clone https://github.com/foo/bar, train it twice and compare the last 2 runs by mAP"
    assert len({RulesPlanner().plan(words, Conversation()).model_dump_json() for _ in range(3)}) == 1


def test_a_run_or_a_machine_that_is_called_like_a_word_does_not_swallow_it(planner):
    context = Conversation(runs=("train", "results", "run_0001"), hosts=("local", "evaluate"))
    assert planner.plan("train it, then evaluate it", context).calls == (
        SkillCall(skill="train"),
        SkillCall(skill="evaluate"),
    )
