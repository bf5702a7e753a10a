"""What click and typer commands would take."""


def test_click_options_have_their_spellings_types_and_choices(read):
    found = read(
        """
        import click
        @click.command()
        @click.option("--learning-rate", "-l", "lr", type=float, default=0.1, help="step size", show_default=True)
        @click.option("--opt", type=click.Choice(["sgd", "adam"]), default="sgd")
        @click.option("--epochs", default=3)
        @click.option("--amp/--no-amp", default=False)
        @click.option("--verbose", is_flag=True)
        @click.option("--out", type=click.Path(), required=True)
        @click.argument("data", type=click.Path(exists=True))
        def main(lr, opt, epochs, amp, verbose, out, data):
            fit()
        if __name__ == "__main__":
            main()
        """
    )
    lr = found.param("lr")
    assert (lr.flags, lr.type, lr.help, lr.role) == (("--learning-rate", "-l"), "float", "step size", "learning_rate")
    assert found.param("opt").choices == ("sgd", "adam")
    assert found.param("epochs").type == "int"
    assert (found.param("amp").action, found.param("amp").flags) == ("boolean_optional", ("--amp", "--no-amp"))
    assert found.param("verbose").action == "store_true"
    assert (found.param("out").type, found.param("out").required) == ("path", True)
    assert (found.param("data").positional, found.param("data").required) == (True, True)


def test_click_groups_are_programs_with_subcommands(read):
    found = read(
        {
            "cli.py": """
                import click
                @click.group()
                @click.option("--debug/--no-debug", default=False)
                def cli(debug): pass
                @cli.command()
                @click.option("--lr", default=0.1)
                def train(lr): pass
                @cli.command("eval")
                @click.option("--weights", required=True)
                def evaluate_model(weights): pass
                if __name__ == "__main__":
                    cli()
            """
        }
    )
    assert found.kinds() == {"cli.py train": "train", "cli.py eval": "evaluate"}
    assert found.entry("cli.py eval").command == ("cli.py", "eval")
    assert found.param("weights", "cli.py eval").role == "checkpoint"
    assert found.param("debug", "cli.py train").scope == "program"


def test_click_commands_of_other_modules_join_a_group(read):
    found = read(
        {
            "app/__init__.py": "",
            "app/__main__.py": """
                import click
                from app.training import train
                @click.group()
                def cli(): pass
                cli.add_command(train)
                cli()
            """,
            "app/training.py": """
                import click
                def common(function):
                    return click.option("--seed", type=int, default=0)(function)
                @click.command()
                @common
                @click.option("--steps", type=int, default=100)
                def train(seed, steps):
                    loss.backward()
            """,
        }
    )
    entry = found.entry("app/__main__.py train")
    assert entry.command == ("-m", "app", "train")
    assert [item.name for item in entry.params] == ["seed", "steps"]


def test_typer_takes_its_params_from_the_signature(read):
    found = read(
        """
        from enum import Enum
        from pathlib import Path
        from typing import Annotated, Optional
        import typer
        class Optimizer(str, Enum):
            sgd = "sgd"
            adam = "adam"
        def main(
            data: Path,
            learning_rate: float = 0.1,
            verbose: bool = False,
            note: Optional[str] = None,
            optimizer: Optimizer = Optimizer.sgd,
            epochs: Annotated[int, typer.Option("--epochs", "-e", help="rounds")] = 3,
            name: str = typer.Option(..., help="who"),
            force: bool = typer.Option(False, "--force"),
            layers: list[int] = [64],
        ):
            fit()
        if __name__ == "__main__":
            typer.run(main)
        """
    )
    assert found.entry("train.py").command == ("train.py",)
    assert (found.param("data").positional, found.param("data").type) == (True, "path")
    assert (found.param("learning_rate").flags, found.param("learning_rate").default) == (("--learning-rate",), 0.1)
    assert found.param("verbose").flags == ("--verbose", "--no-verbose")
    assert found.param("optimizer").choices == ("sgd", "adam")
    assert (found.param("epochs").flags, found.param("epochs").help) == (("--epochs", "-e"), "rounds")
    assert (found.param("name").required, found.param("name").flags) == (True, ("--name",))
    assert (found.param("force").action, found.param("force").flags) == ("store_true", ("--force",))
    assert found.param("layers").action == "append"
    assert found.param("note").required is False


def test_one_typer_command_needs_no_word_and_several_do(read):
    one = "import typer\napp = typer.Typer()\n@app.command()\ndef train(lr: float = 0.1): pass\n"
    two = "@app.command()\ndef make_predictions(model: str): pass\n"
    run = "if __name__ == '__main__':\n    app()\n"
    found = read({"one.py": one + run, "two.py": one + two + run})
    assert found.entry("one.py").command == ("one.py",)
    assert found.entry("two.py train").command == ("two.py", "train")
    assert found.entry("two.py make-predictions").kind == "infer"


def test_typer_groups_put_their_name_before_the_command(read):
    found = read(
        {
            "cli.py": """
                import typer
                app = typer.Typer()
                models = typer.Typer()
                app.add_typer(models, name="models")
                @models.command("train")
                def run(lr: float = 0.1): pass
                @models.command()
                def predict(path: str): pass
                app()
            """
        }
    )
    assert found.entry("cli.py models train").command == ("cli.py", "models", "train")


def test_an_installed_command_without_a_main_guard_is_called_by_name(read):
    found = read(
        {
            "pyproject.toml": """
                [project]
                name = "tool"
                [project.scripts]
                tool-train = "tool.cli:main"
            """,
            "tool/__init__.py": "",
            "tool/cli.py": """
                import argparse
                def main():
                    parser = argparse.ArgumentParser()
                    parser.add_argument("--lr", type=float)
                    parser.parse_args()
            """,
        }
    )
    entry = found.entry("tool-train")
    assert entry.command[0] == "-c"
    assert "from tool.cli import main" in entry.command[1]
    assert [item.name for item in entry.params] == ["lr"]


def test_an_app_that_a_main_function_calls_is_followed(read):
    found = read(
        {
            "cli.py": """
                import typer
                app = typer.Typer()
                @app.callback()
                def root(verbose: bool = typer.Option(False, "--verbose/--quiet", "-v/-q")): pass
                @app.command("train")
                def train_command(lr: float = 0.1): pass
                def main():
                    app()
                if __name__ == "__main__":
                    main()
            """
        }
    )
    verbose = found.param("verbose", "cli.py train")
    assert (verbose.flags, verbose.action, verbose.scope) == (
        ("--verbose", "-v", "--quiet", "-q"),
        "boolean_optional",
        "program",
    )
