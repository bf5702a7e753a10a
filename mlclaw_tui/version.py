"""The version of the program."""


def version() -> str:
    """Return the version of the program, or `unknown` where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow to import, seldom needed

    try:
        return version("mlclaw")
    except PackageNotFoundError:
        return "unknown"
