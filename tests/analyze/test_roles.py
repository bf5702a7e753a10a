"""What params are for."""

import pytest

from skills.analyze.roles import role_of


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("lr", "learning_rate"),
        ("optimizer.lr", "learning_rate"),
        ("base_learning_rate", "learning_rate"),
        ("learningRate", "learning_rate"),
        ("min_lr", None),
        ("lr_decay", None),
        ("warmup_lr", None),
        ("batch_size", "batch_size"),
        ("eval_batch_size", None),
        ("epochs", "epochs"),
        ("num_train_epochs", "epochs"),
        ("warmup_epochs", None),
        ("max_steps", "steps"),
        ("logging_steps", None),
        ("seed", "seed"),
        ("num_workers", "workers"),
        ("hidden", None),
    ],
)
def test_numbers_are_known_by_name(name, role):
    assert role_of(name, (), None, "float" if "l" in name[:3] else "int") == role


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("data_dir", "data"),
        ("train_csv", "data"),
        ("output_dir", "output"),
        ("save_path", "output"),
        ("checkpoint", "checkpoint"),
        ("model_path", "checkpoint"),
        ("weights", "checkpoint"),
        ("resume", "resume"),
        ("device", "device"),
        ("input", "input"),
        ("wandb_project", "logger"),
        ("optimizer", None),
    ],
)
def test_paths_and_words_are_known_by_name(name, role):
    assert role_of(name, (), None, "str") == role


def test_help_tells_where_the_name_does_not():
    assert role_of("alpha", ("--alpha",), "Learning rate of the optimizer", "float") == "learning_rate"
    assert role_of("gamma", ("--gamma",), "learning rate decay factor", "float") is None
    assert role_of("m", ("-m",), "path to the trained model", "str") == "checkpoint"


def test_a_switch_is_no_number_and_a_choice_no_path():
    assert role_of("epochs", (), None, "bool", action="store_true") is None
    assert role_of("dataset", (), None, "str", choices=("mnist", "cifar")) is None
    assert role_of("fp16", (), None, "bool", action="store_true") == "precision"
