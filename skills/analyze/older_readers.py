"""Command lines of `optparse`, `getopt` and docopt."""

import re

from contracts.repo import ParamType
from skills.analyze.argparse_reader import Namespace, Parser, read_argument
from skills.analyze.declared import Declared, type_of_default
from skills.analyze.expressions import Handler
from skills.analyze.values import UNKNOWN, Call, Method, Value, is_plain

_TYPES: dict[str, ParamType] = {
    "int": "int", "long": "int", "float": "float", "string": "str", "str": "str", "choice": "str", "complex": "str",
}  # fmt: skip
_DOCOPT_OPTION = re.compile(r"^\s*((?:-{1,2}[\w-]+(?:[ =]<?[A-Za-z][\w-]*>?)?,?\s?)+?)(?:\s{2,}(.*))?$")


class OptionParser(Parser):
    """`optparse.OptionParser`, or one of its groups."""

    def attribute(self, name: str) -> Value:
        if name == "add_option":
            return Method(self._add_option)
        if name == "parse_args":
            return Method(lambda call: (self._parse(call), UNKNOWN))
        if name in {"add_option_group", "set_usage"}:
            return Method(lambda _call: self)
        return super().attribute(name)

    def _add_option(self, call: Call) -> Value:
        names = [name for name in call.positional if isinstance(name, str)]
        declared = read_argument(names, call) if names else None
        if declared is None:
            return UNKNOWN
        kind = call.keywords.get("type")
        if isinstance(kind, str):
            declared.type = _TYPES.get(kind)
            declared.notes = []
        elif "type" not in call.keywords and declared.action == "store":
            declared.type = "str"
        self.params.append(declared)
        return UNKNOWN


def _option_parser(call: Call) -> Value:
    return OptionParser(call.place, framework="optparse")


def _option_group(call: Call) -> Value:
    parser = call.get(0, "parser")
    return parser if isinstance(parser, OptionParser) else UNKNOWN


def _getopt(call: Call) -> Value:
    parser = Parser(call.place, framework="getopt")
    shorts, longs = call.get(1, "shortopts", ""), call.get(2, "longopts", [])
    for name in longs if isinstance(longs, list | tuple) else ():
        if isinstance(name, str) and name.rstrip("=") != "help":
            parser.params.append(
                _getopt_param(name.rstrip("="), f"--{name.rstrip('=')}", call, takes=name.endswith("="))
            )
    for letter, takes in re.findall(r"(\w)(:?)", shorts) if isinstance(shorts, str) else ():
        if letter != "h":
            parser.params.append(_getopt_param(letter, f"-{letter}", call, takes=bool(takes)))
    parser.parsed.append(call.place)
    call.machine.programs.append(parser)
    return (UNKNOWN, UNKNOWN)


def _getopt_param(name: str, flag: str, call: Call, *, takes: bool) -> Declared:
    declared = Declared(name=name.replace("-", "_"), place=call.place, flags=(flag,))
    declared.type = "str" if takes else "bool"
    declared.action = "store" if takes else "store_true"
    return declared


def _docopt(call: Call) -> Value:
    text = call.get(0, "doc")
    if not isinstance(text, str):
        return UNKNOWN
    parser = Parser(call.place, framework="docopt")
    usage = re.search(r"usage:(.*?)(?:\n\s*\n|\Z)", text, re.IGNORECASE | re.DOTALL)
    first = (usage[1].strip().splitlines() or [""])[0] if usage else ""
    for name in re.findall(r"(?<![=\w\[])<([\w-]+)>", re.sub(r"\[.*?\]", "", first)):
        parser.params.append(
            Declared(name=name.replace("-", "_"), place=call.place, positional=True, required=True, type="str")
        )
    for line in text.splitlines():
        found = _DOCOPT_OPTION.match(line) if line.lstrip().startswith("-") else None
        if found and "--help" not in found[1] and "--version" not in found[1]:
            parser.params.append(_docopt_param(found[1], found[2] or "", call))
    parser.parsed.append(call.place)
    call.machine.programs.append(parser)
    return Namespace(parser)


def _docopt_param(spelling: str, text: str, call: Call) -> Declared:
    flags = tuple(re.findall(r"(?<![\w-])-{1,2}[\w-]+", spelling))
    takes = bool(re.search(r"[ =]<?[A-Za-z][\w-]*>?", re.sub(r"(?<![\w-])-{1,2}[\w-]+", "", spelling)))
    long = next((flag for flag in flags if flag.startswith("--")), flags[0])
    declared = Declared(name=long.lstrip("-").replace("-", "_"), place=call.place, flags=flags, help=text or None)
    declared.action = "store" if takes else "store_true"
    default = re.search(r"\[default: ([^\]]*)\]", text)
    declared.default = _literal(default[1]) if default else None if takes else False
    declared.type = (type_of_default(declared.default) if is_plain(declared.default) else None) or "str"
    return declared


def _literal(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


HANDLERS: dict[str, Handler] = {
    "optparse.OptionParser": _option_parser,
    "optparse.OptionGroup": _option_group,
    "getopt.getopt": _getopt,
    "getopt.gnu_getopt": _getopt,
    "docopt.docopt": _docopt,
}
