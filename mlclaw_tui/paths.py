"""Where the home and the settings are."""

import os
from pathlib import Path

from platformdirs import user_config_path, user_data_path


def home_path() -> Path:
    """Return `$MLCLAW_HOME`, else the XDG data folder's `mlclaw`."""
    said = os.environ.get("MLCLAW_HOME")
    return Path(said).expanduser().absolute() if said else user_data_path("mlclaw", appauthor=False)


def settings_path() -> Path:
    """Return the settings file, which need not exist."""
    return user_config_path("mlclaw", appauthor=False) / "config.toml"
