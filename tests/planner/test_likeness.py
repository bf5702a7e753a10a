"""`likeness.json` is what the requests of `phrasings.txt` come to.

After a change of either: `WRITE_LIKENESS=1 pytest tests/planner/test_likeness.py`.
"""

import os

from mlclaw_tui.agent.rules.likeness import COUNTS, counted, likeness
from mlclaw_tui.agent.rules.planner import gist_of


def test_the_counts_are_those_of_the_phrasings(single_steps):
    text = counted((gist_of(words), skill) for words, skill in single_steps)
    if os.environ.get("WRITE_LIKENESS"):
        COUNTS.write_text(text, "utf-8")
    assert COUNTS.read_text("utf-8") == text


def test_words_that_no_cue_knows_are_likened_to_requests_that_are_known(planner, nothing):
    assert [call.skill for call in planner.plan("crank out a run with 40 epochs", nothing).calls] == ["train"]


def test_words_that_nobody_has_seen_are_like_nothing():
    assert likeness("flurb wibble zonk") is None
