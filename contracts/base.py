"""What every contract shares: a closed frozen model, canonical JSON, a digest, and reading that names file and field.

An agent cannot add a key: unknown keys are refused. A file that a newer program wrote is the one exception: its
unknown keys are kept aside and written back, so an older program does not lose what it does not know.
"""

import hashlib
import json
import math
import os
import re
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from contracts.errors import BadFile

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical_json(value: Any) -> str:
    """Return JSON with sorted keys, no spaces and non-ASCII text as it is; NaN and infinity become strings."""
    text = json.dumps(json_data(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return _encodable(text)


def digest_of(value: Any) -> str:
    """Return the sha256 of the canonical JSON of a JSON value, 64 hex digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def json_data(value: Any) -> Any:
    """Return plain JSON data: NaN and infinity as the strings `NaN`, `Infinity`, `-Infinity`; tuples as lists."""
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        return value if math.isfinite(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, Mapping):
        return {str(key): json_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_data(item) for item in value]
    return value


def _encodable(text: str) -> str:
    """Return the same JSON with lone surrogates, which stand for bytes of file names that are not UTF-8, as escapes."""
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class Model(BaseModel):
    """A part of a contract: frozen, closed, each field documented by the string under it."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        ser_json_inf_nan="strings",
        ser_json_timedelta="float",
    )

    def to_data(self) -> dict[str, Any]:
        """Return plain JSON data, NaN and infinity as strings, datetimes as ISO 8601."""
        data: dict[str, Any] = json_data(self.model_dump(mode="json"))
        return data


class Contract(Model):
    """One JSON file: the arrow between two steps."""

    FILE: ClassVar[str]
    """Name of the file that holds it."""
    VERSION: ClassVar[int] = 1

    schema_version: int = Field(default=1, ge=1)
    """Version of this file's shape; a newer one than the program knows keeps its unknown keys."""

    _newer: tuple[Any, Any] | None = PrivateAttr(default=None)
    """A newer program's file as it was read: all of its data, and the part of it that this program knows."""

    @property
    def digest(self) -> str:
        """Sha256 of the canonical JSON, 64 hex digits; what other contracts name this one by."""
        return digest_of(self._file_data())

    def to_json(self) -> str:
        """Return the file's text: indented, keys in field order, kept keys of a newer program after them."""
        return _encodable(json.dumps(self._file_data(), indent=2, ensure_ascii=False, allow_nan=False)) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes, *, file: str | os.PathLike[str]) -> Self:
        """Read a contract.

        Args:
            text: The file's content.
            file: Its path, for the messages.

        Raises:
            BadFile: It is not JSON, or a field does not fit; the message names the file and each field.
        """
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadFile(
                f"{os.fspath(file)!r} is not JSON ({error}). It was cut off or edited by hand. "
                "Restore it or run the step that writes it again."
            ) from error
        version = data.get("schema_version") if isinstance(data, dict) else None
        is_newer = isinstance(version, int) and version > cls.VERSION
        try:
            contract = cls.model_validate(data, extra="ignore" if is_newer else None)
        except ValidationError as error:
            says = f"{os.fspath(file)!r} does not fit its contract: {_problems(error)}. "
            raise BadFile(says + (_NEWER if is_newer else _EDITED)) from error
        if is_newer:
            contract._newer = data, contract.to_data()
        return contract

    def _file_data(self) -> Any:
        data = self.to_data()
        return json_data(_kept(*self._newer, data)) if self._newer else data


_EDITED = "It was edited by hand or cut off. Correct the field or run the step that writes it again."
_NEWER = "A newer version of this program wrote it. Upgrade, or run the step that writes it again."


def _kept(raw: Any, known: Any, now: Any) -> Any:
    """Return what to write in place of `raw`, part of a newer file: `known` was understood of it, and now is `now`.

    What did not change is written as it was. Items of a list that moved are recognised by what is known of them.
    """
    if now == known:
        return raw
    if isinstance(raw, dict) and isinstance(known, dict) and isinstance(now, dict):
        both = raw.keys() & known.keys()
        changed = {key: _kept(raw[key], known[key], item) if key in both else item for key, item in now.items()}
        return changed | {key: item for key, item in raw.items() if key not in known and key not in now}
    if isinstance(raw, list) and isinstance(known, list) and isinstance(now, list):
        return _kept_items(raw, known, now)
    return now


def _kept_items(raw: list[Any], known: list[Any], now: list[Any]) -> list[Any]:
    unused = dict(enumerate(known))
    places = [_take(unused, item) for item in now]
    if len(known) == len(now):  # an item that changed is then the one that was in its place
        places = [index if place is None and index in unused else place for index, place in enumerate(places)]
    return [
        item if place is None else _kept(raw[place], known[place], item)
        for item, place in zip(now, places, strict=True)
    ]


def _take(unused: dict[int, Any], item: Any) -> int | None:
    place = next((index for index, candidate in unused.items() if candidate == item), None)
    if place is not None:
        del unused[place]
    return place


def _problems(error: ValidationError) -> str:
    problems = []
    for problem in error.errors()[:5]:
        field = ".".join(str(part) for part in problem["loc"]) or "(the whole file)"
        if problem["type"] == "extra_forbidden":
            problems.append(f"{field}: no such field")
        elif problem["type"] == "missing":
            problems.append(f"{field}: the field is missing")
        else:
            problems.append(f"{field}: {problem['msg']}, not {_short(problem['input'])}")
    more = error.error_count() - len(problems)
    return "; ".join(problems) + (f"; and {more} more" if more else "")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:60]}…"
