"""Command lines made by other libraries, and those a program reads by itself."""

import pytest


def test_tyro_makes_flags_of_a_dataclass_and_those_it_holds(read):
    found = read(
        '''
        from dataclasses import dataclass, field
        import tyro
        @dataclass
        class Optim:
            lr: float = 3e-4
            """the learning rate"""
            nesterov: bool = False
        @dataclass
        class Args:
            seed: int = 1  # seed of the experiment
            total_timesteps: int = 10_000
            sizes: list[int] = field(default_factory=lambda: [64, 64])
            optim: Optim = field(default_factory=Optim)
            env_id: str
        if __name__ == "__main__":
            args = tyro.cli(Args)
            train(args)
        '''
    )
    assert found.param("total_timesteps").flags == ("--total-timesteps",)
    assert (found.param("optim.lr").flags, found.param("optim.lr").help) == (("--optim.lr",), "the learning rate")
    assert found.param("optim.nesterov").flags == ("--optim.nesterov", "--optim.no-nesterov")
    assert found.param("seed").help == "seed of the experiment"
    assert (found.param("sizes").nargs, found.param("sizes").default) == ("*", [64, 64])
    assert found.param("env_id").required is True


def test_hf_argument_parser_joins_dataclasses_and_the_librarys_own_settings(read):
    found = read(
        """
        from dataclasses import dataclass, field
        from typing import Optional
        import transformers
        @dataclass
        class ModelArguments:
            model_name_or_path: Optional[str] = field(default="gpt2", metadata={"help": "model"})
            use_lora: bool = False
        @dataclass
        class Training(transformers.TrainingArguments):
            optim: str = field(default="adamw_torch")
        def main():
            parser = transformers.HfArgumentParser((ModelArguments, Training))
            model_args, training_args = parser.parse_args_into_dataclasses()
            transformers.Trainer(args=training_args).train()
        if __name__ == "__main__":
            main()
        """
    )
    assert found.param("model_name_or_path").flags == ("--model_name_or_path", "--model-name-or-path")
    assert (found.param("use_lora").type, found.param("use_lora").action) == ("bool", "store")
    assert found.param("optim").default == "adamw_torch"
    assert found.param("learning_rate").role == "learning_rate"
    assert "depends on the installed version" in (found.param("num_train_epochs").note or "")


def test_fire_takes_a_functions_arguments_with_an_equals_sign(read):
    found = read(
        """
        import fire
        def train(base_model: str = "", learning_rate: float = 3e-4, fp16=True):
            trainer.train()
        if __name__ == "__main__":
            fire.Fire(train)
        """
    )
    lr = found.param("learning_rate")
    assert (lr.flags, lr.syntax, lr.type) == (("--learning_rate",), "equals", "float")
    assert found.entry("train.py").framework == "fire"


def test_fire_makes_commands_of_a_class(read):
    found = read(
        {
            "cli.py": (
                "import fire\n"
                "class Runner:\n"
                "    def train(self, lr=0.1): pass\n"
                "    def evaluate(self): pass\n"
                "fire.Fire(Runner)\n"
            )
        }
    )
    assert found.kinds() == {"cli.py train": "train", "cli.py evaluate": "evaluate"}


def test_absl_flags_of_every_imported_module_count(read):
    found = read(
        {
            "train.py": """
                from absl import app, flags
                import model
                FLAGS = flags.FLAGS
                flags.DEFINE_float("lr", 0.1, "rate")
                flags.DEFINE_enum("opt", "sgd", ["sgd", "adam"], "which")
                flags.DEFINE_bool("amp", False, "half")
                flags.mark_flag_as_required("lr")
                def main(argv):
                    print(FLAGS.lr)
                if __name__ == "__main__":
                    app.run(main)
            """,
            "model.py": 'from absl import flags\nflags.DEFINE_integer("hidden", 32, "size")\n',
        }
    )
    assert set(found.names()) == {"lr", "opt", "amp", "hidden"}
    assert found.param("opt").choices == ("sgd", "adam")
    assert found.param("amp").flags == ("--amp", "--noamp")
    assert found.param("lr").required is True
    assert str(found.param("hidden").proof) == "model.py:2"


