import math

from contracts.record import Final, Point
from contracts.run import Artifact
from skills.runs.checkpoints import choose_checkpoint, rank_checkpoints

ACCURACY = Final("val_acc", "val", 0.8, 0.9, 2, "higher")


def files(*paths: str) -> list[Artifact]:
    return [Artifact(path=path, size=10, what="checkpoint", modified=float(n)) for n, path in enumerate(paths)]


def accuracy(*values: float) -> list[Point]:
    return [Point("val_acc", value, "val", epoch=number + 1) for number, value in enumerate(values)]


def test_the_best_checkpoint_is_the_one_of_the_best_epoch() -> None:
    ranking = rank_checkpoints(
        files("ckpt/epoch_1.pt", "ckpt/epoch_2.pt", "ckpt/epoch_3.pt"), accuracy(0.5, 0.9, 0.8), [ACCURACY]
    )
    chosen = choose_checkpoint(ranking)
    assert chosen
    assert (chosen.path, chosen.value, chosen.joined_by) == ("ckpt/epoch_2.pt", 0.9, "epoch")


def test_nan_is_never_best() -> None:
    ranking = rank_checkpoints(files("epoch_1.pt", "epoch_2.pt"), accuracy(0.5, math.nan), [ACCURACY])
    assert [each.path for each in ranking.best] == ["epoch_1.pt"]


def test_checkpoints_that_tie_are_all_shown() -> None:
    ranking = rank_checkpoints(files("epoch_1.pt", "epoch_2.pt"), accuracy(0.5, 0.5), [ACCURACY])
    assert [each.path for each in ranking.best] == ["epoch_1.pt", "epoch_2.pt"]


def test_the_scripts_own_best_file_is_named_where_it_disagrees() -> None:
    ranking = rank_checkpoints(files("epoch_2.pt", "best_epoch_1.pt"), accuracy(0.5, 0.9), [ACCURACY])
    assert ranking.disagrees
    assert "best_epoch_1.pt" in ranking.notes()[-1]


def test_a_folder_of_weights_and_optimizer_is_one_checkpoint() -> None:
    found = files("out/checkpoint-500/model.safetensors", "out/checkpoint-500/optimizer.pt", "out/model.safetensors")
    ranking = rank_checkpoints(found, [], [])
    assert {(each.path, each.step) for each in ranking.checkpoints} == {
        ("out/checkpoint-500", 500.0),
        ("out/model.safetensors", None),
    }


def test_the_newest_checkpoint_is_the_one_to_continue_from() -> None:
    ranking = rank_checkpoints(files("epoch_2.pt", "epoch_10.pt"), [], [])
    assert ranking.last
    assert ranking.last.path == "epoch_10.pt"
