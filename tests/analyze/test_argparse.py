"""What an argparse parser would take, however it is built."""

import pytest

HEAD = "import argparse\nparser = argparse.ArgumentParser()\n"
TAIL = "\nargs = parser.parse_args()\n"


def parser(*lines: str) -> str:
    return HEAD + "\n".join(lines) + TAIL


def test_a_flag_has_its_spellings_type_default_help_and_place(read):
    found = read(parser('parser.add_argument("-l", "--lr", "--learning-rate", type=float, default=1e-3, help="step")'))
    param = found.param("lr")
    assert param.flags == ("--lr", "-l", "--learning-rate")
    assert (param.type, param.default, param.help, str(param.proof)) == ("float", 0.001, "step", "train.py:3")
    assert (param.role, param.binding, param.overridable) == ("learning_rate", "cli", True)


def test_a_dest_names_the_param(read):
    assert read(parser('parser.add_argument("--bs", dest="batch_size", type=int)')).param("batch_size").flag == "--bs"


def test_positionals_come_without_flags_and_are_required(read):
    found = read(parser('parser.add_argument("data")', 'parser.add_argument("extra", nargs="?", default="x")'))
    assert (found.param("data").positional, found.param("data").required) == (True, True)
    assert (found.param("extra").positional, found.param("extra").required) == (True, False)


def test_switches_say_what_they_do(read):
    found = read(
        parser(
            'parser.add_argument("--amp", action="store_true")',
            'parser.add_argument("--no-cuda", dest="cuda", action="store_false")',
            'parser.add_argument("--ema", action=argparse.BooleanOptionalAction, default=True)',
            'parser.add_argument("-v", action="count", default=0)',
        )
    )
    assert (found.param("amp").action, found.param("amp").default) == ("store_true", False)
    assert (found.param("cuda").action, found.param("cuda").default) == ("store_false", True)
    assert "Inverted" in (found.param("cuda").note or "")
    assert found.param("ema").flags == ("--ema", "--no-ema")
    assert (found.param("v").type, found.param("v").action) == ("int", "count")


def test_choices_nargs_and_required_are_kept(read):
    found = read(
        parser(
            'parser.add_argument("--opt", choices=["sgd", "adam"], default="sgd")',
            'parser.add_argument("--sizes", type=int, nargs="+", default=[64, 32], required=True)',
        )
    )
    assert found.param("opt").choices == ("sgd", "adam")
    sizes = found.param("sizes")
    assert (sizes.nargs, sizes.required, sizes.default) == ("+", True, [64, 32])


def test_a_default_from_a_module_constant_is_its_value(read):
    found = read(
        "import argparse\nEPOCHS = 2 * 5\n" + parser('parser.add_argument("--epochs", default=EPOCHS, type=int)')
    )
    assert found.param("epochs").default == 10
    assert "EPOCHS" not in found.names()


def test_a_computed_default_stays_an_expression(read):
    found = read("import os\n" + parser('parser.add_argument("--dir", default=os.path.expanduser("~/data"))'))
    param = found.param("dir")
    assert (param.has_default, param.default) == (True, None)
    assert param.default_expression == "os.path.expanduser('~/data')"


@pytest.mark.parametrize(
    ("converter", "kind"),
    [
        ("int", "int"),
        ("str", "str"),
        ("pathlib.Path", "path"),
        ("json.loads", "json"),
        ("str2bool", "bool"),
        ("lambda x: x.lower() == 'true'", "bool"),
        ("lambda x: float(x)", "float"),
        ("argparse.FileType('r')", "path"),
        ("unknown", None),
    ],
)
def test_the_type_is_what_the_converter_makes(read, converter, kind):
    function = "import json, pathlib\ndef str2bool(v):\n    return v.lower() in ('yes', 'true')\n"
    found = read(function + parser(f'parser.add_argument("--x", type={converter})'))
    assert found.param("x").type == kind


def test_type_bool_is_known_for_a_trap(read):
    found = read(parser('parser.add_argument("--shuffle", type=bool, default=True)', "print(0)"))
    assert "`type=bool` takes every value" in (found.param("shuffle").note or "")


def test_a_parser_built_in_functions_and_other_modules_is_followed(read):
    found = read(
        {
            "train.py": """
                from options.base import build
                def main(argv=None):
                    args = build().parse_args(argv)
                    print(args.lr)
                if __name__ == "__main__":
                    main()
            """,
            "options/__init__.py": "",
            "options/base.py": """
                import argparse
                def build():
                    p = argparse.ArgumentParser(parents=[common()])
                    group = p.add_argument_group("optimizer")
                    add(group)
                    exclusive = p.add_mutually_exclusive_group()
                    exclusive.add_argument("--cpu", action="store_true")
                    return p
                def add(target):
                    target.add_argument("--lr", type=float, default=0.1)
                def common():
                    p = argparse.ArgumentParser(add_help=False)
                    p.add_argument("--seed", type=int, default=0)
                    return p
            """,
        }
    )
    assert found.names() == ["seed", "lr", "cpu"]
    assert str(found.param("lr").proof) == "options/base.py:10"


