"""Params that a request mentions, with one value, several, a range, or none."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from mlclaw_tui.agent.rules.domain import MODELS, PARAM_NAMES
from mlclaw_tui.agent.rules.literals import snake_case
from mlclaw_tui.agent.rules.numbers import number, scalar
from mlclaw_tui.agent.rules.reading import Kind, Param, Reading, Scalar
from mlclaw_tui.agent.rules.wordlists import wordlist

_LONGEST_NAME = 4
_RANGE_WORDS = frozenset(["to", "..", "through", "until", "till"])
_MORE = frozenset(["more", "additional", "extra", "further", "full", "total"])


def take_params(reading: Reading, known: Sequence[str]) -> None:
    """Replace params with their values by placeholders.

    Args:
        reading: The text so far.
        known: Names and flags that the project's entry points take.
    """
    words = reading.text.split()
    names = _names(tuple(known))
    result: list[str] = []
    position = 0
    while position < len(words):
        found = _Scanner(reading, words, position, names).scan()
        if found is None:
            result.append(words[position])
            position += 1
            continue
        param, end, start = found
        said = " ".join(words[position:end])
        result += [reading.mark(_kind(param), param, reading.said(said)), *words[end:end]]
        position = end
        del start
    reading.text = " ".join(result)


def _kind(param: Param) -> Kind:
    return "space" if param.shape in ("list", "range") else "param"


@cache
def _names(known: tuple[str, ...]) -> Mapping[tuple[str, ...], str]:
    """Return param names by the words they are said with."""
    names = {tuple(phrase.split()): name for phrase, name in PARAM_NAMES.items()}
    for name in known:
        plain = snake_case(name).lower().replace(".", "_")
        words = tuple(word for word in re.split(r"[_\s]+", plain) if word)
        if (
            words
            and len(words) <= _LONGEST_NAME
            and not (len(words) == 1 and (len(plain) < 3 or plain in wordlist("no param of a project")))
        ):
            names.setdefault(words, plain)
            names.setdefault((plain,), plain)
    return names


class _Scanner:
    """Reads one param at a place of the text, if there is one."""

    def __init__(
        self, reading: Reading, words: Sequence[str], start: int, names: Mapping[tuple[str, ...], str]
    ) -> None:
        self.reading = reading
        self.words = words
        self.start = start
        self.names = names

    def scan(self) -> tuple[Param, int, int] | None:
        """Return the param that begins here and where it ends."""
        for attempt in (self._assigned, self._counted, self._switched, self._called, self._named):
            found = attempt()
            if found is not None:
                return (*found, self.start)
        return None

    def _word(self, position: int) -> str:
        return self.words[position] if 0 <= position < len(self.words) else ""

    def _name_at(self, position: int) -> tuple[str, int] | None:
        for length in range(min(_LONGEST_NAME, len(self.words) - position), 0, -1):
            name = self.names.get(tuple(self.words[position : position + length]))
            if name:
                return name, position + length
        word = self._word(position)
        if "_" in word and not word.startswith(("<", "run_")):
            return PARAM_NAMES.get(word.replace("_", " "), word), position + 1
        return None

    def _assigned(self) -> tuple[Param, int] | None:
        """`<name> = value`: whatever was written with an equals sign or as a flag."""
        mention = self.reading.mention(self._word(self.start))
        if mention is None or mention.kind != "name" or self._word(self.start + 1) != "=":
            return None
        name = canonical_name(str(mention.value))
        values, shape, end = self._values(self.start + 2, name, words_too=True)
        return (Param(name, values, shape), end) if values else None  # type: ignore[arg-type]

    def _counted(self) -> tuple[Param, int] | None:
        """`10 epochs`, `0.1 learning rate`, `3 more epochs`."""
        values, position = self._numbers(self.start)
        if not values or self._word(position) in ("%", "percent"):
            return None
        while self._word(position) in _MORE:
            position += 1
        named = ("gpus", position + 1) if self._word(position) == "gpu" else self._name_at(position)
        if named is None or (named[0] not in wordlist("counted params") and self._takes_value(named[1])):
            return None
        if named[0] in ("seed", "batch_size") and self._takes_value(named[1]):
            return None
        name, end = named
        return Param(name, tuple(_whole(name, value) for value in values), "list" if len(values) > 1 else "value"), end

    def _numbers(self, position: int) -> tuple[list[int | float], int]:
        """Return the numbers of `0.1, 0.2 and 0.5` and where they end."""
        values: list[int | float] = []
        while (value := number(self._word(position))) is not None:
            values.append(value)
            following = position + 1
            while self._word(following) in (",", "and", "or"):
                following += 1
            if following == position + 1 or number(self._word(following)) is None:
                return values, position + 1
            position = following
        return values, position

    def _takes_value(self, position: int) -> bool:
        word = self._word(position)
        return word in ("=", ":", "of", "to", "at") or number(word) is not None

    def _switched(self) -> tuple[Param, int] | None:
        """`with augmentation`, `without dropout`."""
        word, name = self._word(self.start), self._word(self.start + 1)
        skip = 2
        if word == "with" and name == "no":
            word, name, skip = "without", self._word(self.start + 2), 3
        if word == "no" and self.start and name in wordlist("switches"):
            word = "without"
        if (
            word in ("with", "without")
            and name in ("any", "the")
            and self._word(self.start + 2) in wordlist("switches")
        ):
            name, skip = self._word(self.start + 2), 3
        if name not in wordlist("switches") or word not in ("with", "without") or self._takes_value(self.start + skip):
            return None
        if self._word(self.start + skip) in ("rate", "probability", "weights", "model"):
            return None
        value: Scalar = word == "with"
        if name in ("dropout", "regularization"):
            return (Param(name, (0,)), self.start + skip) if not value else None
        return Param(snake_case(name), (value,)), self.start + skip

    def _called(self) -> tuple[Param, int] | None:
        """`with adam`, `a cosine schedule`, `use resnet18`: values that tell their param."""
        word, following = self._word(self.start), self._word(self.start + 1)
        mention = self.reading.mention(word)
        said = mention.said if mention and mention.kind in ("id", "quoted") else word
        if said.lower() in wordlist("schedules"):
            skip = 1 if following in ("annealing", "decay", "lr", "learning") else 0
            skip += 1 if self._word(self.start + 2) == "rate" and following == "learning" else 0
            name = self._word(self.start + 1 + skip)
            if name in ("schedule", "scheduler"):
                return Param(name, (said.lower(),)), self.start + 2 + skip
            return (Param("scheduler", (said.lower(),)), self.start + 2) if following == "annealing" else None
        if said.lower() in wordlist("optimizers") and self._word(self.start - 1) not in (
            "run",
            "runs",
            "vs",
            "compare",
        ):
            return Param("optimizer", (said.lower(),)), self.start + (2 if following in ("optimizer",) else 1)
        if self._is_model(said):
            return Param("model", (said,)), self.start + (
                2 if following in ("model", "backbone", "architecture") else 1
            )
        return None

    def _is_model(self, said: str) -> bool:
        before = self._word(self.start - 1)
        follows = before in (
            "with",
            "use",
            "using",
            "train",
            "finetune",
            "try",
            "a",
            "an",
            "the",
            "fit",
            "to",
            "pretrain",
            "retrain",
        )
        far = self._word(self.start - 2)
        if before in ("a", "an", "the") and far not in (
            "with",
            "use",
            "using",
            "train",
            "finetune",
            "try",
            "fit",
            "to",
            "pretrain",
            "retrain",
        ):
            return False
        return (
            follows
            and far not in ("compare", "run")
            and MODELS.fullmatch(said) is not None
            and not said.startswith("<")
        )

    def _named(self) -> tuple[Param, int] | None:
        """`lr 0.1`, `batch size of 64`, `the learning rate`, `half the lr`."""
        position = self.start
        relative = self._word(position) in wordlist("relative")
        if relative:
            position += 1
            while self._word(position) in ("the", "my", "our", "a", "as", "much", "of"):
                position += 1
        named = self._name_at(position)
        if named is None:
            return None
        name, end = named
        values, shape, after = self._values(end, name, words_too=name in wordlist("word params"))
        if values:
            return Param(name, values, shape), after  # type: ignore[arg-type]
        if relative:
            return Param(name, (), "relative"), end
        if (
            name
            in (
                "threshold",
                "precision",
                "model",
                "rank",
                "width",
                "depth",
                "noise",
                "kernel",
                "device",
                "step",
                "encoder",
            )
            or self._word(end) in _METRIC_LIKE
        ):
            return None
        if name in ("epochs", "steps", "iterations") or (
            name not in PARAM_NAMES.values() and tuple(name.split("_")) not in self.names
        ):
            return None
        return Param(name, (), "named"), end

    def _values(self, position: int, name: str, *, words_too: bool) -> tuple[tuple[Scalar, ...], str, int]:
        """Return the values after a name, whether they are one, a list or a range, and where they end."""
        explicit = self._word(position - 1) == "="
        while self._word(position) in wordlist("between param and value") and position - self.start < 12:
            if self._word(position) == "to" and number(self._word(position + 1)) is None and not words_too:
                break
            explicit = explicit or self._word(position) in ("=", ":", "to")
            position += 1
        if self._word(position) in ("from", "between", "in"):
            return self._bounds(position + 1, self._word(position), name)
        if self._word(position) in (",", "[", "{") and self._word(position - 1) in ("in", "over", "="):
            position += 1
        first = number(self._word(position))
        if first is None:
            return self._word_value(position, explicit=explicit, words_too=words_too)
        if self._word(position + 1) in _RANGE_WORDS and number(self._word(position + 2)) is not None:
            last = number(self._word(position + 2))
            return (_whole(name, first), _whole(name, last or 0)), "range", position + 3
        return self._list(position, name, first)

    def _bounds(self, position: int, word: str, name: str) -> tuple[tuple[Scalar, ...], str, int]:
        """`from 0.1 to 0.01`, `between 1e-5 and 1e-2`."""
        position += 1 if self._word(position) == "," else 0
        first = number(self._word(position))
        joint = self._word(position + 1)
        last = number(self._word(position + 2))
        if first is None or last is None or joint not in (*_RANGE_WORDS, "and", ","):
            return (), "value", position
        if (
            word == "in"
            and self._word(position + 3) in (",", "and", "or")
            and number(self._word(position + 4)) is not None
        ):
            return self._list(position, name, first)
        shape = "change" if word == "from" else "range"
        return (_whole(name, first), _whole(name, last)), shape, position + 3

    def _list(self, position: int, name: str, first: int | float) -> tuple[tuple[Scalar, ...], str, int]:
        values: list[Scalar] = [_whole(name, first)]
        end = position + 1
        while True:
            following = end
            while self._word(following) in (",", "and", "or", "/", "then", "vs"):
                following += 1
            value = number(self._word(following))
            in_a_row = number(self._word(end)) is not None and (
                len(values) > 1 or number(self._word(end + 1)) is not None
            )
            if (
                (following == end and not in_a_row)
                or value is None
                or not (self._ends(following + 1) or in_a_row)
                or "then" in self.words[end:following]
            ):
                break
            values.append(_whole(name, value))
            end = following + 1
        return tuple(values), "list" if len(values) > 1 else "value", end

    def _ends(self, position: int) -> bool:
        word = self._word(position)
        return (
            not word
            or word in wordlist("after a listed number")
            or word.startswith(("<host", "<name"))
            or (self._name_at(position) is not None and self._takes_value((self._name_at(position) or ("", 0))[1]))
        )

    def _word_value(self, position: int, *, explicit: bool, words_too: bool) -> tuple[tuple[Scalar, ...], str, int]:
        word = self._word(position)
        mention = self.reading.mention(word)
        if mention is not None and mention.kind in (
            "value",
            "quoted",
            "path",
            "file",
            "slashed",
            "id",
            "script",
            "url",
            "date",
        ):
            if explicit or mention.kind == "value" or (words_too and mention.kind == "id"):
                value = scalar(mention.said) if mention.kind == "value" else None
                said = str(mention.value) if mention.kind in ("value", "quoted", "path") else mention.said
                return (said if value is None else value,), "value", position + 1
            return (), "value", position
        if explicit and word in ("true", "false", "yes", "no", "on", "off"):
            return (word in ("true", "yes", "on"),), "value", position + 1
        if (
            word in wordlist("optimizers")
            or word in wordlist("schedules")
            or (words_too and explicit and re.fullmatch(r"[a-z][\w-]*", word))
        ):
            return (
                (self.reading.spelled.get(word, word) if word not in wordlist("optimizers") else word,),
                "value",
                position + 1,
            )
        if (
            words_too
            and re.fullmatch(r"[a-z][a-z]+", word)
            and word in ("cpu", "cuda", "mps", "gpu", "relu", "gelu", "silu", "tanh", "sigmoid")
        ):
            return (word,), "value", position + 1
        return (), "value", position


_METRIC_LIKE = frozenset(["loss", "accuracy", "error", "curve", "curves"])


def canonical_name(name: str) -> str:
    """Return the name a param is kept by: `learning_rate` is lr, `bs` is batch_size; other names stay."""
    plain = name.lower().replace("_", " ")
    known = {"lr": "lr", "learning rate": "lr", "learningrate": "lr", "bs": "batch_size", "batch": "batch_size", "batchsize": "batch_size",
             "batch size": "batch_size", "epoch": "epochs", "bsz": "batch_size"}  # fmt: skip
    return known.get(plain, name)


def _whole(name: str, value: int | float) -> int | float:
    return (
        int(value) if name in wordlist("counted params") and isinstance(value, float) and value.is_integer() else value
    )
