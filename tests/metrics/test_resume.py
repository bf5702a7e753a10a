# ruff: noqa: E501 (lines of logs stay as long as they are printed)

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skills.metrics.reader import LogReader

LOG = (
    "Namespace(epochs=3, lr=0.1)\nEpoch 1/3\r\n"
    "\rtrain:  10%|█         | 1/10 [00:00<00:01,  9.0it/s, loss=0.9]\rtrain:  50%|█████     | 5/10 [00:00<00:01,  9.0it/s, loss=0.7]"
    "\rtrain:  50%|█████     | 5/10 [00:00<00:01,  9.0it/s, loss=0.6]\rtrain: 100%|██████████| 10/10 [00:00<00:01,  9.0it/s, loss=0.5]\n"
    "Validation:\nloss: 0.55, acc: 61.2%\n"
    "\x1b[1mEpoch\x1b[0m 2/3\n 5/10 [====>...] - ETA: 2s - loss: 0.5\x08\x08\r10/10 [=========] - 1s - loss: 0.4 - val_loss: 0.5\n"
    "a: 1\x1b[1Aval_acc: 0.7\x1b[2Kval_acc: 0.8\n"
    "| rollout/      |       |\n| ep_rew_mean   | 22.1  |\n| total_steps   | 10    |\n-------\n"
    "epoch  train_loss  valid_acc\n-----  ----------  ---------\n    3      0.3        0.9\n"
    "Traceback (most recent call last):\n  File 'a', line 1\n    loss: 9\nValueError: loss: 9\n"
    "größe é\n{'loss': tensor(0.25), 'epoch': 3}\nfinal loss 0.2"
).encode()


def points_of(reader: LogReader, pieces: list[bytes]) -> list[tuple[object, ...]]:
    points = [point for piece in pieces for point in reader.feed(piece)] + reader.close()
    return [tuple(point) for point in points]


WHOLE = points_of(LogReader("log"), [LOG])


def test_the_log_of_these_tests_has_points_of_every_kind():
    assert len(WHOLE) == 14
    assert len({point[-1] for point in WHOLE}) == 10


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, len(LOG)), max_size=20))
def test_any_pieces_give_the_same_points(cuts):
    edges = sorted({0, *cuts, len(LOG)})
    pieces = [LOG[a:b] for a, b in pairwise(edges)]
    assert points_of(LogReader("log"), pieces) == WHOLE


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, len(LOG)), max_size=8))
def test_another_process_continues_without_losing_or_doubling_a_point(cuts):
    found = []
    state, offset = LogReader("log").state(), 0
    for end in sorted(cuts):
        reader = LogReader.resume(state, offset)
        found += [tuple(point) for point in reader.feed(LOG[offset:end])] if end > offset else []
        state, offset = reader.state(), reader.offset
    assert found + points_of(LogReader.resume(state, offset), [LOG[offset:]]) == WHOLE


def test_every_single_byte_may_be_the_last_before_another_process():
    for end in range(len(LOG)):
        first = LogReader("log")
        found = [tuple(point) for point in first.feed(LOG[:end])]
        assert found + points_of(LogReader.resume(first.state(), first.offset), [LOG[first.offset :]]) == WHOLE, end


def test_the_state_is_small_json():
    reader = LogReader("log")
    reader.feed(LOG * 50)
    state = reader.state()
    assert len(state) < 4000
    assert json.loads(state)["name"] == "log"


def test_bytes_at_the_end_that_are_not_consumed_are_those_of_the_last_lines():
    reader = LogReader("log")
    reader.feed(b"loss: 0.5\nloss: 0.")
    assert reader.offset == 10
    reader.feed(b"4\n 10%|#   | 1/10 [00:00<00:01,  9.0it/s, loss=0.9]\n")
    assert reader.offset == 20  # the bar may still be redrawn


@pytest.mark.parametrize("chunk", [1, 7, 4096])
def test_an_overlong_line_is_passed_over_wherever_the_pieces_end(chunk):
    log = b"loss: 0.5\n" + b"y" * 300_000 + b"\nloss: 0.4\n"
    step = max(chunk, 1) if chunk > 1 else 50_000
    assert [
        point[1] for point in points_of(LogReader("log"), [log[i : i + step] for i in range(0, len(log), step)])
    ] == [0.5, 0.4]
