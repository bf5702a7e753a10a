"""History and completion."""

from screens.completion import Completer, SkillWord
from screens.history import History

SKILLS = (
    SkillWord("train", "Train.", "train", (("params", ""), ("host", "Where it runs."))),
    SkillWord("stop", "Stop.", "stop", (("run", "The run."),)),
    SkillWord("status", "Say.", "status"),
)


def test_the_draft_is_there_again_after_looking_back() -> None:
    history = History(["first", "second"])
    assert [history.back("dra"), history.back(""), history.back("")] == ["second", "first", None]
    assert [history.forward(), history.forward(), history.forward()] == ["second", "dra", None]


def test_a_search_finds_all_words_newest_first() -> None:
    history = History(["train lr=1", "evaluate", "train lr=2"])
    assert history.search("lr TRAIN") == ["train lr=2", "train lr=1"]


def test_a_slash_completes_skills() -> None:
    assert [choice.label for choice in Completer(SKILLS).choices("/st")] == ["/stop", "/status"]


def test_after_a_skill_its_arguments_and_the_params_of_the_code_are_completed() -> None:
    completer = Completer(SKILLS, params=["--lr", "epochs"])
    assert [choice.text for choice in completer.choices("/train ")] == ["host=", "lr=", "epochs="]
    assert [choice.text for choice in completer.choices("/train lr=0.1 e")] == ["epochs="]


def test_an_at_sign_completes_runs_by_id_and_by_what_is_known_of_them() -> None:
    completer = Completer(SKILLS, runs=[("run_0002", "train failed"), ("run_0001", "train finished")])
    assert [choice.label for choice in completer.choices("compare @fail")] == ["run_0002"]
    assert [choice.label for choice in completer.choices("compare @")] == ["run_0002", "run_0001"]


def test_an_address_with_an_at_sign_completes_nothing() -> None:
    assert Completer(SKILLS, runs=[("run_0001", "")]).choices("clone git@host") == []
