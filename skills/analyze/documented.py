"""Commands that a repository's own documents, scripts and pipelines start its programs with."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import yaml

from contracts.repo import Place
from skills.analyze.config_trees import yaml_document
from skills.analyze.plain import words
from skills.analyze.shell_lines import ShellCommand, shell_commands
from skills.analyze.tree import Tree

_FENCE = re.compile(r"^\s*(```+|~~~+)")
_INLINE = re.compile(r"`([^`\n]*(?:python|torchrun|accelerate|deepspeed)[^`\n]*)`")
_STARTER = re.compile(
    r"^(python[\d.]*|pythonw|py|torchrun|accelerate|deepspeed|composer|colossalai|horovodrun|mpirun|srun)$"
)
_MENTION = re.compile(r"\b(python[\d.]*|torchrun|accelerate|deepspeed)\b")
_VALUED = words(
    "--nproc_per_node --nproc-per-node --nnodes --node_rank --master_addr --master_port --rdzv_backend --rdzv_endpoint "
    "--rdzv_id --num_processes --config_file --num_gpus --include --mixed_precision --num_machines -n -np --gres -p "
    "--partition --ntasks --cpus-per-task --job-name --main_process_port --standalone_port --hostfile -N --gpu_ids "
    "--with --python -W -X"
)
"""Options of launchers that take the next word."""
_MOST = 400


@dataclass(frozen=True)
class DocumentedCommand:
    """A command that starts a Python file or module."""

    script: str | None
    """As written, relative to `folder`."""
    module: str | None
    """Of `python -m`."""
    arguments: tuple[str, ...]
    folder: str
    """Where it runs, relative to the root."""
    place: Place
    launcher: str | None = None
    """`torchrun` and its like."""
    processes: int | None = None
    """How many the launcher starts, where it says a number above one."""
    is_document: bool = True
    """False where it stands in a script or a pipeline."""

    @property
    def says(self) -> str:
        """The command, for a person."""
        what = self.script or f"-m {self.module}"
        return " ".join((self.launcher or "python", what, *self.arguments))[:160]


def documented_commands(tree: Tree) -> list[DocumentedCommand]:
    """Return the commands that are written down, documents nearest the root first."""
    found: list[DocumentedCommand] = []
    for path in tree.ending(
        ".md", ".rst", ".txt", ".ipynb", ".sh", ".bash", ".slurm", ".sbatch", ".yaml", ".yml", ".bat"
    ):
        found += _in_file(tree, path)
    for path in tree.named("makefile", "justfile", "dockerfile", "mlproject", "readme", "snakefile"):
        found += _in_file(tree, path)
    return found[:_MOST]


def _in_file(tree: Tree, path: str) -> Iterator[DocumentedCommand]:
    name = PurePosixPath(path).name.lower()
    if name.endswith(".txt") and not name.startswith(("readme", "usage", "run", "commands")):
        return
    text = tree.text(path)
    if not _MENTION.search(text):
        return
    is_document = name.endswith((".md", ".rst", ".txt")) or name == "readme"
    base = str(PurePosixPath(path).parent)
    for lines in _pieces(name, text, is_document=is_document):
        for command in shell_commands(lines):
            known = _command(command, path, base, is_document=is_document)
            if known:
                yield known


def _pieces(name: str, text: str, *, is_document: bool) -> Iterator[list[tuple[int, str]]]:
    """Yield the shell text of a file, piece by piece: each starts in the file's own folder."""
    if name.endswith(".ipynb"):
        yield from _notebook(text)
    elif is_document:
        yield from _document(text)
    elif name.endswith((".yaml", ".yml")) or name == "mlproject":
        yield from _pipeline(text)
    else:
        yield [(number, line.strip().lstrip("@-")) for number, line in enumerate(text.splitlines(), 1)]


def _document(text: str) -> Iterator[list[tuple[int, str]]]:
    piece: list[tuple[int, str]] = []
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if _FENCE.match(line):
            if inside and piece:
                yield piece
            piece, inside = [], not inside
        elif inside or line.startswith(("    ", "\t", "$ ")) or _STARTER.match(line.partition(" ")[0]):
            piece.append((number, line.strip()))
        else:
            if piece and line.strip():
                yield piece
                piece = []
            for found in _INLINE.findall(line):
                yield [(number, found)]
    if piece:
        yield piece


def _notebook(text: str) -> Iterator[list[tuple[int, str]]]:
    try:
        cells = json.loads(text).get("cells", [])
    except (ValueError, AttributeError, RecursionError):
        return
    for cell in cells if isinstance(cells, list) else []:
        source = cell.get("source", "") if isinstance(cell, dict) else ""
        lines = source if isinstance(source, list) else str(source).splitlines()
        shell = [
            (1, str(line).strip().lstrip("!%").strip()) for line in lines if str(line).lstrip().startswith(("!", "%"))
        ]
        if shell:
            yield shell


def _pipeline(text: str) -> Iterator[list[tuple[int, str]]]:
    document = yaml_document(text)
    stack = [document] if document else []
    while stack:
        node = stack.pop()
        if isinstance(node, yaml.MappingNode):
            stack += [child for pair in node.value for child in pair]
        elif isinstance(node, yaml.SequenceNode):
            stack += node.value
        elif isinstance(node, yaml.ScalarNode) and _MENTION.search(node.value):
            first = node.start_mark.line + (2 if node.style in {"|", ">"} else 1)
            yield [(first + offset, line) for offset, line in enumerate(node.value.splitlines())]


def _command(command: ShellCommand, path: str, base: str, *, is_document: bool) -> DocumentedCommand | None:
    words = list(command.words)
    while words and words[0] in {
        "uv",
        "poetry",
        "pipenv",
        "pdm",
        "rye",
        "run",
        "time",
        "nohup",
        "sudo",
        "exec",
        "env",
        "xvfb-run",
        "conda",
    }:
        words.pop(0)
    if words and words[0].endswith(".py"):
        words.insert(0, "python")
    if not words or not _STARTER.match(PurePosixPath(words[0]).name):
        return None
    parsed = _parsed(words)
    if parsed is None:
        return None
    script, module, arguments, launcher, processes = parsed
    folder = command.folder if base == "." else base if command.folder == "." else f"{base}/{command.folder}"
    place = Place(path=path, line=max(1, command.line))
    return DocumentedCommand(script, module, tuple(arguments), folder, place, launcher, processes, is_document)


def _parsed(words: list[str]) -> tuple[str | None, str | None, list[str], str | None, int | None] | None:
    """Return script, module, arguments, launcher and the number of processes of a command's words."""
    first = PurePosixPath(words[0]).name
    launcher = None if first.startswith("py") else first
    processes: int | None = None
    index = 1
    while index < len(words):
        word = words[index]
        if word in {"-m", "--module"} and index + 1 < len(words):
            module = words[index + 1]
            if module in {
                "torch.distributed.launch",
                "torch.distributed.run",
                "accelerate.commands.launch",
                "horovod.run",
            }:
                launcher, index = module, index + 2
                continue
            return None, module, words[index + 2 :], launcher, processes
        if word.endswith(".py"):
            return word, None, words[index + 1 :], launcher, processes
        if word.startswith("-c") and launcher is None:
            return None
        name, equals, value = word.partition("=")
        if name in _VALUED and not equals and index + 1 < len(words):
            index += 1
            value = words[index]
        if name.startswith(("--nproc", "--num_gpus", "--num_processes")) and value.isdigit() and int(value) > 1:
            processes = int(value)
        index += 1
    return None
