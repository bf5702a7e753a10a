"""Sql: the user's own read-only query over the record."""

import json
from datetime import date, datetime

from pydantic import JsonValue

from contracts.base import json_data
from contracts.plan import Preview, Result
from skills.arguments import Sql
from skills.markdown import table
from skills.skill import Outlook, Planned, Skill, SkillContext
from store.rows import Table

ROWS = 1000


class SqlSkill(Skill[Sql]):
    """Answer a read-only SQL query."""

    name = "sql"
    summary = "Answer a read-only SQL query over runs, params, metrics and the other views."
    example = "sql SELECT run_id, status FROM runs"
    arguments = Sql

    def plan(self, args: Sql, outlook: Outlook, context: SkillContext) -> Planned:  # noqa: ARG002
        return Planned(Preview(says=f"answer {args.query!r}"), ("read",))

    def run(self, args: Sql, context: SkillContext) -> Result:
        with context.store.session() as session:
            found = session.query(args.query, rows=ROWS)
        rows: list[JsonValue] = [
            {name: plain(cell) for name, cell in zip(found.columns, row, strict=True)} for row in found.rows
        ]
        return Result(skill=self.name, data={"columns": list(found.columns), "rows": rows}, text=as_text(found))


def as_text(found: Table) -> str:
    """Return the answer to a query as an aligned table."""
    if not found.rows:
        return "No rows."
    text = table(found.columns, [[_cell(cell) for cell in row] for row in found.rows])
    return f"{text}\nOnly the first {len(found.rows):,} rows are shown. Add a LIMIT." if found.truncated else text


def plain(cell: object) -> JsonValue:
    """Return a value of DuckDB as JSON data; what JSON has no form for becomes its text."""
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if cell is None or isinstance(cell, bool | int | float | str):
        return json_data(cell)  # type: ignore[no-any-return]
    if isinstance(cell, list | tuple):
        return [plain(item) for item in cell]
    if isinstance(cell, dict):
        return {str(key): plain(item) for key, item in cell.items()}
    return str(cell)


def _cell(cell: object) -> str:
    value = plain(cell)
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
