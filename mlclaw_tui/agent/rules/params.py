"""Params that a request mentions, with one value, several, a range, or none."""

from collections.abc import Mapping, Sequence
from functools import cache

from mlclaw_tui.agent.rules.literals import snake_case
from mlclaw_tui.agent.rules.reading import Kind, Param, Reading, Scalar
from mlclaw_tui.agent.rules.values import MOST_VALUES, ValueReader, Words
from mlclaw_tui.agent.rules.vocabulary import named_model, param_names, wordlist

_LONGEST_NAME = 4
_MORE = frozenset({"more", "additional", "extra", "further", "full", "total"})
_OF_RELATIVE = frozenset({"the", "my", "our", "a", "as", "much", "many", "of"})
_MEASURED = frozenset({"loss", "accuracy", "error", "curve", "curves"})
_ARTICLES = frozenset({"a", "an", "the"})
_BEFORE_MODEL = frozenset({"with", "use", "using", "train", "retrain", "pretrain", "finetune", "fit", "try", "to"})
_TURNED_OFF_BY_ZERO = frozenset({"dropout", "regularization"})
_ON_OR_OFF = {"on": True, "enabled": True, "off": False, "disabled": False}
_CANONICAL = {
    "lr": "lr",
    "learning rate": "lr",
    "learningrate": "lr",
    "bs": "batch_size",
    "bsz": "batch_size",
    "batch": "batch_size",
    "batch size": "batch_size",
    "batchsize": "batch_size",
    "epoch": "epochs",
}

Names = Mapping[tuple[str, ...], str]
Found = tuple[Param, int]
"""A param, and the position of the word after it."""


def take_params(reading: Reading, known: Sequence[str]) -> None:
    """Replace params with their values by placeholders.

    Args:
        reading: The text so far.
        known: Names and flags that the project's entry points take.
    """
    words = Words(reading, reading.text.split())
    scanner = _Scanner(words, _names(tuple(known)))
    result: list[str] = []
    position = 0
    while position < len(words.words):
        found = scanner.scan(position)
        if found is None:
            result.append(words[position])
            position += 1
            continue
        param, end = found
        said = reading.said(" ".join(words.words[position:end]))
        result.append(reading.mark(_kind(param), param, said))
        position = end
    reading.text = " ".join(result)


def canonical_name(name: str) -> str:
    """Return the name a param is kept by: `learning_rate` is lr, `bs` is batch_size; other names stay."""
    return _CANONICAL.get(name.lower().replace("_", " "), name)


def _kind(param: Param) -> Kind:
    return "space" if param.shape in ("list", "range") else "param"


@cache
def _names(known: tuple[str, ...]) -> Names:
    """Return param names by the words they are said with."""
    names = {tuple(phrase.split()): name for phrase, name in param_names().items()}
    for name in known:
        plain = snake_case(name).lower().replace(".", "_")
        words = tuple(word for word in plain.split("_") if word)
        is_common = len(words) == 1 and (len(plain) < 3 or plain in wordlist("no param of a project"))
        if words and len(words) <= _LONGEST_NAME and not is_common:
            names.setdefault(words, plain)
            names.setdefault((plain,), plain)
    return names


