import pytest

from contracts.errors import BadRequest
from skills.metrics import LogReader, read_log


def test_a_whole_log_is_read_from_disk(tmp_path):
    log = tmp_path / "train.log"
    log.write_bytes(b"epoch 1 loss 0.5\nepoch 2 loss 0.4")
    reader = LogReader("train.log")
    points = [point for some in read_log(log, reader=reader) for point in some]
    assert [(point.epoch, point.value, point.source) for point in points] == [
        (1, 0.5, "train.log@0"),
        (2, 0.4, "train.log@17"),
    ]
    assert reader.progress.epoch == 2


def test_a_log_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadRequest, match=r"nowhere\.log"):
        list(read_log(tmp_path / "nowhere.log"))


def test_an_empty_log_has_no_points(tmp_path):
    (tmp_path / "empty.log").touch()
    assert list(read_log(tmp_path / "empty.log")) == []
