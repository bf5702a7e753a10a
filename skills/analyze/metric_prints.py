"""How a program says its metrics: what it prints, logs and writes, compiled into names before it runs."""

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from contracts.lexicon import understand
from contracts.repo import MetricPrint
from skills.analyze.module import FoundCall, Module, per_module
from skills.analyze.plain import LINE, plain, words

_PRINTS = words(
    "print pprint click.echo typer.echo rich.print sys.stdout.write tqdm.write tqdm.tqdm.write rprint secho"
)
_LOGGERS = words(
    "logger logging log LOGGER LOG _logger console accelerator logger_ mlog pbar bar progress_bar t tepoch"
)
_LOGGER_METHODS = words("info debug warning print log write set_description set_description_str set_postfix_str")
_SAYS = re.compile(r"print|progress|bar$|log|report|display|msg|message|echo|put|emit", re.IGNORECASE)
_FIELD = re.compile(r"\{(\w*)(?:[.\[][^{}]*)?(?:![rsa])?(?::[^{}]*)?\}")
_PERCENT = re.compile(r"%(?:\((\w+)\))?[-+ #0]*\d*(?:\.\d+)?[srdifgeEGxX]")
_LABEL = re.compile(r"([A-Za-z][\w@./ -]*?)(?:\s*\([^()]*\))?\s*(?:[:=]|->|\bis\b|\bof\b)?\s*[\[({\"'$]?\s*$")
_NOT_METRICS = words(
    "epoch epochs step steps iter iteration iterations batch time lr learning_rate eta seed elapsed date rank gpu "
    "memory size length seconds shape params parameters total count index fold world_size device path dir folder "
    "best_epoch"
)
_SIDE = words(
    "name names params param scale scaling scaler time function fn type weight weights using mixed meter loading count "
    "path file config args kwargs object class module criterion std min max list history window dict keys steps"
)
"""Words of a name that is about a metric, and none."""
_MOST = 120
_LONGEST_NAME = 400
Axis = Literal["epoch", "step"]


@dataclass(frozen=True)
class _Piece:
    """A part of what is printed: text, or a value."""

    text: str | None
    value: ast.expr | None = None


def metric_prints(modules: Sequence[Module]) -> tuple[MetricPrint, ...]:
    """Return the metrics that a program says, in the order of its files, each name once for each way of saying it."""
    found: dict[tuple[str, str | None, str], MetricPrint] = {}
    said: set[tuple[str, str]] = set()
    for module in modules:
        for metric in _of_module(module):
            if _is_repeated(metric, found) or (metric.key, str(metric.proof)) in said:
                continue
            said.add((metric.key, str(metric.proof)))
            found.setdefault((metric.key, metric.split, metric.via), metric)
    return tuple(found.values())[:_MOST]


def _is_repeated(metric: MetricPrint, found: Collection[tuple[str, str | None, str]]) -> bool:
    """Whether it is the best value of a metric that is said anyway."""
    bare = re.sub(r"^(best|final)[ _-]*", "", metric.key, flags=re.IGNORECASE)
    return bare != metric.key and any(key.lower() == bare.lower() for key, _, _ in found)


@per_module
def _of_module(module: Module) -> list[MetricPrint]:
    calls = sorted(module.calls, key=lambda call: (call.node.lineno, call.node.col_offset))
    return [metric for call in calls for metric in _of_call(call)]


def _of_call(call: FoundCall) -> Iterator[MetricPrint]:
    name, last = call.written, call.written.rpartition(".")[2]
    owner = call.written.rpartition(".")[0].rpartition(".")[2]
    if name in _PRINTS or call.name in _PRINTS:
        yield from _printed(call, "print", call.node.args)
    elif last in _LOGGER_METHODS and (owner in _LOGGERS or owner.endswith(("logger", "log", "bar"))):
        yield from _printed(call, "logging", call.node.args)
    elif last in {
        "add_scalar",
        "scalar",
        "log_metric",
        "log_scalar",
        "record",
        "logkv",
        "record_mean",
        "report_scalar",
    }:
        yield from _named(call, "add_scalar" if "scalar" in last else last, call.node.args[:1])
    elif last in {"log", "log_dict", "log_metrics", "add_scalars", "logkvs", "set_postfix", "summary"}:
        yield from _logged(call, name, last)
    elif last == "writerow":
        yield from _rows(call)
    elif last in {"dumps", "dump"} and call.name.startswith("json."):
        yield from _keys(call, "json.dumps", call.node.args[:1])
    elif last == "compile":
        yield from _keras(call)
    elif _SAYS.search(last):
        yield from _printed(call, "print", [argument for argument in call.node.args if _is_formatted(argument)])


