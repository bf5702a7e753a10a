"""A contract on disk: canonical, digested, closed, and kind to what a newer program wrote."""

import json
import math
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar

import pytest

from contracts.base import Contract, Model, canonical_json, digest_of
from contracts.errors import BadFile
from contracts.project import ProjectContract
from contracts.schema import CONTRACTS

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Wheel(Model):
    size: float
    tags: dict[str, str] = {}


class Car(Contract):
    FILE: ClassVar[str] = "car.json"

    name: str
    spare: Wheel | None = None
    wheels: tuple[Wheel, ...] = ()
    by_place: dict[str, Wheel] = {}


def newer_file(**changes: Any) -> str:
    return json.dumps(
        {
            "schema_version": 2,
            "name": "beetle",
            "colour": "red",
            "spare": {"size": 15.0, "maker": "a"},
            "wheels": [{"size": 14.0, "maker": "b"}, {"size": 16.0, "maker": "c", "worn": {"in": "front"}}],
            "by_place": {"left": {"size": 14.0, "maker": "d"}},
            **changes,
        }
    )


def test_canonical_json_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical_json({"b": 1, "a": {"d": (2,), "c": "é"}}) == '{"a":{"c":"é","d":[2]},"b":1}'


def test_numbers_that_are_not_finite_become_strings_in_canonical_json() -> None:
    assert canonical_json([math.nan, math.inf, -math.inf]) == '["NaN","Infinity","-Infinity"]'


def test_a_digest_is_the_same_in_another_process() -> None:
    code = "from contracts.base import digest_of; print(digest_of({'b': [1, 2.5, None], 'a': {'y': 'ü', 'x': True}}))"
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert digests == {digest_of({"a": {"x": True, "y": "ü"}, "b": [1, 2.5, None]}).encode()}


def test_a_digest_changes_with_any_value() -> None:
    cars = [Car(name="a"), Car(name="b"), Car(name="a", spare=Wheel(size=1)), Car(name="a", wheels=(Wheel(size=1),))]
    assert len({car.digest for car in cars}) == len(cars)


def test_a_contract_comes_back_from_its_file_with_the_same_digest() -> None:
    car = Car(name="ünï\n", spare=Wheel(size=math.inf), wheels=(Wheel(size=math.nan), Wheel(size=0.1)))
    read = Car.from_json(car.to_json(), file="car.json")
    assert (read.to_json(), read.digest) == (car.to_json(), car.digest)
    assert math.isnan(read.wheels[0].size)


def test_moments_of_two_time_zones_that_are_equal_have_one_digest() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=2)))
    assert ProjectContract(name="a", created_at=there).digest == ProjectContract(name="a", created_at=NOON).digest


def test_a_moment_at_the_end_of_the_calendar_is_refused_and_not_a_crash() -> None:
    text = '{"name": "a", "created_at": "9999-12-31T23:59:59-02:00"}'
    with pytest.raises(BadFile, match=r"created_at: .*calendar"):
        ProjectContract.from_json(text, file="project.json")


def test_a_file_name_that_is_not_utf8_survives_the_round_trip() -> None:
    car = Car(name=os.fsdecode(b"caf\xe9.csv"))
    read = Car.from_json(car.to_json().encode("utf-8"), file="car.json")
    assert os.fsencode(read.name) == b"caf\xe9.csv"
    assert read.digest == car.digest


def test_an_unknown_key_is_refused_with_field_and_file() -> None:
    text = '{"name": "a", "spare": {"size": 1, "sise": 2}}'
    with pytest.raises(BadFile, match=r"'/p/car\.json' does not fit its contract: spare\.sise: no such field"):
        Car.from_json(text, file="/p/car.json")


def test_a_value_edited_by_hand_is_refused_with_field_file_and_value() -> None:
    with pytest.raises(BadFile, match=r"'car\.json'.*wheels\.0\.size: .*valid number.*, not 'big'\. It was edited"):
        Car.from_json('{"name": "a", "wheels": [{"size": "big"}]}', file="car.json")


def test_a_missing_field_is_named() -> None:
    with pytest.raises(BadFile, match=r"name: the field is missing"):
        Car.from_json("{}", file="car.json")


@pytest.mark.parametrize("text", ["", '{"name": "a"', "\0\0\0", b"\xff\xfe\xfd", "[" * 100_000, "[]", "null", "3"])
def test_a_file_that_is_no_contract_at_all_is_one_clear_error(text: str | bytes) -> None:
    with pytest.raises(BadFile, match=r"^'car\.json' (is not JSON|does not fit its contract: \(the whole file\))"):
        Car.from_json(text, file="car.json")


def test_many_mistakes_are_counted_and_the_first_are_named() -> None:
    text = json.dumps({"name": "a", **{f"k{number}": 0 for number in range(9)}})
    with pytest.raises(BadFile, match=r"k0: no such field; .*k4: no such field; and 4 more\."):
        Car.from_json(text, file="car.json")


def test_a_newer_file_is_written_back_as_it_was() -> None:
    read = Car.from_json(newer_file(), file="car.json")
    assert json.loads(read.to_json()) == json.loads(newer_file())


def test_a_newer_file_has_the_digest_that_the_newer_program_gave_it() -> None:
    read = Car.from_json(newer_file(), file="car.json")
    assert read.digest == digest_of(json.loads(newer_file()))


def test_a_change_to_a_newer_file_keeps_what_is_unknown_around_it() -> None:
    read = Car.from_json(newer_file(), file="car.json")
    changed = read.model_copy(update={"name": "bus", "spare": Wheel(size=17), "by_place": {"right": Wheel(size=1)}})
    assert json.loads(changed.to_json()) == json.loads(
        newer_file(
            name="bus",
            spare={"size": 17.0, "tags": {}, "maker": "a"},
            by_place={"right": {"size": 1.0, "tags": {}}},
        )
    )


def test_items_of_a_newer_list_keep_what_is_unknown_when_they_move() -> None:
    read = Car.from_json(newer_file(), file="car.json")
    changed = read.model_copy(update={"wheels": (Wheel(size=9), read.wheels[1], read.wheels[0])})
    assert json.loads(changed.to_json())["wheels"] == [
        {"size": 9.0, "tags": {}},
        {"size": 16.0, "maker": "c", "worn": {"in": "front"}},
        {"size": 14.0, "maker": "b"},
    ]


def test_a_newer_file_whose_known_fields_do_not_fit_says_to_upgrade() -> None:
    with pytest.raises(BadFile, match=r"name: .* not 3\. A newer version .* Upgrade"):
        Car.from_json(newer_file(name=3), file="car.json")


def test_an_unknown_key_is_refused_in_a_file_of_our_own_version() -> None:
    with pytest.raises(BadFile, match=r"spare\.maker: no such field; .*and 1 more\. It was edited"):
        Car.from_json(newer_file(schema_version=1), file="car.json")


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS.keys())
def test_a_new_contract_says_its_own_version(contract: type[Contract]) -> None:
    assert contract.model_fields["schema_version"].default == contract.VERSION