def test_a_class_of_options_with_inheritance_is_followed(read):
    found = read(
        {
            "train.py": """
                from options import TrainOptions
                if __name__ == "__main__":
                    opt = TrainOptions().parse()
            """,
            "options.py": """
                import argparse
                class BaseOptions:
                    def __init__(self):
                        self.initialized = False
                    def initialize(self, parser):
                        parser.add_argument("--name", default="experiment")
                        return parser
                    def parse(self):
                        parser = argparse.ArgumentParser()
                        self.parser = self.initialize(parser)
                        return self.parser.parse_args()
                class TrainOptions(BaseOptions):
                    def initialize(self, parser):
                        parser = BaseOptions.initialize(self, parser)
                        parser.add_argument("--n_epochs", type=int, default=100)
                        return parser
            """,
        }
    )
    assert found.names() == ["name", "n_epochs"]


def test_an_argparse_built_in_a_loop_is_unrolled(read):
    text = """
        import argparse
        DEFAULTS = dict(lr=0.1, hidden=32)
        parser = argparse.ArgumentParser()
        for name, value in DEFAULTS.items():
            parser.add_argument(f"--{name}", type=type(value), default=value)
        for number in range(2):
            parser.add_argument("--layer" + str(number), type=int)
        parser.parse_args()
    """
    found = read(text)
    assert found.names() == ["lr", "hidden", "layer0", "layer1"]
    assert found.param("hidden").default == 32


def test_parsers_of_subcommands_are_programs_of_their_own(read):
    found = read(
        {
            "cli.py": """
                import argparse
                def train(args): pass
                def main():
                    parser = argparse.ArgumentParser()
                    parser.add_argument("--verbose", action="store_true")
                    sub = parser.add_subparsers(dest="command", required=True)
                    one = sub.add_parser("train")
                    one.add_argument("--lr", type=float, default=0.1)
                    one.set_defaults(func=train)
                    two = sub.add_parser("evaluate")
                    two.add_argument("--checkpoint")
                    parser.parse_args()
                if __name__ == "__main__":
                    main()
            """
        }
    )
    assert found.kinds() == {"cli.py train": "train", "cli.py evaluate": "evaluate"}
    assert found.entry("cli.py train").command == ("cli.py", "train")
    assert found.entry("cli.py train").subcommand == ("train",)
    assert found.param("verbose", "cli.py train").scope == "program"
    assert found.param("lr", "cli.py train").scope == "command"


def test_two_parsers_that_read_in_turn_are_one_command_line(read):
    found = read(
        """
        import argparse
        first = argparse.ArgumentParser()
        first.add_argument("--config")
        known, rest = first.parse_known_args()
        second = argparse.ArgumentParser()
        second.add_argument("--lr", type=float)
        args = second.parse_args(rest)
        """
    )
    assert "config" in found.names()


def test_set_defaults_changes_a_default(read):
    found = read(parser('parser.add_argument("--lr", type=float, default=0.1)', "parser.set_defaults(lr=0.5)"))
    assert found.param("lr").default == 0.5


def test_both_ways_of_a_condition_that_cannot_be_known_are_followed(read):
    found = read(
        "import os\n"
        + parser("if os.path.exists('x'):", "    parser.add_argument('--a')", "else:", "    parser.add_argument('--b')")
    )
    assert found.names() == ["a", "b"]


def test_a_parser_nobody_reads_from_is_not_the_command_line(read):
    found = read(
        {
            "train.py": """
                import helper
                import argparse
                parser = argparse.ArgumentParser()
                parser.add_argument("--lr", type=float)
                parser.parse_args()
            """,
            "helper.py": """
                import argparse
                other = argparse.ArgumentParser()
                other.add_argument("--unrelated")
            """,
        }
    )
    assert found.names() == ["lr"]


def test_names_that_look_like_flags_are_kept_as_they_are(read):
    found = read(parser('parser.add_argument("--no-", default="-1")', 'parser.add_argument("---x---")'))
    assert [item.flags for item in found.entry("train.py").params] == [("--no-",), ("---x---",)]


def test_control_characters_in_help_are_neutralised(read):
    found = read(parser(r'parser.add_argument("--x", help="a\x1b[31mred\x07\u202eb")'))
    assert found.param("x").help == r"a\x1b[31mred\x07\u202eb"


def test_help_is_bounded(read):
    assert len(read(parser(f'parser.add_argument("--x", help={"a" * 9000!r})')).param("x").help or "") == 400


def test_a_source_that_would_compute_forever_is_cut_off(read):
    found = read(
        parser(
            "x = 'a' * 10 ** 9",
            "y = 2 ** 10 ** 10",
            "for i in range(10 ** 9):",
            "    x += x",
            "parser.add_argument('--lr', default=x)",
        )
    )
    assert found.param("lr").has_default


def test_a_library_that_adds_flags_gives_the_parser_back(read):
    found = read(
        "from somewhere import add_flags\n" + HEAD + "parser.add_argument('--lr')\nparser = add_flags(parser)" + TAIL
    )
    assert found.names() == ["lr"]


def test_options_kept_in_named_tuples_are_followed(read):
    text = """
        import argparse, collections
        Option = collections.namedtuple("Option", "flags type")
        parser = argparse.ArgumentParser()
        for option in [Option(["--lr", "--learning_rate"], type=float), Option(["--bs"], int)]:
            parser.add_argument(*option.flags, type=option.type)
        args = parser.parse_args()
    """
    found = read(text)
    assert [(item.flags, item.type) for item in found.entry("train.py").params] == [
        (("--lr", "--learning_rate"), "float"),
        (("--bs",), "int"),
    ]