def test_flags_of_tensorflow_1_are_read(read):
    found = read(
        "import tensorflow as tf\n"
        "flags = tf.app.flags\n"
        "flags.DEFINE_integer('epochs', 5, 'rounds')\n"
        "print(flags.FLAGS.epochs)\n"
    )
    assert found.param("epochs").default == 5


HYDRA = {
    "train.py": """
        import hydra
        @hydra.main(version_base=None, config_path="conf", config_name="config")
        def main(cfg):
            trainer.fit(cfg)
        if __name__ == "__main__":
            main()
    """,
    "conf/config.yaml": """
        defaults:
          - _self_
          - model: small
          - optional local: mine
        seed: 42  # of everything
        data_dir: ${oc.env:DATA}/x
        checkpoint: ???
    """,
    "conf/model/small.yaml": "_target_: x.Y\nhidden: 32\noptimizer:\n  lr: 1e-3\n",
    "conf/model/large.yaml": "hidden: 512\n",
}


def test_hydra_composes_the_tree_of_its_defaults(read):
    found = read(HYDRA)
    lr = found.param("model.optimizer.lr")
    assert (lr.default, lr.syntax, lr.flags, str(lr.proof)) == (
        0.001,
        "assign",
        ("model.optimizer.lr",),
        "conf/model/small.yaml:4",
    )
    assert found.param("seed").help == "of everything"
    assert found.param("data_dir").default_expression is not None
    assert found.param("checkpoint").required is True
    assert "large, small" in (found.param("model").note or "")
    assert "model._target_" not in found.names()


def test_hydra_reads_a_stored_dataclass(read):
    found = read(
        """
        from dataclasses import dataclass
        import hydra
        from hydra.core.config_store import ConfigStore
        @dataclass
        class Config:
            lr: float = 0.1
        ConfigStore.instance().store(name="base", node=Config)
        @hydra.main(config_name="base", version_base=None)
        def main(cfg): loss.backward()
        main()
        """
    )
    assert found.param("lr").default == 0.1


def test_omegaconf_merges_a_file_with_the_command_line(read):
    found = read(
        {
            "train.py": """
                from omegaconf import OmegaConf
                cfg = OmegaConf.merge(OmegaConf.load("config.yaml"), OmegaConf.from_cli())
                model.fit(cfg)
            """,
            "config.yaml": "optim:\n  lr: 0.1\n",
        }
    )
    assert (found.param("optim.lr").syntax, str(found.param("optim.lr").proof)) == ("assign", "config.yaml:2")


def test_constants_overridden_by_an_executed_file_are_flags(read):
    found = read(
        {
            "train.py": """
                batch_size = 12
                learning_rate = 6e-4
                compile = True
                exec(open("configurator.py").read())
                iter_num = 0
                loss.backward()
            """,
            "configurator.py": """
                import sys
                for arg in sys.argv[1:]:
                    key, val = arg.split("=")
                    globals()[key[2:]] = val
            """,
        }
    )
    assert found.names() == ["batch_size", "learning_rate", "compile"]
    lr = found.param("learning_rate")
    assert (lr.binding, lr.overridable, lr.syntax, lr.flags) == ("cli", True, "equals", ("--learning_rate",))


def test_a_tree_of_settings_filled_by_its_own_method_is_the_command_line(read):
    found = read(
        {
            "train.py": """
                import sys
                from utils import Node
                def get_config():
                    C = Node()
                    C.seed = 1
                    C.trainer = Node()
                    C.trainer.learning_rate = 5e-4
                    return C
                if __name__ == "__main__":
                    config = get_config()
                    config.merge_from_args(sys.argv[1:])
                    loss.backward()
            """,
            "utils.py": """
                class Node:
                    def merge_from_args(self, args):
                        for arg in args:
                            key, val = arg.split("=")
                            assert key[:2] == "--"
            """,
        }
    )
    lr = found.param("trainer.learning_rate")
    assert (lr.flags, lr.syntax, str(lr.proof)) == (("--trainer.learning_rate",), "equals", "train.py:7")


