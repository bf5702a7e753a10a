"""The record: files on disk are the truth, DuckDB is an index over them. The only importer of duckdb."""