class _Scanner:
    """Reads one param at a place of the text, if there is one."""

    def __init__(self, words: Words, names: Names) -> None:
        self._words = words
        self._known = names
        self._values = ValueReader(words, self._begins_param)

    def scan(self, start: int) -> Found | None:
        """Return the param that begins here and where it ends."""
        for attempt in (self._assigned, self._counted, self._switched, self._called, self._named):
            found = attempt(start)
            if found is not None:
                return _in_whole_numbers(*found)
        return None

    def _name_at(self, position: int) -> tuple[str, int] | None:
        words = self._words
        for length in range(min(_LONGEST_NAME, len(words.words) - position), 0, -1):
            name = self._known.get(tuple(words.words[position : position + length]))
            if name:
                return name, position + length
        word = words[position]
        if "_" in word and not word.startswith(("<", "run_")):
            return param_names().get(word.replace("_", " "), word), position + 1
        return None

    def _begins_param(self, position: int) -> bool:
        named = self._name_at(position)
        return named is not None and self._has_value(named[1])

    def _has_value(self, position: int) -> bool:
        return self._words[position] in ("=", ":", "of", "to", "at") or self._words.number(position) is not None

    def _assigned(self, start: int) -> Found | None:
        """`<name> = value`: whatever was written with an equals sign or as a flag."""
        mention = self._words.mention(start)
        if mention is None or mention.kind != "name" or self._words[start + 1] != "=":
            return None
        found = self._values.after(start + 2, takes_words=True)
        return (Param(canonical_name(str(mention.value)), found.values, found.shape), found.end) if found else None

    def _counted(self, start: int) -> Found | None:
        """`10 epochs`, `0.1 learning rate`, `3 more epochs`, `0.1, 0.2 and 0.5 dropout`."""
        values, position = self._numbers(start)
        if not values or self._words[position] in ("%", "percent"):
            return None
        while self._words[position] in _MORE:
            position += 1
        named = ("gpus", position + 1) if self._words[position] == "gpu" else self._name_at(position)
        if named is None:
            return None
        name, end = named
        stands_after = name in wordlist("counted params") and name not in ("seed", "batch_size")
        if not stands_after and self._has_value(end):
            return None
        return Param(name, tuple(values), "list" if len(values) > 1 else "value"), end

    def _numbers(self, position: int) -> tuple[list[Scalar], int]:
        """Return the numbers of `0.1, 0.2 and 0.5` and where they end."""
        values: list[Scalar] = []
        while len(values) < MOST_VALUES and (value := self._words.number(position)) is not None:
            values.append(value)
            following = position + 1
            while self._words[following] in (",", "and", "or"):
                following += 1
            if following == position + 1 or self._words.number(following) is None:
                return values, position + 1
            position = following
        return values, position

    def _switched(self, start: int) -> Found | None:
        """`with augmentation`, `without dropout`, `with no augmentation`, `, no augmentation`, `dropout off`."""
        words, position = self._words, start + 1
        if words[start] in wordlist("switches") and words[start + 1] in _ON_OR_OFF:
            return _switch(words[start], start + 2, turns_on=_ON_OR_OFF[words[start + 1]])
        turns_on = words[start] == "with" and words[start + 1] != "no"
        if words[start] not in ("with", "without") and not (words[start] == "no" and start):
            return None
        while words[position] in ("no", "any", "the"):
            position += 1
        pair = f"{words[position]}_{words[position + 1]}"
        name, end = (pair, position + 2) if pair in wordlist("switches") else (words[position], position + 1)
        is_more = self._has_value(end) or words[end] in ("rate", "probability", "weights", "model")
        if name not in wordlist("switches") or is_more:
            return None
        return _switch(name, end, turns_on=turns_on)

    def _called(self, start: int) -> Found | None:
        """`with adam`, `a cosine schedule`, `use resnet18`: values that tell their param."""
        words = self._words
        mention = words.mention(start)
        said = mention.said if mention and mention.kind in ("id", "quoted") else words[start]
        if said.lower() in wordlist("schedules"):
            return self._schedule(start, said.lower())
        if said.lower() in wordlist("optimizers") and words[start - 1] not in ("run", "runs", "vs", "compare"):
            return Param("optimizer", (said.lower(),)), start + (2 if words[start + 1] == "optimizer" else 1)
        if not said.startswith("<") and self._is_place_of_model(start) and named_model().fullmatch(said):
            return Param("model", (said,)), start + (2 if words[start + 1] in ("model", "backbone") else 1)
        return None

    def _schedule(self, start: int, said: str) -> Found | None:
        words, position = self._words, start + 1
        if words[position] in ("annealing", "decay", "lr"):
            position += 1
        elif words[position] == "learning" and words[position + 1] == "rate":
            position += 2
        if words[position] in ("schedule", "scheduler"):
            return Param(words[position], (said,)), position + 1
        return (Param("scheduler", (said,)), start + 2) if words[start + 1] == "annealing" else None

    def _is_place_of_model(self, start: int) -> bool:
        """Whether an architecture is named to be used: `train a resnet18`, not `compare resnet18 with …`."""
        before, far = self._words[start - 1], self._words[start - 2]
        return (far if before in _ARTICLES else before) in _BEFORE_MODEL and far not in ("compare", "run")

    def _named(self, start: int) -> Found | None:
        """`lr 0.1`, `batch size of 64`, `the learning rate`, `half the lr`."""
        position = start
        is_multiple = self._words.number(start) is not None and self._words[start + 1] == "times"
        is_relative = is_multiple or self._words[start] in wordlist("relative")
        if is_relative:
            position += 2 if is_multiple else 1
            while self._words[position] in _OF_RELATIVE:
                position += 1
        named = self._name_at(position)
        if named is None:
            return None
        name, end = named
        found = self._values.after(end, takes_words=name in wordlist("word params"))
        if found:
            return Param(name, found.values, found.shape), found.end
        if is_relative:
            return Param(name, (), "relative"), end
        is_unsure = name in wordlist("params only with a value") or self._words[end] in _MEASURED
        return None if is_unsure or not self._is_known(name) else (Param(name, (), "named"), end)

    def _is_known(self, name: str) -> bool:
        return name in param_names().values() or tuple(name.split("_")) in self._known


def _switch(name: str, end: int, *, turns_on: bool) -> Found | None:
    if name in _TURNED_OFF_BY_ZERO:
        return None if turns_on else (Param(name, (0,)), end)
    return Param(snake_case(name), (turns_on,)), end


def _in_whole_numbers(param: Param, end: int) -> Found:
    """Return a param that counts something with whole numbers: 1e3 steps are 1000."""
    if param.name not in wordlist("counted params"):
        return param, end
    values = tuple(int(value) if isinstance(value, float) and value.is_integer() else value for value in param.values)
    return Param(param.name, values, param.shape), end