def test_yacs_settings_follow_the_rest_of_an_argparse_command_line(read):
    found = read(
        {
            "train.py": """
                import argparse
                from config import cfg
                parser = argparse.ArgumentParser()
                parser.add_argument("--cfg", default="a.yaml")
                parser.add_argument("opts", nargs=argparse.REMAINDER)
                args = parser.parse_args()
                cfg.merge_from_file(args.cfg)
                cfg.merge_from_list(args.opts)
                loss.backward()
            """,
            "config.py": """
                from yacs.config import CfgNode as CN
                _C = CN()
                _C.SOLVER = CN()
                _C.SOLVER.BASE_LR = 0.02
                cfg = _C
            """,
        }
    )
    lr = found.param("SOLVER.BASE_LR")
    assert (lr.default, lr.syntax, lr.flags, lr.lead_in) == (0.02, "pair", ("SOLVER.BASE_LR",), None)
    assert "opts" not in found.names()


def test_settings_after_a_flag_say_which(read):
    found = read(
        """
        import argparse
        from yacs.config import CfgNode
        cfg = CfgNode()
        cfg.LR = 0.1
        parser = argparse.ArgumentParser()
        parser.add_argument("--opts", nargs="+")
        cfg.merge_from_list(parser.parse_args().opts)
        loss.backward()
        """
    )
    assert (found.param("LR").syntax, found.param("LR").lead_in) == ("pair", "--opts")


def test_lightning_cli_has_four_commands_with_the_params_of_model_and_data(read):
    found = read(
        {
            "main.py": """
                from lightning.pytorch.cli import LightningCLI
                class Model:
                    def __init__(self, lr: float = 0.1, hidden: int = 8): pass
                class Data:
                    def __init__(self, batch_size: int = 32): pass
                if __name__ == "__main__":
                    LightningCLI(Model, Data)
            """
        }
    )
    assert found.kinds()["main.py fit"] == "train"
    assert {"model.lr", "data.batch_size", "trainer.max_epochs"} <= set(found.names("main.py fit"))


def test_jsonargparse_makes_commands_of_functions(read):
    found = read(
        {
            "cli.py": (
                "from jsonargparse import CLI\n"
                "def train(data: str, lr: float = 0.1): pass\n"
                "def predict(x: str): pass\n"
                "if __name__ == '__main__':\n"
                "    CLI([train, predict])\n"
            )
        }
    )
    assert found.param("data", "cli.py train").positional is True
    assert found.param("lr", "cli.py train").flags == ("--lr",)


def test_optparse_getopt_and_docopt_are_read(read):
    found = read(
        {
            "train.py": """
                from optparse import OptionParser
                parser = OptionParser()
                parser.add_option("-l", "--lr", dest="rate", type="float", default=0.1, help="rate")
                (options, args) = parser.parse_args()
            """,
            "train_b.py": """
                import getopt, sys
                opts, args = getopt.getopt(sys.argv[1:], "hve:", ["epochs=", "verbose"])
            """,
            "train_c.py": '''
                """Train.

                Usage: train_c.py <data> [options]

                Options:
                  --lr=<lr>     Learning rate [default: 0.1]
                  -v --verbose  Talk
                """
                from docopt import docopt
                args = docopt(__doc__)
                fit(args)
            ''',
        }
    )
    assert (found.param("rate").flags, found.param("rate").type) == (("--lr", "-l"), "float")
    assert found.param("epochs", "train_b.py").flag == "--epochs"
    assert (found.param("lr", "train_c.py").default, found.param("data", "train_c.py").positional) == (0.1, True)
    assert found.param("verbose", "train_c.py").action == "store_true"


@pytest.mark.parametrize(
    ("line", "name", "kind", "required"),
    [
        ("path = sys.argv[1]", "path", "str", True),
        ("epochs = int(sys.argv[1])", "epochs", "int", True),
        ("epochs = int(sys.argv[1]) if len(sys.argv) > 1 else 5", "epochs", "int", False),
        ("script, path = sys.argv", "path", "str", True),
    ],
)
def test_words_of_sys_argv_are_positionals(read, line, name, kind, required):
    found = read(f"import sys\n{line}\nmodel.fit({name})\n")
    param = found.param(name)
    assert (param.positional, param.type, param.required) == (True, kind, required)