def _is_formatted(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)):
        return True
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


def _logged(call: FoundCall, name: str, last: str) -> Iterator[MetricPrint]:
    via = "self.log" if name.startswith("self.log") else "wandb.log" if "wandb" in call.name else last
    yield from _keys(call, via, call.node.args)
    for word in call.node.keywords:
        if last == "set_postfix" and word.arg:
            yield from _metric(call, via, word.arg, None)
        elif word.arg in {"metrics", "data", "dictionary", "values"}:
            yield from _keys(call, via, [word.value])
    first = call.node.args[0] if call.node.args else None
    if isinstance(first, ast.Constant | ast.JoinedStr) and (name.startswith("self.") or len(call.node.args) > 1):
        yield from _named(call, via, [first])


def _keys(call: FoundCall, via: str, values: Sequence[ast.expr]) -> Iterator[MetricPrint]:
    for value in values:
        if isinstance(value, ast.Dict):
            for key in value.keys:
                if key is not None:
                    yield from _named(call, via, [key])
        elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "dict":
            for word in value.keywords:
                if word.arg:
                    yield from _metric(call, via, word.arg, None)


def _named(call: FoundCall, via: str, values: Sequence[ast.expr]) -> Iterator[MetricPrint]:
    for value in values:
        text = _text(value)
        if text:
            yield from _metric(call, via, text, None)


def _rows(call: FoundCall) -> Iterator[MetricPrint]:
    """Yield the columns that a header row names."""
    for row in call.node.args[:1]:
        if isinstance(row, ast.List | ast.Tuple):
            texts = [_text(item) for item in row.elts]
            if all(texts):
                for text in texts:
                    yield from _metric(call, "writerow", text or "", None)
        else:
            yield from _keys(call, "writerow", [row])


def _keras(call: FoundCall) -> Iterator[MetricPrint]:
    """Yield what Keras prints after `model.compile(loss=…, metrics=[…])`."""
    words_of = {word.arg: word.value for word in call.node.keywords if word.arg}
    if not {"loss", "metrics"} & set(words_of) or not {"optimizer", "loss"} & set(words_of):
        return
    yield from _metric(call, "keras", "loss", None)
    metrics = words_of.get("metrics")
    for item in metrics.elts if isinstance(metrics, ast.List | ast.Tuple) else []:
        yield from _named(call, "keras", [item])


def _printed(call: FoundCall, via: str, arguments: Sequence[ast.expr]) -> Iterator[MetricPrint]:
    pieces: list[_Piece] = []
    first = _text(arguments[0]) if arguments else None
    if first and len(arguments) > 1 and _PERCENT.search(first):
        pieces += _filled(first, _PERCENT, list(arguments[1:]), {})
        arguments = []
    for argument in arguments:
        pieces += [*_pieces(argument), _Piece(" ")]
    template = plain(ast.unparse(call.node), LINE) if pieces else None
    before = ""
    for piece in pieces:
        if piece.text is not None:
            before += piece.text
        elif piece.value is not None:
            yield from _shown(call, via, before, piece.value, template)
            before = ""
    for argument in arguments:
        if isinstance(argument, ast.Dict):
            yield from _keys(call, via, [argument])


def _shown(call: FoundCall, via: str, before: str, value: ast.expr, template: str | None) -> Iterator[MetricPrint]:
    if isinstance(value, ast.Dict):
        yield from _keys(call, via, [value])
        return
    label = _LABEL.search(re.split(r"[,|;\t\n/]\s|\s{2,}|[\])}]\s*,?\s*", before)[-1])
    for candidate in (_tail(label[1]) if label else None, _value_name(value)):
        if candidate and _is_metric(candidate):
            yield from _metric(call, via, candidate, template)
            return


def _tail(label: str) -> str | None:
    """Return the words of a label that name the metric: `loss` of `Epoch 3 loss`; None for `Mixed Precision`."""
    parts = label.strip(" -.").split()
    if _SIDE & {part.lower() for part in parts[-2:]}:
        return None
    for count in (3, 2, 1):
        tail = " ".join(parts[-count:])
        if len(parts) >= count and _is_metric(tail) and not set(tail.lower().split()) & _NOT_METRICS:
            return tail
    return " ".join(parts[-2:])


