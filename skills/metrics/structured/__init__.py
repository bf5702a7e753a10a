"""Metrics in files made for them: TensorBoard event files, CSV and JSON Lines logs, Hugging Face trainer states."""

from skills.metrics.structured.folder import read_structured, structured_points

__all__ = ["read_structured", "structured_points"]
