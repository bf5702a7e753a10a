"""A real host, wheels made by hand, and a project to build for."""

import base64
import ensurepip
import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.events import Event
from contracts.repo import DependencyFile, EntryPoint, ImportUse, Place, RepoContract, Requirement
from mlclaw_tui.hosts.local import LocalHost
from skills.env.skill import EnvSkill
from skills.host import Completed
from skills.skill import SkillContext
from store.folders import Home, ProjectFolder
from store.store import Store


class WatchedHost(LocalHost):
    """This machine; it remembers what ran, and raises instead where `stops_at` says so."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, ...]] = []
        self.stops_at: Callable[[Sequence[str]], BaseException | None] = lambda _: None

    def run(self, argv: Sequence[str], **more: Any) -> Completed:
        self.ran.append(tuple(argv))
        if error := self.stops_at(argv):
            raise error
        return super().run(argv, **more)


@dataclass
class Wheels:
    """A folder of wheels."""

    folder: Path

    def add(
        self,
        name: str,
        version: str = "1.0",
        *,
        requires: Iterable[str] = (),
        code: str = "",
        tag: str = "py3-none-any",
        python: str | None = None,
    ) -> Path:
        """Make a wheel whose one module bears its name."""
        module = name.replace("-", "_")
        info = f"{module}-{version}.dist-info"
        needs = "".join(f"Requires-Dist: {item}\n" for item in requires)
        needs += f"Requires-Python: {python}\n" if python else ""
        files = {
            f"{module}/__init__.py": code,
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
            f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n",
        }
        record = "".join(f"{path},sha256={_digest(text)},{len(text.encode())}\n" for path, text in files.items())
        files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
        path = self.folder / f"{module}-{version}-{tag}.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for inside, text in files.items():
                archive.writestr(inside, text)
        return path

    def add_source(self, name: str, setup: str) -> Path:
        """Make a source distribution that its `setup.py` builds."""
        path = self.folder / f"{name}-1.0.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"{name}-1.0/setup.py", setup)
            archive.writestr(f"{name}-1.0/PKG-INFO", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        return path

    def add_bundled(self, name: str) -> None:
        """Add the wheel that Python itself brings."""
        bundled = Path(ensurepip.__file__).parent / "_bundled"
        for wheel in bundled.glob(f"{name}-*.whl"):
            shutil.copy(wheel, self.folder)


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


class Make:
    """Parts of a repository as `analyze` writes them."""

    @staticmethod
    def file(path: str, *lines: str, kind: str = "requirements", options: Iterable[str] = ()) -> DependencyFile:
        """A file that declares these lines."""
        requirements = [
            Requirement(spec=line, proof=Place(path=path, line=number)) for number, line in enumerate(lines, start=1)
        ]
        return DependencyFile.model_validate(
            {"path": path, "kind": kind, "requirements": tuple(requirements), "options": tuple(options)}
        )

    @staticmethod
    def use(module: str, when: str = "module", distribution: str | None = None, line: int = 1) -> ImportUse:
        """An import in `train.py`."""
        return ImportUse.model_validate(
            {
                "module": module,
                "distribution": distribution or module,
                "when": when,
                "proof": Place(path="train.py", line=line),
            }
        )

    @staticmethod
    def repository(
        *files: DependencyFile,
        imports: Iterable[ImportUse] = (),
        root: str = "/nowhere",
        python: str | None = None,
        path: str = "train.py",
        entries: Iterable[EntryPoint] | None = None,
        chosen: str | None = None,
    ) -> RepoContract:
        """A repository with one training script."""
        train = EntryPoint(
            name=path,
            path=path,
            kind="train",
            confidence=1,
            command=(path,),
            imports=tuple(imports),
            framework="argparse",
        )
        return RepoContract(
            source=root,
            root=root,
            tree_digest="0" * 64,
            dependencies=files,
            entries=(train,) if entries is None else tuple(entries),
            chosen=chosen,
            python_requires=python,
            read_at=datetime(2026, 11, 20, tzinfo=UTC),
        )


@dataclass
class Bench:
    """A project, a host, and what was emitted."""

    project: ProjectFolder
    wheels: Wheels
    variables: dict[str, str]
    host: WatchedHost = field(default_factory=WatchedHost)
    events: list[Event] = field(default_factory=list)

    @property
    def context(self) -> SkillContext:
        return SkillContext(
            store=Store(Home(self.project.path.parent.parent)),
            project=self.project,
            hosts={"local": self.host},
            emit=self.events.append,
            clock=lambda: datetime(2026, 11, 20, 12, tzinfo=UTC),
        )

    def skill(self, installer: str = "uv") -> EnvSkill:
        return EnvSkill(installer, variables=self.variables)  # type: ignore[arg-type]


@pytest.fixture
def make() -> type[Make]:
    return Make


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def bench(tmp_path: Path, cache: Path) -> Bench:
    """A project without a network: its packages come from a folder of wheels, as pip's settings say."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYENV_ROOT": os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv")),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": str(wheels),
        "PIP_NO_INDEX": "1",
        "UV_CACHE_DIR": str(cache),
        "XDG_CACHE_HOME": str(cache),
    }
    return Bench(Home(tmp_path / "home").project("digits"), Wheels(wheels), variables)
