"""Every package of an environment with its version and hash; an environment is known by the digest of its lock."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from packaging.utils import canonicalize_name

from contracts.base import digest_of
from contracts.env import LockedPackage
from contracts.errors import Broken
from skills.env.interpreters import Interpreter


@dataclass(frozen=True, slots=True)
class Lock:
    """What an installer resolved."""

    packages: tuple[LockedPackage, ...]
    """By name. The hash of a package from version control is `git:` and its commit."""
    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Name to the address of what comes from no index; may hold credentials."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """Name to bytes to download, where the index says so."""

    def digest(self, interpreter: Interpreter) -> str:
        """Return what tells this environment from others, 64 hex digits."""
        packages = [package.to_data() for package in self.packages]
        return digest_of([str(interpreter.version), str(interpreter.path), interpreter.platform, packages])

    def requirements(self) -> str:
        """Return the packages from an index as a requirements file with hashes."""
        lines = [
            f"{package.name}=={package.version}" + "".join(f" --hash={value}" for value in package.hashes)
            for package in self.packages
            if package.name not in self.addresses
        ]
        return "".join(f"{line}\n" for line in lines)

    def direct_requirements(self) -> str:
        """Return the packages from addresses as a requirements file, pinned to their commits."""
        return "".join(f"{name} @ {address}\n" for name, address in sorted(self.addresses.items()))

    def version(self, name: str) -> str | None:
        """Return the locked version of a distribution; None where it is not in the lock."""
        wanted = canonicalize_name(name)
        return next((package.version for package in self.packages if package.name == wanted), None)


def read_pylock(text: str) -> Lock:
    """Return the lock in a `pylock.toml` (PEP 751), the files already chosen for one interpreter.

    Raises:
        Broken: It is not what it should be.
    """
    try:
        found = [_from_pylock(item) for item in tomllib.loads(text).get("packages", [])]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise Broken(f"uv wrote a lock that cannot be read: {error!r}. Try `/env` again or another uv.") from error
    return _lock(found)


def read_pip_report(text: str) -> Lock:
    """Return the lock in an installation report of pip.

    Raises:
        Broken: It is not what it should be.
    """
    try:
        found = [_from_report(item) for item in json.loads(text)["install"]]
    except (ValueError, KeyError, TypeError) as error:
        raise Broken(f"pip wrote a report that cannot be read: {error!r}. Try `/env` again or another pip.") from error
    return _lock(found)


def _lock(found: list[tuple[LockedPackage, str | None, int | None]]) -> Lock:
    return Lock(
        packages=tuple(sorted((package for package, _, _ in found), key=lambda package: package.name)),
        addresses={package.name: address for package, address, _ in found if address is not None},
        sizes={package.name: size for package, _, size in found if size is not None},
    )


def _from_pylock(item: Mapping[str, Any]) -> tuple[LockedPackage, str | None, int | None]:
    name = str(canonicalize_name(item["name"]))
    version = str(item.get("version", "0"))
    if "vcs" in item:
        vcs = item["vcs"]
        commit = vcs["commit-id"]
        part = f"#subdirectory={vcs['subdirectory']}" if "subdirectory" in vcs else ""
        address = f"{vcs['type']}+{vcs['url']}@{commit}{part}"
        return LockedPackage(name=name, version=version, hashes=(f"{vcs['type']}:{commit}",)), address, None
    if "archive" in item:
        archive = item["archive"]
        return LockedPackage(name=name, version=version, hashes=_hashes(archive)), archive["url"], archive.get("size")
    files = item.get("wheels") or [item["sdist"]]
    hashes = tuple(sorted({value for file in files for value in _hashes(file)}))
    size = files[0].get("size") if len(files) == 1 else None
    return LockedPackage(name=name, version=version, hashes=hashes), None, size


def _from_report(item: Mapping[str, Any]) -> tuple[LockedPackage, str | None, int | None]:
    name = str(canonicalize_name(item["metadata"]["name"]))
    version = str(item["metadata"]["version"])
    source = item["download_info"]
    if "vcs_info" in source:
        info = source["vcs_info"]
        part = f"#subdirectory={source['subdirectory']}" if "subdirectory" in source else ""
        address = f"{info['vcs']}+{source['url']}@{info['commit_id']}{part}"
        hashes: tuple[str, ...] = (f"{info['vcs']}:{info['commit_id']}",)
        return LockedPackage(name=name, version=version, hashes=hashes), address, None
    hashes = _hashes(source.get("archive_info", {}))
    return LockedPackage(name=name, version=version, hashes=hashes), source["url"] if item["is_direct"] else None, None


def _hashes(file: Mapping[str, Any]) -> tuple[str, ...]:
    if "hashes" not in file and "hash" in file:  # pip before 23.1
        return (str(file["hash"]).replace("=", ":", 1),)
    return tuple(f"{algorithm}:{value}" for algorithm, value in sorted(file.get("hashes", {}).items()))
