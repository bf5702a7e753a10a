"""What every contract shares: a closed frozen model, canonical JSON, a digest, and reading that names file and field.

An agent cannot add a key: unknown keys are refused. A file that a newer program wrote is the one exception: its
unknown keys are kept aside and written back, so an older program does not lose what it does not know.
"""

import hashlib
import json
import math
import os
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError

from contracts.errors import BadFile


def canonical_json(value: Any) -> str:
    """Return JSON with sorted keys, no spaces and non-ASCII text as it is; NaN and infinity become strings."""
    return json.dumps(json_data(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(value: Any) -> str:
    """Return the sha256 of the canonical JSON of a JSON value, 64 hex digits."""
    return hashlib.sha256(canonical_json(value).encode("utf-8", "surrogatepass")).hexdigest()


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

    schema_version: int = 1
    """Version of this file's shape; a newer one than the program knows keeps its unknown keys."""

    _newer: dict[str, Any] = PrivateAttr(default_factory=dict)

    @property
    def digest(self) -> str:
        """Sha256 of the canonical JSON, 64 hex digits; what other contracts name this one by."""
        return digest_of(self.to_data())

    def to_json(self) -> str:
        """Return the file's text: indented, keys in field order, kept keys of a newer program after them."""
        data = _merged(self._newer, self.to_data()) if self._newer else self.to_data()
        return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

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
        except (ValueError, UnicodeDecodeError) as error:
            raise BadFile(
                f"{os.fspath(file)!r} is not JSON ({error}). It was cut off or edited by hand. "
                "Restore it or run the step that writes it again."
            ) from error
        newer = isinstance(data, dict) and _version(data) > cls.VERSION
        try:
            return cls._without_unknown(data) if newer else cls.model_validate(data)
        except ValidationError as error:
            raise BadFile(_explain(error, file)) from error

    @classmethod
    def _without_unknown(cls, data: dict[str, Any]) -> Self:
        known = json.loads(json.dumps(data))
        try:
            contract = cls.model_validate(known)
        except ValidationError as error:
            for problem in error.errors():
                if problem["type"] == "extra_forbidden":
                    _remove(known, problem["loc"])
            contract = cls.model_validate(known)
        contract._newer.update(data)
        return contract


def _version(data: dict[str, Any]) -> int:
    version = data.get("schema_version", 1)
    return version if isinstance(version, int) else 1


def _remove(data: Any, place: tuple[int | str, ...]) -> None:
    for key in place[:-1]:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):  # a tag of a union is part of the place, not of the data
            continue
    if isinstance(data, dict):
        data.pop(place[-1], None)


def _merged(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {
            **{key: _merged(old.get(key), item) for key, item in new.items()},
            **{key: item for key, item in old.items() if key not in new},
        }
    return new


def _explain(error: ValidationError, file: str | os.PathLike[str]) -> str:
    problems = [
        f"{'.'.join(str(part) for part in problem['loc']) or '(the whole file)'}: {problem['msg']}"
        for problem in error.errors()[:5]
    ]
    more = error.error_count() - len(problems)
    return (
        f"{os.fspath(file)!r} does not fit its contract: {'; '.join(problems)}{f'; and {more} more' if more else ''}. "
        "It was edited by hand or written by another version. Correct the field or run the step that writes it again."
    )
