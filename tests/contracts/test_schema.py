"""The committed JSON Schemas: fresh, complete, documented, and right about our own files."""

import importlib
import json
import math
import pkgutil
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import contracts
from contracts.base import Contract
from contracts.evaluation import EvalContract, MeasuredMetric
from contracts.run import ConfigContract, ParamValue
from contracts.schema import CONTRACTS, FOLDER, schema_file, schema_of, schema_text

DIGEST = "0" * 64


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_committed_schema_is_fresh(name: str) -> None:
    committed = schema_file(name).read_text("utf-8")
    assert committed == schema_text(CONTRACTS[name]), "run `make schemas` and commit what it writes"


def test_every_contract_has_a_schema_and_every_schema_a_contract() -> None:
    for module in pkgutil.iter_modules(contracts.__path__):
        importlib.import_module(f"contracts.{module.name}")
    ours = {contract for contract in Contract.__subclasses__() if contract.__module__.startswith("contracts.")}
    assert ours == set(CONTRACTS.values())
    assert set(FOLDER.iterdir()) == {schema_file(name) for name in CONTRACTS}


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS.keys())
def test_a_schema_is_valid_and_closed_at_every_depth(contract: type[Contract]) -> None:
    schema = schema_of(contract)
    Draft202012Validator.check_schema(schema)
    objects = [schema, *schema.get("$defs", {}).values()]
    assert all(part.get("additionalProperties") is False for part in objects if "properties" in part)


def valid(model: type[Contract], data: dict[str, Any]) -> bool:
    return bool(Draft202012Validator(schema_of(model)).is_valid(data))


def test_a_file_with_values_that_are_not_finite_fits_its_schema() -> None:
    metrics = tuple(MeasuredMetric(key="loss", value=value, source="stdout.log@0") for value in (math.nan, -math.inf))
    scores = EvalContract(
        project="p", run_id="run_0001", of=None, metrics=metrics, config=DIGEST, evaluated_at=datetime.now(UTC)
    )
    assert valid(EvalContract, json.loads(scores.to_json()))


def test_a_schema_refuses_what_the_contract_refuses() -> None:
    config = ConfigContract(
        project="p", run_id="run_0001", stage="train", entry="train.py", argv=("python", "train.py"), cwd="/w",
        params={"lr": ParamValue(value=0.1, source="user")}, host="local", repo=DIGEST, env=DIGEST,
    )  # fmt: skip
    data = config.to_data()
    assert valid(ConfigContract, data)
    assert not valid(ConfigContract, {**data, "surprise": 1})
    assert not valid(ConfigContract, {**data, "stage": "dance"})
    assert not valid(ConfigContract, {**data, "repo": "not a digest"})


def test_the_string_under_a_field_is_its_description() -> None:
    assert schema_of(ConfigContract)["properties"]["entry"]["description"] == "Name of the entry point."
