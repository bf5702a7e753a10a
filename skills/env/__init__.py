"""Build the environment that a repository's programs need, from its own specification, and say what it took."""
