"""Builtins and small standard-library functions whose result the source alone tells."""

from collections.abc import Callable

from skills.analyze.arithmetic import LONGEST, joined
from skills.analyze.values import UNKNOWN, Call, FunctionValue, InstanceValue, Method, Native, Partial, Value, is_plain


def _text(call: Call) -> Value:
    value = call.get(0, "object", "")
    return str(value) if isinstance(value, str | int | float) or value is None else UNKNOWN


def _number(kind: type[int] | type[float]) -> Callable[[Call], Value]:
    def convert(call: Call) -> Value:
        value = call.get(0, "x", 0)
        if len(call.positional) != 1 or not isinstance(value, str | int | float):
            return UNKNOWN
        try:
            return kind(value)
        except (ValueError, OverflowError):
            return UNKNOWN

    return convert


def _bool(call: Call) -> Value:
    return bool(call.positional[0]) if call.positional and is_plain(call.positional[0]) else UNKNOWN


def _items(value: Value) -> list[Value] | None:
    return list(value) if isinstance(value, list | tuple | dict | str) else None


def _list(call: Call) -> Value:
    items = _items(call.get(0, "iterable", []))
    return UNKNOWN if items is None else items


def _tuple(call: Call) -> Value:
    items = _items(call.get(0, "iterable", ()))
    return UNKNOWN if items is None else tuple(items)


def _dict(call: Call) -> Value:
    if not call.is_complete:
        return UNKNOWN
    first = call.positional[0] if call.positional else {}
    if isinstance(first, list | tuple) and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in first):
        pairs = [(key, value) for key, value in first if isinstance(key, str | int)]
        return {**dict(pairs), **call.keywords}
    return {**first, **call.keywords} if isinstance(first, dict) else UNKNOWN


def _length(call: Call) -> Value:
    items = _items(call.get(0, "obj"))
    return UNKNOWN if items is None else len(items)


def _range(call: Call) -> Value:
    if call.positional and all(isinstance(value, int) for value in call.positional[:3]):
        try:
            numbers = range(*call.positional[:3])
        except ValueError:
            return UNKNOWN
        if len(numbers) <= LONGEST:
            return list(numbers)
    return UNKNOWN


def _sorted(call: Call) -> Value:
    items = _items(call.get(0, "iterable"))
    if items is None or "key" in call.keywords or not is_plain(items):
        return UNKNOWN
    try:
        return sorted(items, reverse=bool(call.keywords.get("reverse", False)))
    except TypeError:
        return UNKNOWN


def _enumerate(call: Call) -> Value:
    items = _items(call.get(0, "iterable"))
    start = call.get(1, "start", 0)
    return UNKNOWN if items is None or not isinstance(start, int) else list(enumerate(items, start))


def _zip(call: Call) -> Value:
    groups = [_items(value) for value in call.positional]
    known = [group for group in groups if group is not None]
    return list(zip(*known, strict=False)) if len(known) == len(groups) else UNKNOWN


def _extreme(kind: Callable[[list[Value]], Value]) -> Callable[[Call], Value]:
    def choose(call: Call) -> Value:
        items = _items(call.positional[0]) if len(call.positional) == 1 else list(call.positional)
        if not items or "key" in call.keywords or not all(isinstance(item, int | float) for item in items):
            return UNKNOWN
        return kind(items)

    return choose


def _getattr(call: Call) -> Value:
    target, name = call.get(0, "object"), call.get(1, "name")
    if not isinstance(name, str):
        return UNKNOWN
    if isinstance(target, InstanceValue) and name in target.attributes:
        return target.attributes[name]
    return target.attribute(name) if isinstance(target, Native) else UNKNOWN


def _setattr(call: Call) -> Value:
    if len(call.positional) == 3 and isinstance(call.positional[1], str):
        target, name, value = call.positional
        if isinstance(target, InstanceValue):
            target.attributes[name] = value
        elif isinstance(target, Native):
            target.assign(name, value, call.place)
    return None


def _partial(call: Call) -> Value:
    return Partial(call.positional[0], call.positional[1:], call.keywords) if call.positional else UNKNOWN


def _path(call: Call) -> Value:
    if not call.positional or not all(isinstance(part, str) for part in call.positional):
        return UNKNOWN
    path = ""
    for part in call.positional:
        path = joined(path, part)
    return path


def _argument_names(call: Call) -> Value:
    """Return what `inspect.getfullargspec(function)` begins with: the names of its arguments."""
    function = call.positional[0] if call.positional else None
    if not isinstance(function, FunctionValue):
        return UNKNOWN
    arguments = function.node.args
    return ([argument.arg for argument in (*arguments.posonlyargs, *arguments.args)],)


def _namedtuple(call: Call) -> Value:
    """Follow `collections.namedtuple("Options", "flags type")`: what it makes has these attributes."""
    given = call.get(1, "field_names")
    names = given.replace(",", " ").split() if isinstance(given, str) else given
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        return UNKNOWN
    return Method(lambda inner: Record({**dict(zip(names, inner.positional, strict=False)), **inner.keywords}))


class Record(Native):
    """An object with known attributes."""

    def __init__(self, values: dict[str, Value]) -> None:
        self.values = values

    def attribute(self, name: str) -> Value:
        return self.values.get(name, UNKNOWN)


def _copy(call: Call) -> Value:
    value = call.positional[0] if call.positional else UNKNOWN
    return type(value)(value) if isinstance(value, list | dict) else value


def _wraps(call: Call) -> Value:
    wrapped = call.positional[0] if call.positional else UNKNOWN

    def decorate(inner: Call) -> Value:
        function = inner.positional[0] if inner.positional else UNKNOWN
        if hasattr(function, "pending") and hasattr(wrapped, "pending"):
            function.pending.extend(wrapped.pending)
        return function

    return Method(decorate)


BUILTINS: dict[str, Callable[[Call], Value]] = {
    "str": _text,
    "int": _number(int),
    "float": _number(float),
    "bool": _bool,
    "list": _list,
    "set": _list,
    "frozenset": _list,
    "tuple": _tuple,
    "dict": _dict,
    "collections.OrderedDict": _dict,
    "len": _length,
    "range": _range,
    "sorted": _sorted,
    "enumerate": _enumerate,
    "zip": _zip,
    "min": _extreme(min),
    "max": _extreme(max),
    "getattr": _getattr,
    "setattr": _setattr,
    "collections.namedtuple": _namedtuple,
    "functools.partial": _partial,
    "functools.wraps": _wraps,
    "os.path.join": _path,
    "pathlib.Path": _path,
    "pathlib.PurePath": _path,
    "inspect.getfullargspec": _argument_names,
    "inspect.getargspec": _argument_names,
    "copy.deepcopy": _copy,
    "copy.copy": _copy,
}
