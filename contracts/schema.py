"""JSON Schemas of the contracts, committed in `contracts/schemas/` so that others can read and write our files.

`python -m contracts.schema` writes them again; a test keeps them fresh. The arguments of skills go through the same
`schema_of`, from further up: this package knows no skill.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from contracts.base import Contract
from contracts.env import EnvContract
from contracts.evaluation import EvalContract, InferContract
from contracts.project import ProjectContract
from contracts.repo import RepoContract
from contracts.run import ConfigContract, JobFile, RunContract

CONTRACTS: dict[str, type[Contract]] = {
    contract.FILE.removesuffix(".json"): contract
    for contract in (
        ProjectContract,
        RepoContract,
        EnvContract,
        ConfigContract,
        RunContract,
        JobFile,
        EvalContract,
        InferContract,
    )
}
"""Every kind of file by its name without the ending, in the order of the stages."""

FOLDER = Path(__file__).parent / "schemas"
NOT_FINITE = ("NaN", "Infinity", "-Infinity")
"""JSON has no such numbers; our files hold them as these strings."""


class _Schema(GenerateJsonSchema):
    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        numbers = super().float_schema(schema)
        if schema.keys() & {"ge", "gt", "le", "lt", "multiple_of"} or schema.get("allow_inf_nan") is False:
            return numbers
        return {"anyOf": [numbers, {"enum": list(NOT_FINITE)}]}


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of what a model accepts; descriptions are its docstrings."""
    schema = model.model_json_schema(schema_generator=_Schema)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


def schema_file(name: str) -> Path:
    """Return where the schema of the contract of that name is committed."""
    return FOLDER / f"{name}.schema.json"


def schema_text(model: type[BaseModel]) -> str:
    """Return a model's schema as it is committed and printed."""
    return json.dumps(schema_of(model), indent=2, ensure_ascii=False) + "\n"


def write_schemas() -> None:
    """Write every contract's schema into `contracts/schemas/`, and remove those of contracts that are gone."""
    FOLDER.mkdir(exist_ok=True)
    texts = {schema_file(name): schema_text(contract) for name, contract in CONTRACTS.items()}
    for stale in set(FOLDER.glob("*.schema.json")) - texts.keys():
        stale.unlink()
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schemas()
