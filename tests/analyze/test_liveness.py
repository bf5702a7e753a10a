"""Whether a declared param is ever read."""

HEAD = (
    "import argparse\n"
    "p = argparse.ArgumentParser()\n"
    "p.add_argument('--lr', type=float, default=0.1)\n"
    "p.add_argument('--dead', type=int, default=1)\n"
)


def lives(found, entry="train.py"):
    return {item.name: item.live for item in found.entry(entry).params}


def test_a_flag_nobody_reads_is_dead_and_said(read):
    found = read(HEAD + "args = p.parse_args()\nprint(args)\nprint(vars(args))\nmodel.fit(args.lr)\n")
    assert lives(found) == {"lr": "read", "dead": "unread"}
    assert "warning train.py:4 `--dead` is never read, so setting it changes nothing: `train.py`." in found.findings


def test_reads_are_found_in_functions_and_other_modules(read):
    found = read(
        {
            "train.py": HEAD
            + "from engine import Engine\ndef main(options):\n    Engine(options).run()\nmain(p.parse_args())\n",
            "engine.py": (
                "class Engine:\n"
                "    def __init__(self, o):\n"
                "        self.o = o\n"
                "    def run(self):\n"
                "        model.fit(self.o.lr)\n"
            ),
        }
    )
    assert lives(found) == {"lr": "read", "dead": "unread"}


def test_where_the_namespace_escapes_the_answer_is_unknown(read):
    found = read(HEAD + "args = p.parse_args()\nmodel.fit(args.lr)\nbuild(**vars(args))\nlibrary(vars(args))\n")
    assert lives(found) == {"lr": "read", "dead": "unknown"}


def test_a_library_that_gets_the_namespace_may_read_anything(read):
    found = read(HEAD + "import library\nargs = p.parse_args()\nlibrary.train(args)\nmodel.fit(1)\n")
    assert lives(found)["dead"] == "unknown"


def test_getattr_by_name_is_a_possible_read(read):
    found = read(HEAD + "args = p.parse_args()\nmodel.fit(args.lr)\nprint(getattr(args, 'dead'))\n")
    assert lives(found)["dead"] == "unknown"


def test_a_flag_overwritten_by_a_literal_is_said(read):
    found = read(HEAD + "args = p.parse_args()\nargs.lr = 0.5\nmodel.fit(args.lr, args.dead)\n")
    param = found.param("lr")
    assert (param.live, param.note) == ("unread", "Overwritten with 0.5 at train.py:6, whatever is given.")


def test_an_overwrite_under_a_condition_leaves_it_alive(read):
    found = read(HEAD + "args = p.parse_args()\nif args.dead:\n    args.lr = 0.5\nmodel.fit(args.lr)\n")
    assert lives(found) == {"lr": "read", "dead": "read"}


def test_arguments_of_click_and_typer_functions_are_judged_by_their_body(read):
    found = read(
        """
        import click
        @click.command()
        @click.option("--lr", default=0.1)
        @click.option("--dead", default=1)
        def main(lr, dead):
            model.fit(lr)
        main()
        """
    )
    assert lives(found) == {"lr": "read", "dead": "unread"}


def test_a_worker_started_by_a_launcher_reads_too(read):
    found = read(
        HEAD
        + (
            "import torch.multiprocessing as mp\n"
            "def worker(rank, args):\n"
            "    model.fit(args.lr)\n"
            "args = p.parse_args()\n"
            "mp.spawn(worker, args=(args,))\n"
        )
    )
    assert lives(found)["lr"] == "read"


def test_a_computed_name_may_be_any_param(read):
    found = read(HEAD + "args = p.parse_args()\nfor name in names:\n    model.fit(getattr(args, name))\n")
    assert lives(found) == {"lr": "unknown", "dead": "unknown"}


def test_all_values_at_once_are_an_escape_unless_they_are_only_shown(read):
    assert (
        lives(read(HEAD + "args = p.parse_args()\nglobals().update(args.__dict__)\nmodel.fit(lr)\n"))["dead"]
        == "unknown"
    )
    assert lives(read(HEAD + "args = p.parse_args()\nconfig = vars(args)\nmodel.fit(config)\n"))["dead"] == "unknown"
    assert lives(read(HEAD + "args = p.parse_args()\nprint(f'{vars(args)}')\nmodel.fit(args.lr)\n"))["dead"] == "unread"
