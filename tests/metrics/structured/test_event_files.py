import math
import struct

import pytest

from skills.metrics.structured import read_structured
from skills.metrics.structured.records import masked_crc

WRITTEN = bytes.fromhex(
    "1800000000000000a37f4b2209638169ab11c0da411a0d627261696e2e4576656e743a320da24ccc1e00000000000000d9dc"
    "123209d48969ab11c0da412a130a110a0a747261696e2f6c6f7373150000003ff5a25ddf1b000000000000001a0d9e1309e6"
    "8c69ab11c0da412a100a0e0a0776616c2f61636315cdcc4c3fa0a90635"
)
"""The version, and the first two scalars that a tensorboardX writer wrote: train/loss 0.5 and val/acc 0.8 at step 0."""


def keyed(found):
    return [point[:5] for _, points in found for point in points]


def test_the_checksum_is_the_known_one_of_its_test_string():
    plain = 0xE3069283  # CRC-32C of b"123456789"
    assert masked_crc(b"123456789") == ((plain >> 15 | plain << 17) + 0xA282EAD8) & 0xFFFFFFFF


def test_what_a_real_writer_wrote_is_read(work):
    ((name, points),) = work(**{"runs/events.out.tfevents.1.host": WRITTEN})
    assert name == "runs/events.out.tfevents.1.host"
    assert [point[:4] for point in points] == [("train/loss", 0.5, "train", 0), ("val/acc", 0.8, "val", 0)]
    assert points[0].time > 1.7e9
    assert points[0].source.startswith(f"{name}@")


def test_the_source_of_a_point_is_the_offset_of_its_record(work, events):
    first = events.event(1, events.simple("loss", 0.5))
    ((_, points),) = work(**{"a.tfevents.1": first + events.event(2, events.simple("loss", 0.25))})
    assert [point.source for point in points] == ["a.tfevents.1@0", f"a.tfevents.1@{len(first)}"]


@pytest.mark.parametrize(
    ("kind", "fields", "value"),
    [
        (1, [(4, struct.pack("<f", 0.1))], 0.1),
        (1, [(5, ("f", 0.25))], 0.25),
        (2, [(4, struct.pack("<d", 0.1))], 0.1),
        (2, [(6, 0.125)], 0.125),
        (3, [(7, 7)], 7),
        (9, [(10, -3)], -3),
        (9, [(4, struct.pack("<q", -5))], -5),
    ],
)
def test_a_tensor_of_one_number_is_a_scalar_of_any_type(work, events, kind, fields, value):
    tensor = events.message((1, kind), (2, b""), *fields)
    found = work(**{"a.tfevents.1": events.event(3, events.message((1, "loss"), (8, tensor)))})
    assert keyed(found) == [("loss", value, None, 3, None)]


def test_tensors_of_many_numbers_and_texts_are_no_scalars(work, events):
    many = events.message((1, 1), (2, events.message((2, events.message((1, 2))))), (4, struct.pack("<ff", 1, 2)))
    text = events.message((1, 7), (8, "hello"))
    values = [events.message((1, "weights"), (8, many)), events.message((1, "note"), (8, text))]
    assert work(**{"a.tfevents.1": events.event(0, *values)}) == []


def test_a_last_record_that_is_cut_off_is_no_error(work, events, tmp_path):
    whole = events.event(1, events.simple("loss", 0.5))
    for cut in (1, 4, 11, 13, len(whole) - 1):
        assert len(keyed(work(**{"a.tfevents.1": whole + whole[:cut]}))) == 1
        assert read_structured(tmp_path / "work")[0].file.problems == []


def test_a_damaged_record_is_reported_and_the_next_ones_are_read(work, events, tmp_path):
    bad = bytearray(events.event(1, events.simple("loss", 0.5)))
    bad[30] ^= 1
    found = work(**{"a.tfevents.1": bytes(bad) + events.event(2, events.simple("loss", 0.25))})
    assert keyed(found) == [("loss", 0.25, None, 2, None)]
    assert read_structured(tmp_path / "work")[0].file.problems == ["the record at byte 0 is damaged and was left out"]


def test_a_damaged_length_ends_the_reading_and_is_reported(work, events, tmp_path):
    bad = bytearray(events.event(2, events.simple("loss", 0.25)))
    bad[0] ^= 1
    work(**{"a.tfevents.1": events.event(1, events.simple("loss", 0.5)) + bytes(bad)})
    assert "damaged in its length" in read_structured(tmp_path / "work")[0].file.problems[0]


def test_nan_and_infinity_are_kept(work, events):
    values = [events.simple("loss", math.nan), events.simple("acc", math.inf)]
    ((_, points),) = work(**{"a.tfevents.1": events.event(0, *values)})
    assert math.isnan(points[0].value)
    assert points[1].value == math.inf


def test_a_folder_named_like_a_split_gives_the_split(work, events):
    found = work(**{"logs/validation/a.tfevents.1.v2": events.event(4, events.simple("epoch_loss", 0.5))})
    assert keyed(found) == [("epoch_loss", 0.5, "val", 4, 4)]


def test_a_scalar_named_epoch_places_the_points_of_its_step(work, events):
    content = events.event(10, events.simple("val_loss", 0.5)) + events.event(10, events.simple("epoch", 1))
    assert keyed(work(**{"a.tfevents.1": content})) == [("val_loss", 0.5, "val", 10, 1)]
