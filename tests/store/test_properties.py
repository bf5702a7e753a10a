"""What holds for any record and any points."""

import tempfile
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as some

from contracts.lexicon import understand
from contracts.record import Point, RunRecord
from contracts.run import ParamValue
from store.folders import Home
from store.store import History, Store

text = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
number = some.floats(allow_nan=False)
scalar = some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | text
json = some.recursive(scalar, lambda part: some.lists(part, max_size=3) | some.dictionaries(text, part, max_size=3))
params = some.builds(ParamValue, value=json, source=some.sampled_from(["user", "run"]))
listing = some.dictionaries(text, text, max_size=4)
records = some.builds(
    RunRecord,
    project=some.just("p"),
    run_id=text.filter(bool),
    name=some.none() | text,
    seed=some.none() | some.integers(),
    started_at=some.none() | some.datetimes(timezones=some.timezones()),
    params=some.dictionaries(text, params, max_size=4),
    finals=some.dictionaries(text, number, max_size=4),
    packages=listing,
    code_files=listing,
    datasets=listing,
    tags=some.lists(text, max_size=3).map(tuple),
    extra=some.dictionaries(text, json, max_size=3),
)
maybe = some.none() | number
key, split = some.sampled_from(["acc", "val_loss", "x"]), some.none() | some.just("t")
points = some.lists(some.builds(Point, key, number, split, maybe, maybe, maybe, some.none() | text))


@settings(max_examples=15, deadline=None)
@given(some.lists(records, max_size=3, unique_by=lambda record: record.run_id), points)
def test_any_history_comes_back_as_it_was_brought_also_after_a_rebuild(wanted, measured):
    with tempfile.TemporaryDirectory() as folder:
        _bring_and_compare(Store(Home(Path(folder))), wanted, measured)


def _bring_and_compare(store, wanted, measured):
    store.bring(History(record, measured) for record in wanted)
    kept = [point._replace(split=point.split or understand(point.key).split) for point in measured]
    for _ in range(2):
        with store.session() as session:
            assert [facts.record for facts in session.facts("p", [each.run_id for each in wanted])] == wanted
            assert [session.points("p", each.run_id) for each in wanted] == [kept] * len(wanted)
        store.rebuild()
    assert store.bring(History(record, measured) for record in wanted).unchanged == len(wanted)


@settings(max_examples=15, deadline=None)
@given(points, some.lists(some.integers(0, 10), max_size=4))
def test_the_finals_are_the_same_in_however_many_looks_the_points_came(measured, cuts):
    with tempfile.TemporaryDirectory() as folder:
        whole, parts = _finals_of_both(Store(Home(Path(folder))), measured, cuts)
        assert whole == parts


def _finals_of_both(store, measured, cuts):
    with store.session(write=True) as session:
        session.put([RunRecord(project="p", run_id=name) for name in ("at once", "in parts")])
        session.add_points("p", "at once", measured)
    places = sorted({0, len(measured), *(min(cut, len(measured)) for cut in cuts)})
    for first, last in pairwise(places):
        with store.session(write=True) as session:
            session.add_points("p", "in parts", measured[first:last])
    with store.session() as session:
        return [facts.finals for facts in session.facts("p", ["at once", "in parts"])]