def _pieces(node: ast.expr) -> list[_Piece]:
    if isinstance(node, ast.Constant):
        return [_Piece(str(node.value))]
    if isinstance(node, ast.JoinedStr):
        return [
            _Piece(str(part.value)) if isinstance(part, ast.Constant) else _Piece(None, part.value)
            for part in node.values
            if isinstance(part, ast.Constant | ast.FormattedValue)
        ]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_pieces(node.left), *_pieces(node.right)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        values = list(node.right.elts) if isinstance(node.right, ast.Tuple) else [node.right]
        return _filled(_text(node.left) or "", _PERCENT, values, {})
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        named = {word.arg: word.value for word in node.keywords if word.arg}
        return _filled(_text(node.func.value) or "", _FIELD, list(node.args), named)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"str", "round", "float"}
        and node.args
    ):
        return _pieces(node.args[0])
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"dumps", "join"}
        and node.args
    ):
        return [piece for argument in node.args[:1] for piece in ([_Piece(None, argument)])]
    return [_Piece(None, node)]


def _filled(text: str, pattern: re.Pattern[str], values: list[ast.expr], named: dict[str, ast.expr]) -> list[_Piece]:
    pieces: list[_Piece] = []
    end, count = 0, 0
    for found in pattern.finditer(text):
        pieces.append(_Piece(text[end : found.start()]))
        end = found.end()
        key = found[1]
        if key and key.isdigit():
            value = values[int(key)] if int(key) < len(values) else None
        elif key:
            value = named.get(key)
        else:
            value = values[count] if count < len(values) else None
            count += 1
        pieces.append(_Piece(None, value if value is not None else ast.Name(id=key or "value")))
    return [*pieces, _Piece(text[end:])]


def _value_name(node: ast.expr) -> str | None:
    """Return the name of what is printed: `loss` of `loss.item()`, `train_loss` of `train_loss / len(loader)`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return _value_name(node.value) if node.attr in {"avg", "val", "data", "mean", "value"} else node.attr
    if isinstance(node, ast.Subscript):
        return (
            node.slice.value
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
            else _value_name(node.value)
        )
    if isinstance(node, ast.BinOp):
        return _value_name(node.left) if not isinstance(node.left, ast.Constant) else _value_name(node.right)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in {
            "item",
            "mean",
            "compute",
            "result",
            "numpy",
            "cpu",
            "detach",
            "get",
        }:
            return _value_name(node.func.value)
        return (
            _value_name(node.args[0])
            if node.args and isinstance(node.func, ast.Name) and node.func.id in {"round", "float", "np", "sum"}
            else None
        )
    return None


def _metric(call: FoundCall, via: str, key: str, template: str | None) -> Iterator[MetricPrint]:
    shown = plain(key.strip(), 80)
    if shown and _is_metric(shown):
        split = understand(shown).split
        yield MetricPrint(key=shown, split=split, via=via, template=template, axes=_axes(call), proof=call.place)


def _axes(call: FoundCall) -> tuple[Axis, ...]:
    """Return what a call says of where in the training it stands, by the names in it."""
    names = {
        word
        for node in ast.walk(call.node)
        for name in (getattr(node, "id", None), getattr(node, "attr", None), getattr(node, "value", None))
        if isinstance(name, str) and len(name) < _LONGEST_NAME
        for word in re.split(r"[^a-z]+", name.lower())
    }
    axes: dict[Axis, frozenset[str]] = {
        "epoch": words("epoch epochs ep"),
        "step": words("step steps iter iters iteration iterations batch"),
    }
    return tuple(axis for axis, said in axes.items() if said & names)


def _is_metric(key: str) -> bool:
    cleaned = re.sub(r"[^A-Za-z0-9@]+", "_", key).strip("_").lower()
    if _SIDE & set(cleaned.split("_")) or len(cleaned) > 60:
        return False
    return bool(cleaned) and cleaned not in _NOT_METRICS and understand(key).direction is not None


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left), _text(node.right)
        return f"{left or '*'}{right or '*'}" if left or right else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        text = _text(node.left)
        return _PERCENT.sub("*", text) if text else None
    return None
