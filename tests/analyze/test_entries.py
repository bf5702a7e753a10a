"""Which files are started, how, and for what."""

import pytest

LOOP = "for epoch in range(3):\n    loss.backward()\n    optimizer.step()\n"


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("train.py", LOOP, "train"),
        ("main.py", LOOP, "train"),
        ("run_experiment.py", "import lightgbm as lgb\nlgb.train({}, data)\n", "train"),
        ("fit_model.py", "clf.fit(X, y)\n", "train"),
        ("evaluate.py", "model.load_state_dict(x)\nprint(accuracy_score(y, p))\n", "evaluate"),
        ("test.py", "net.eval()\nprint(score)\n", "evaluate"),
        ("predict.py", "model.predict(x)\n", "infer"),
        ("inference.py", "print(model(x))\n", "infer"),
        ("export_onnx.py", "import torch\ntorch.onnx.export(m, x, 'm.onnx')\n", "export"),
        ("prepare_data.py", "df.to_csv('x.csv')\n", "prepare"),
        ("download.py", "from urllib.request import urlretrieve\nurlretrieve('u', 'f')\n", "prepare"),
        ("make_dataset.py", "df.to_csv('x.csv')\n", "prepare"),
    ],
)
def test_names_and_calls_tell_what_a_program_is_for(read, name, text, kind):
    entry = read({name: text}).entry(name)
    assert (entry.kind, entry.command, entry.cwd) == (kind, (name,), ".")
    assert entry.evidence[0].place is not None


def test_a_training_loop_in_an_imported_module_counts(read):
    found = read(
        {
            "main.py": "from engine import run\nif __name__ == '__main__':\n    run()\n",
            "engine.py": f"def run():\n    {LOOP.replace(chr(10), chr(10) + '    ')}",
        }
    )
    assert found.kinds() == {"main.py": "train"}


def test_a_module_that_others_import_is_a_library(read):
    found = read(
        {"train.py": "import model\n" + LOOP, "model.py": "class Net: pass\nif __name__ == '__main__':\n    test()\n"}
    )
    assert found.kinds() == {"train.py": "train"}


def test_tests_and_setup_files_are_no_programs(read):
    found = read(
        {
            "train.py": LOOP,
            "tests/test_train.py": "def test_it():\n    model.fit(1)\nif __name__ == '__main__':\n    test_it()\n",
            "model_test.py": "import unittest\nclass T(unittest.TestCase): pass\nunittest.main()\n",
            "setup.py": "from setuptools import setup\nsetup(name='x')\n",
        }
    )
    assert found.kinds() == {"train.py": "train"}


def test_relative_imports_need_the_module_form(read):
    found = read(
        {"pkg/__init__.py": "", "pkg/train.py": "from .model import Net\n" + LOOP, "pkg/model.py": "class Net: pass\n"}
    )
    assert found.entry("pkg/train.py").command == ("-m", "pkg.train")


def test_a_src_layout_is_on_the_path(read):
    found = read(
        {
            "src/tool/__init__.py": "",
            "src/tool/train.py": "from .net import Net\n" + LOOP,
            "src/tool/net.py": "Net = 1\n",
        }
    )
    assert found.contract.packages_at == (".", "src")
    assert found.entry("src/tool/train.py").command == ("-m", "tool.train")


def test_the_readme_says_where_a_script_is_started(read):
    found = read(
        {
            "README.md": "# x\n```bash\ncd examples/mnist\nCUDA_VISIBLE_DEVICES=0 python main.py \\\n  --lr 0.1\n```\n",
            "examples/mnist/main.py": LOOP,
        }
    )
    entry = found.entry("examples/mnist/main.py")
    assert (entry.cwd, entry.command) == ("examples/mnist", ("main.py",))
    assert ("README.md:4", "is started there as `python main.py --lr 0.1`") in [
        (str(item.place), item.says) for item in entry.evidence
    ]


def test_documented_module_commands_are_used_as_they_are(read):
    found = read({"README.md": "Run `python -m pkg.train --lr 1`\n", "pkg/__init__.py": "", "pkg/train.py": LOOP})
    assert found.entry("pkg/train.py").command == ("-m", "pkg.train")


def test_commands_in_makefiles_pipelines_and_notebooks_count_as_evidence(read):
    found = read(
        {
            "Makefile": "train:\n\t@python a.py\n",
            "dvc.yaml": "stages:\n  x:\n    cmd: python b.py --lr 1\n",
            "n.ipynb": '{"cells": [{"source": ["!python c.py\\n"]}]}',
            "run.sh": "torchrun --nproc_per_node 2 d.py --x\n",
            **{f"{name}.py": LOOP for name in "abcd"},
        }
    )
    for name in "abcd":
        assert any("is started there" in item.says for item in found.entry(f"{name}.py").evidence)


def test_a_script_that_reads_files_beside_it_starts_in_its_folder(read):
    found = read({"exp/train.py": "open('settings/a.txt')\n" + LOOP, "exp/settings/a.txt": "1"})
    assert (found.entry("exp/train.py").cwd, found.entry("exp/train.py").command) == ("exp", ("train.py",))


def test_a_mode_with_choices_makes_a_program_of_each(read):
    found = read(
        {
            "main.py": """
                import argparse
                p = argparse.ArgumentParser()
                p.add_argument("--mode", choices=["train", "test", "predict"], default="train")
                p.add_argument("--lr", type=float, default=0.1)
                args = p.parse_args()
                if args.mode == "train":
                    loss.backward()
            """
        }
    )
    assert found.kinds() == {
        "main.py --mode train": "train",
        "main.py --mode test": "evaluate",
        "main.py --mode predict": "infer",
    }
    assert found.entry("main.py --mode test").command == ("main.py", "--mode", "test")
    assert found.names("main.py --mode train") == ["lr"]


