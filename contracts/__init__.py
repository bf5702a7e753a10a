"""The facts that pass between two steps: pydantic models, the error tree, events. Imports pydantic alone."""
