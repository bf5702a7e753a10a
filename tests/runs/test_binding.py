import pytest

from contracts.errors import BadRequest
from contracts.repo import EntryPoint, Param, Place
from skills.runs.binding import bind


def param(name: str, **facts: object) -> Param:
    defaults = {
        "name": name,
        "binding": "cli",
        "flags": (f"--{name.replace('_', '-')}",),
        "proof": {"path": "train.py", "line": 3},
    }
    return Param.model_validate({**defaults, **facts})


def entry(*params: Param) -> EntryPoint:
    return EntryPoint(
        name="train.py", path="train.py", kind="train", confidence=1, command=("train.py",), params=params
    )


LR = param("learning_rate", type="float", default=0.1, has_default=True, role="learning_rate")
EPOCHS = param("epochs", type="int", default=10, has_default=True, role="epochs")


def test_lr_finds_the_learning_rate_flag() -> None:
    assert bind(entry(LR, EPOCHS), {"lr": 0.01}).arguments == ("--learning-rate", "0.01")


def test_an_exact_spelling_wins_over_a_role() -> None:
    own = param("lr", type="float")
    assert bind(entry(LR, own), {"lr": 0.5}).arguments == ("--lr", "0.5")


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(BadRequest, match=r"no param 'epoks'.*--epochs"):
        bind(entry(LR, EPOCHS), {"epoks": 3})


def test_an_ambiguous_name_is_refused_with_the_candidates() -> None:
    two = entry(param("encoder_dropout"), param("decoder_dropout"))
    with pytest.raises(BadRequest, match=r"--encoder-dropout.*--decoder-dropout"):
        bind(two, {"dropout": 0.2})


def test_a_part_of_a_name_finds_the_only_param_that_has_it() -> None:
    assert bind(entry(param("dropout_rate", type="float")), {"dropout": 0.2}).arguments == ("--dropout-rate", "0.2")


@pytest.mark.parametrize("value", ["many", 2.5, True])
def test_a_value_of_another_type_is_refused_before_anything_starts(value: object) -> None:
    with pytest.raises(BadRequest, match=r"`--epochs` takes a whole number"):
        bind(entry(EPOCHS), {"epochs": value})  # type: ignore[dict-item]


def test_a_value_outside_the_choices_is_refused() -> None:
    choice = param("optimizer", type="str", choices=("sgd", "adam"))
    with pytest.raises(BadRequest, match="one of 'sgd', 'adam'"):
        bind(entry(choice), {"optimizer": "lion"})


def test_two_names_for_one_param_are_refused() -> None:
    with pytest.raises(BadRequest, match="both mean `learning_rate`"):
        bind(entry(LR), {"lr": 0.1, "learning_rate": 0.2})


def test_a_required_param_without_a_value_is_refused() -> None:
    with pytest.raises(BadRequest, match="needs `--data-dir`"):
        bind(entry(param("data_dir", required=True)), {})


@pytest.mark.parametrize(
    ("facts", "value", "argv"),
    [
        ({"action": "store_true", "type": "bool"}, True, ("--amp",)),
        ({"action": "store_true", "type": "bool"}, False, ()),
        ({"action": "store_false", "type": "bool"}, False, ("--amp",)),
        ({"action": "boolean_optional", "flags": ("--amp", "--no-amp")}, False, ("--no-amp",)),
        ({"nargs": "+", "type": "int"}, "64,32", ("--amp", "64", "32")),
        ({"positional": True, "flags": ()}, "x", ("x",)),
        ({"type": "float"}, -1.5, ("--amp=-1.5",)),
        ({"syntax": "equals", "type": "float"}, 0.5, ("--amp=0.5",)),
        ({"syntax": "assign", "flags": ("optim.lr",), "type": "float"}, 0.5, ("optim.lr=0.5",)),
        ({"syntax": "pair", "flags": ("SOLVER.LR",), "type": "float"}, 0.5, ("SOLVER.LR", "0.5")),
    ],
)
def test_each_kind_of_flag_is_written_as_its_parser_reads_it(
    facts: dict[str, object], value: object, argv: tuple[str, ...]
) -> None:
    assert bind(entry(param("amp", **facts)), {"amp": value}).arguments == argv  # type: ignore[dict-item]


def test_defaults_are_recorded_beside_what_was_asked() -> None:
    values = bind(entry(LR, EPOCHS), {"epochs": 3}).values
    assert {name: (each.value, each.source) for name, each in values.items()} == {
        "learning_rate": (0.1, "default"),
        "epochs": (3, "user"),
    }


def test_an_environment_variable_is_set_and_not_put_on_the_command_line() -> None:
    bound = bind(entry(param("LR", binding="env", flags=(), default="0.1")), {"lr": 0.5})
    assert (bound.arguments, bound.environment) == ((), {"LR": "0.5"})


def test_proofs_name_the_line() -> None:
    assert str(Place(path="train.py", line=3)) == "train.py:3"
