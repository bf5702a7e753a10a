"""Values in configuration files, and changing a value where it stands."""

import pytest

from contracts.repo import Param, Place
from skills.analyze.written_values import with_value

YAML = "# top\noptim:\n  lr: 1e-3   # rate\n  betas: [0.9, 0.99]\nname: a b\n"


@pytest.mark.parametrize(
    ("flag", "files"),
    [
        ("p.add_argument('--config', default='conf/base.yaml')", {}),
        ("p.add_argument('-c', '--cfg')", {"README.md": "```\npython train.py --cfg conf/base.yaml\n```\n"}),
        ("p.add_argument('--setup', default='conf/base.yaml', help='path to the config file')", {}),
    ],
)
def test_the_file_that_a_flag_names_brings_its_values(read, flag, files):
    text = f"import argparse\np = argparse.ArgumentParser()\n{flag}\nargs = p.parse_args()\nloss.backward()\n"
    found = read({"train.py": text, "conf/base.yaml": YAML, **files})
    lr = found.param("optim.lr")
    assert (lr.binding, lr.default, lr.role, lr.help) == ("config", 0.001, "learning_rate", "rate")
    assert str(lr.proof) == "conf/base.yaml:3"
    assert "In `conf/base.yaml`, the file of `--" in (lr.note or "")


def test_a_file_that_the_code_names_brings_its_values(read):
    found = read(
        {
            "train.py": "import yaml\nparams = yaml.safe_load(open('params.yaml'))\nmodel.fit(1)\n",
            "params.yaml": YAML,
        }
    )
    assert found.param("optim.lr").default == 0.001


def test_json_and_toml_are_read_too(read):
    text = (
        "import json, tomllib\na = json.load(open('settings.json'))\nb = tomllib.load(open('b.toml', 'rb'))\nfit(a)\n"
    )
    found = read({"train.py": text, "settings.json": '{\n "epochs": 3\n}\n', "b.toml": "[train]\nlr = 0.1\n"})
    assert str(found.param("epochs").proof) == "settings.json:2"
    assert (found.param("train.lr").default, str(found.param("train.lr").proof)) == (0.1, "b.toml:2")


def param(name: str, path: str, line: int) -> Param:
    return Param(name=name, binding="constant", proof=Place(path=path, line=line))


@pytest.mark.parametrize(
    ("place", "source", "value", "result"),
    [
        (("lr", "a.py", 1), "lr = 0.1  # rate\n", 0.5, "lr = 0.5  # rate\n"),
        (("lr", "a.py", 1), "a, lr = 1, 0.1\n", 0.5, "a, lr = 1, 0.5\n"),
        (("lr", "a.py", 2), "class C:\n    lr: float = 0.1\n", 0.5, "class C:\n    lr: float = 0.5\n"),
        (("lr", "a.py", 2), "p = {'a': 1,\n     'lr': 0.1}\n", 0.5, "p = {'a': 1,\n     'lr': 0.5}\n"),
        (("epochs", "a.py", 2), "é = 1\nfit(x, epochs=3, v=2)\n", 1, "é = 1\nfit(x, epochs=1, v=2)\n"),
        (("optim.lr", "c.yaml", 3), YAML, 1e-5, YAML.replace("1e-3", "1.0e-05")),
        (("optim.betas", "c.yaml", 4), YAML, [0.5, 1], YAML.replace("[0.9, 0.99]", "[0.5, 1]")),
        (("name", "c.yaml", 5), YAML, "x: y", YAML.replace("a b", '"x: y"')),
        (("a.lr", "c.json", 1), '{"a": {"lr": 0.1}}', True, '{"a": {"lr": true}}'),
        (("t.lr", "c.toml", 3), "# c\n[t]\nlr = 0.1 # d\n", 0.5, "# c\n[t]\nlr = 0.5 # d\n"),
    ],
)
def test_a_value_is_changed_where_it_stands(place, source, value, result):
    changed = with_value(source.encode(), param(*place), value)
    assert changed is not None
    assert changed.decode() == result


@pytest.mark.parametrize(
    ("path", "source"), [("a.py", "x = 1\nlr = 2\n"), ("a.py", "def (:"), ("c.yaml", "a: 1"), ("c.toml", "[")]
)
def test_a_value_that_is_gone_is_not_changed(path, source):
    assert with_value(source.encode(), param("lr", path, 1), 0.5) is None