def test_a_mode_without_choices_is_known_by_what_it_is_compared_with(read):
    found = read(
        {
            "main.py": """
                import argparse
                p = argparse.ArgumentParser()
                p.add_argument("mode")
                args = p.parse_args()
                if args.mode == "train":
                    loss.backward()
                elif args.mode in ("eval", "test"):
                    pass
            """
        }
    )
    assert found.entry("main.py eval").command == ("main.py", "eval")
    assert found.entry("main.py train").kind == "train"


def test_a_switch_to_evaluate_makes_a_second_program(read):
    found = read(
        {
            "main.py": """
                import argparse
                p = argparse.ArgumentParser()
                p.add_argument("-e", "--evaluate", action="store_true")
                p.add_argument("--eval-freq", type=int, default=1)
                args = p.parse_args()
                loss.backward()
                optimizer.step()
            """
        }
    )
    assert found.kinds() == {"main.py": "train", "main.py --evaluate": "evaluate"}
    assert found.names("main.py") == ["eval_freq"]


def test_switches_that_turn_training_on_stand_in_its_command(read):
    found = read(
        {
            "run.py": """
                import argparse
                p = argparse.ArgumentParser()
                p.add_argument("--do_train", action="store_true")
                p.add_argument("--do_eval", action="store_true")
                args = p.parse_args()
                if args.do_train: loss.backward()
            """
        }
    )
    assert found.entry("run.py --do_train").command == ("run.py", "--do_train")
    assert found.entry("run.py --do_eval").kind == "evaluate"


def test_single_file_scripts_are_offered_and_not_guessed(read):
    found = read({"ppo.py": LOOP, "dqn.py": LOOP, "sac.py": LOOP})
    assert set(found.contract.choose_from["train"]) == {"ppo.py", "dqn.py", "sac.py"}
    assert found.contract.entry("train") is None


def test_the_users_choice_settles_it(read):
    found = read({"ppo.py": LOOP, "dqn.py": LOOP}, chosen="dqn.py")
    chosen = found.contract.entry("train")
    assert chosen is not None
    assert chosen.name == "dqn.py"


def test_a_choice_takes_its_own_folders_programs_along(read):
    files = {
        f"{name}/{file}": LOOP if file == "train.py" else "net.eval()\n"
        for name in "ab"
        for file in ("train.py", "eval.py")
    }
    found = read({**files, "a/requirements.txt": "", "b/requirements.txt": ""}, chosen="b/train.py")
    evaluate = found.contract.entry("evaluate")
    assert evaluate is not None
    assert evaluate.name == "b/eval.py"


def test_a_plain_train_script_wins_over_its_variants(read):
    found = read({"train.py": LOOP, "train_distributed.py": LOOP, "tools/train.py": LOOP})
    entry = found.contract.entry("train")
    assert entry is not None
    assert entry.name == "train.py"


def test_what_writes_the_data_that_training_reads_is_preparation(read):
    found = read(
        {
            "train.py": "import pandas as pd\ndf = pd.read_csv('work/clean.csv')\nmodel.fit(df)\n",
            "step1.py": "import pandas as pd\nfor i in range(2):\n    df.to_csv('work/clean.csv')\n",
        }
    )
    assert found.entry("step1.py").kind == "prepare"
    assert "run it first" in found.findings


def test_what_reads_the_checkpoint_that_training_writes_is_its_evaluation(read):
    found = read(
        {
            "train.py": "import torch\nloss.backward()\ntorch.save(m, 'out/best.pt')\n",
            "report.py": "import torch\nm = torch.load('out/best.pt')\nprint(m)\n",
        }
    )
    assert found.entry("report.py").kind == "evaluate"


def test_a_package_with_a_main_is_started_as_a_module(read):
    found = read({"trainer/__init__.py": "", "trainer/__main__.py": LOOP})
    assert found.entry("trainer/__main__.py").command == ("-m", "trainer")


def test_documented_arguments_join_programs_that_take_their_paths_as_words(read):
    step = "import sys, pandas as pd\npd.read_csv(sys.argv[1])\ndf.to_csv(sys.argv[2])\n"
    found = read(
        {
            "dvc.yaml": """
                stages:
                  a:
                    cmd: python step.py raw.csv work/x.csv
                  b:
                    cmd: python train.py work/x.csv m
            """,
            "step.py": step,
            "train.py": "import sys, pandas as pd\nmodel.fit(pd.read_csv(sys.argv[1]))\n",
        }
    )
    assert found.entry("step.py").kind == "prepare"


def test_fitting_a_preprocessor_is_no_training(read):
    assert read({"features.py": "scaler.fit(x)\nvectorizer.fit(y)\nprint(1)\n"}).kinds() == {}


def test_only_folders_that_imports_need_are_on_the_path(read):
    files = {
        "tools/train.py": f"from engine.loop import run\nimport models\n{LOOP}",
        "lib/engine/__init__.py": "",
        "lib/engine/loop.py": "def run(): pass\n",
        "models/__init__.py": "",
        "other/thing/__init__.py": "",
        "odd/types/__init__.py": "",
    }
    assert read(files).contract.packages_at == (".", "lib")


def test_code_of_other_projects_comes_last(read):
    files = {
        "tools/train.py": LOOP,
        "third_party/other/train.py": LOOP,
        "lib/sub/train.py": LOOP,
        ".gitmodules": '[submodule "x"]\n\tpath = lib/sub\n',
    }
    found = read(files)
    entry = found.contract.entry("train")
    assert entry is not None
    assert entry.name == "tools/train.py"
    assert "Code of other projects lies in `lib/sub`, `third_party`" in found.findings
