"""What a user's SQL may say: one statement that reads, from the public views and a few harmless functions.

The connection cannot reach files or the network in any case; this keeps out what would show settings, paths and our own
tables, and it names what is wrong before anything runs.
"""

import json
from collections.abc import Iterator
from typing import Any

import duckdb

from contracts.errors import BadRequest

VIEWS = (
    "runs", "params", "metrics", "final_metrics", "packages", "code_files", "datasets", "tags", "samples",
    "model_calls", "notes",
)  # fmt: skip
"""What users may rely on."""

_TABLE_FUNCTIONS = {
    "range", "generate_series", "unnest", "json_each", "json_tree", "repeat", "repeat_row",
    "duckdb_columns", "duckdb_tables", "duckdb_views", "duckdb_functions", "duckdb_types", "duckdb_keywords",
    "pragma_table_info", "pragma_version",
}  # fmt: skip
_REFUSED_FUNCTIONS = {
    "current_setting", "getenv", "write_log", "nextval", "setval", "currval", "sleep_ms", "current_query",
    "getvariable", "json_execute_serialized_sql", "add_parquet_key", "which_secret",
}  # fmt: skip
_SYSTEM = ("duckdb_", "pragma_", "pg_")
_SCHEMAS = {"main", "information_schema"}


def check_statement(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """Return the one statement of a text, if it only reads.

    Raises:
        BadRequest: It is not one statement, does more than read, or reads what is not public; the message says which.
        duckdb.Error: It cannot be parsed.
    """
    statements = connection.extract_statements(sql)
    if not statements:
        raise BadRequest("The query is empty. Give one SELECT statement: `SELECT * FROM runs`.")
    kind = statements[0].type
    if len(statements) > 1 or kind == duckdb.StatementType.MULTI:
        raise BadRequest(
            f"The query has {max(2, len(statements))} statements, and one at a time is answered. Send them one by one; "
            "instead of PIVOT without IN, name the columns."
        )
    if kind != duckdb.StatementType.SELECT:
        raise BadRequest(f"{kind.name} is not answered: queries only read. {_views()}")
    for node in _nodes(_tree(connection, sql)):
        _check_node(node)
    return statements[0]


def tables_of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """Return the public views that a statement reads."""
    names = {node["table_name"] for node in _nodes(_tree(connection, sql)) if node.get("type") == "BASE_TABLE"}
    return [view for view in VIEWS if view in names]


def _tree(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    found = connection.execute("SELECT json_serialize_sql($sql)", {"sql": sql}).fetchone()
    tree = json.loads(found[0]) if found else {}
    if tree.get("error"):
        raise BadRequest(f"This statement is not answered: {tree.get('error_message')}. Give one SELECT statement.")
    return tree


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a syntax tree."""
    left = [tree]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield node
            left.extend(node.values())
        elif isinstance(node, list):
            left.extend(node)


def _check_node(node: dict[str, Any]) -> None:
    kind = node.get("type")
    if kind == "TABLE_FUNCTION":
        name = str(node["function"].get("function_name", "")).lower()
        if name not in _TABLE_FUNCTIONS:
            raise BadRequest(f"{name}() is not answered: queries read neither files nor settings. {_views()}")
    elif kind == "BASE_TABLE":
        path = [str(part).lower() for part in node.get("qualified_name", {}).get("path") or [node["table_name"]]]
        if (len(path) > 1 and path[-2] not in _SCHEMAS) or path[-1].startswith(_SYSTEM):
            raise BadRequest(f"{'.'.join(path)!r} is not for queries: it may change at any time. {_views()}")
    elif node.get("class") == "FUNCTION":
        name = str(node.get("function_name", "")).lower()
        if name in _REFUSED_FUNCTIONS:
            raise BadRequest(f"{name}() is not answered: queries read neither files nor settings. {_views()}")


def _views() -> str:
    return f"There are the views {', '.join(VIEWS)}."
