"""The tables of the rules are whole."""

from mlclaw_tui.agent.rules.cues import cues
from mlclaw_tui.agent.rules.fill import SKILLS
from mlclaw_tui.agent.rules.lexicon import known_words
from mlclaw_tui.agent.rules.questions import READINGS
from mlclaw_tui.agent.rules.spelling import corrected
from mlclaw_tui.agent.rules.vocabulary import wordlist
from skills.arguments import ARGUMENTS


def test_every_skill_has_cues_but_sql_which_speaks_for_itself():
    assert {cue.skill for cue in cues()} == (set(ARGUMENTS) | {"setup"}) - {"sql"}


def test_every_skill_that_has_cues_can_be_filled_and_named():
    named = {cue.skill for cue in cues()}
    assert named <= set(SKILLS)
    assert named <= set(READINGS)


def test_words_that_the_rules_know_and_real_words_near_them_are_never_mended():
    words = known_words() | wordlist("real words")
    assert {word for word in words if corrected(word) != word} == set()
