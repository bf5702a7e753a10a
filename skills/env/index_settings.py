"""Where packages come from, as the user set up pip, in the words of both installers.

uv does not read pip's configuration. Somebody who told pip about a wheel folder, a mirror or a certificate expects
that to hold whichever installer we use, so what pip would use is translated; what the user told uv itself wins.
"""

import configparser
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from contracts.errors import Broken

_PASSED_ON = (
    "ALL_PROXY", "CURL_CA_BUNDLE", "HOME", "HTTPS_PROXY", "HTTP_PROXY", "LANG", "LC_ALL", "LD_LIBRARY_PATH",
    "NETRC", "NO_PROXY", "PATH", "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR", "SSL_CERT_FILE", "TMPDIR",
    "XDG_CACHE_HOME", "XDG_CONFIG_DIRS", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
    "all_proxy", "http_proxy", "https_proxy", "no_proxy",
)  # fmt: skip
_OURS = frozenset({
    "UV_PYTHON", "UV_PROJECT_ENVIRONMENT", "UV_SYSTEM_PYTHON", "UV_EXCLUDE_NEWER", "UV_CONSTRAINT", "UV_OVERRIDE",
    "UV_PROJECT", "UV_NO_CONFIG", "UV_CONFIG_FILE", "UV_NO_CACHE", "PIP_REQUIREMENT", "PIP_CONSTRAINT", "PIP_USER",
    "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REPORT", "PIP_PYTHON", "PIP_EDITABLE", "PIP_DRY_RUN",
})  # fmt: skip
"""Settings that would change what a command of ours means."""


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Variables for the installers' processes. They may hold credentials: never shown, never written."""

    for_pip: Mapping[str, str] = field(repr=False)
    for_uv: Mapping[str, str] = field(repr=False)
    wheel_folders: tuple[Path, ...] = ()
    """Local folders of wheels that both installers look into."""
    no_index: bool = False
    """Nothing but the wheel folders may be used."""
    uv_config: Path | None = None
    """The user's own settings of uv; those of folders above the project are never read."""


def read_index_settings(variables: Mapping[str, str]) -> IndexSettings:
    """Return the settings that pip would use in this environment, for both installers.

    Args:
        variables: The environment variables of the user.

    Raises:
        Broken: A configuration file of pip cannot be read.
    """
    passed = {name: variables[name] for name in _PASSED_ON if name in variables}
    pip_own = {key: value for key, value in variables.items() if key.startswith("PIP_") and key not in _OURS}
    uv_own = {key: value for key, value in variables.items() if key.startswith("UV_") and key not in _OURS}
    settings = _pip_settings(variables)
    for_uv = {**passed, **_for_uv(settings, passed), **uv_own}
    links = for_uv.get("UV_FIND_LINKS", "").split(",")
    return IndexSettings(
        for_pip={**passed, **pip_own, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"},
        for_uv=for_uv,
        wheel_folders=tuple(folder for link in links if link and (folder := _local(link)) is not None),
        no_index=_is_true(settings.get("no-index", "")),
        uv_config=_uv_config(variables),
    )


def _for_uv(settings: Mapping[str, str], passed: Mapping[str, str]) -> dict[str, str]:
    """Return uv's variables for pip's settings."""
    result: dict[str, str] = {}
    if "index-url" in settings:
        result["UV_DEFAULT_INDEX"] = settings["index-url"].strip()
    if more := settings.get("extra-index-url", "").split():
        result["UV_INDEX"] = " ".join(more)
        result["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip does: the best version of all indexes
    if links := settings.get("find-links", "").split():
        result["UV_FIND_LINKS"] = ",".join(links)
    if "cert" in settings and "SSL_CERT_FILE" not in passed:
        result["SSL_CERT_FILE"] = settings["cert"].strip()
    if "proxy" in settings:
        result["ALL_PROXY"] = settings["proxy"].strip()
    if _is_true(settings.get("pre", "")):
        result["UV_PRERELEASE"] = "allow"
    for ours, theirs in (("client-cert", "SSL_CLIENT_CERT"), ("keyring-provider", "UV_KEYRING_PROVIDER")):
        if ours in settings:
            result[theirs] = settings[ours].strip()
    if hosts := settings.get("trusted-host", "").split():
        result["UV_INSECURE_HOST"] = " ".join(hosts)
    if timeout := settings.get("timeout", settings.get("default-timeout", "")).strip():
        result["UV_HTTP_TIMEOUT"] = timeout
    return result


def _pip_settings(variables: Mapping[str, str]) -> dict[str, str]:
    """Return pip's settings by their long names, later sources over earlier ones, as pip reads them."""
    result: dict[str, str] = {}
    for file in _pip_files(variables):
        result.update(_read_pip_file(file))
    for key, value in variables.items():
        if key.startswith("PIP_") and key != "PIP_CONFIG_FILE" and value:
            result[key[4:].lower().replace("_", "-")] = value
    return result


def _pip_files(variables: Mapping[str, str]) -> list[Path]:
    """Return pip's configuration files, the weakest first."""
    own = variables.get("PIP_CONFIG_FILE")
    if own == os.devnull:
        return []
    home = Path(variables.get("HOME") or Path.home())
    shared = [Path(folder) / "pip/pip.conf" for folder in variables.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")]
    config = Path(variables.get("XDG_CONFIG_HOME") or home / ".config")
    files = [
        *reversed(shared),
        Path("/etc/pip.conf"),
        home / ".pip/pip.conf",
        config / "pip/pip.conf",
        Path(sys.prefix) / "pip.conf",
    ]
    return [*files, Path(own)] if own else files


def _read_pip_file(file: Path) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        raise Broken(
            f"{str(file)!r}, a configuration file of pip, cannot be read: {type(error).__name__}. "
            "It says where packages come from. Correct it, or point `PIP_CONFIG_FILE` at another one."
        ) from error
    sections = [section for section in ("global", "install") if parser.has_section(section)]
    return {key.lower().replace("_", "-"): value for section in sections for key, value in parser.items(section)}


def _uv_config(variables: Mapping[str, str]) -> Path | None:
    own = variables.get("UV_CONFIG_FILE")
    config = Path(variables.get("XDG_CONFIG_HOME") or Path(variables.get("HOME") or Path.home()) / ".config")
    file = Path(own) if own else config / "uv" / "uv.toml"
    return file if file.is_file() else None


def _local(link: str) -> Path | None:
    path = Path(link.removeprefix("file://")).expanduser()
    return path if path.is_dir() else None


def _is_true(text: str) -> bool:
    return text.strip().lower() in {"1", "true", "yes", "on", "y", "t"}
