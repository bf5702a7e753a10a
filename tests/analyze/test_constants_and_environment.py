"""Settings that stand in the source, and those that come from the environment."""


def test_constants_in_either_case_are_settings_that_cannot_be_given(read):
    found = read("lr = 0.01\nEPOCHS = 10\nunused = 3\nfor e in range(EPOCHS):\n    loss.backward()\n    print(lr)\n")
    assert found.names() == ["lr", "EPOCHS"]
    param = found.param("lr")
    assert (param.binding, param.overridable, param.flags, param.type, param.default) == (
        "constant",
        False,
        (),
        "float",
        0.01,
    )
    assert str(found.param("EPOCHS").proof) == "train.py:2"


def test_what_is_assigned_again_is_no_constant(read):
    found = read("steps = 0\nlr = 0.1\nwhile True:\n    steps = steps + 1\n    print(lr)\n    loss.backward()\n")
    assert found.names() == ["lr"]


def test_constants_under_the_main_guard_and_in_main_count(read):
    found = read(
        "def main():\n"
        "    batch_size = 32\n"
        "    model.fit(batch_size)\n"
        "if __name__ == '__main__':\n"
        "    SEED = 1\n"
        "    print(SEED)\n"
        "    main()\n"
    )
    assert {"SEED", "batch_size"} <= set(found.names())
    assert "In `main`" in (found.param("batch_size").note or "")


def test_constants_of_a_settings_module_and_class_count(read):
    found = read(
        {
            "train.py": "from config import Config, EPOCHS\nimport paths\nmodel.fit(Config.lr, EPOCHS)\n",
            "config.py": "EPOCHS = 5\nclass Config:\n    lr = 0.1\n    hidden = 8\n",
            "paths.py": "OTHER = 3\n",
        }
    )
    assert str(found.param("EPOCHS").proof) == "config.py:1"
    assert str(found.param("lr").proof) == "config.py:3"
    assert "OTHER" not in found.names()


def test_literals_in_dicts_and_calls_count_for_the_usual_settings(read):
    found = read("params = {'learning_rate': 0.05, 'objective': 'x'}\nmodel.fit(x, epochs=3, verbose=2)\n")
    assert (found.param("learning_rate").default, found.param("epochs").default) == (0.05, 3)
    assert "verbose" not in found.names()


def test_a_flag_hides_the_constant_it_starts_from(read):
    found = read(
        "import argparse\n"
        "EPOCHS = 3\n"
        "p = argparse.ArgumentParser()\n"
        "p.add_argument('--epochs', type=int, default=EPOCHS)\n"
        "args = p.parse_args()\n"
        "model.fit(x, epochs=5)\n"
    )
    assert found.names() == ["epochs"]


def test_environment_variables_are_params_by_their_own_name(read):
    found = read(
        "import os\n"
        "lr = float(os.environ.get('LR', '0.1'))\n"
        "root = os.getenv('DATA_DIR')\n"
        "key = os.environ['TOKEN']\n"
        "rank = os.environ['LOCAL_RANK']\n"
        "model.fit(lr)\n"
    )
    lr = found.param("LR")
    assert (lr.binding, lr.overridable, lr.type, lr.default, lr.role) == ("env", True, "float", "0.1", "learning_rate")
    assert (found.param("DATA_DIR").required, found.param("DATA_DIR").role) == (False, "data")
    assert found.param("TOKEN").required is True
    assert "LOCAL_RANK" not in found.names()


def test_a_variable_that_is_asked_for_first_is_not_required(read):
    found = read("import os\nif 'TOKEN' in os.environ:\n    print(os.environ['TOKEN'])\nmodel.fit(1)\n")
    assert found.param("TOKEN").required is False
