"""What an installer does for a build: resolve to a lock, make an environment, fill it. uv and pip both do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from skills.env.interpreters import Interpreter
from skills.env.lock import Lock
from store.files import write_atomic

Argv = tuple[str, ...]

SLOW_TO_BUILD = (
    "catboost", "cryptography", "grpcio", "h5py", "jaxlib", "lightgbm", "llvmlite", "lxml", "matplotlib", "numba",
    "numpy", "onnx", "onnxruntime", "opencv-contrib-python", "opencv-python", "opencv-python-headless", "pandas",
    "pillow", "pyarrow", "safetensors", "scikit-image", "scikit-learn", "scipy", "sentencepiece", "shapely",
    "tensorflow", "tokenizers", "torch", "torchaudio", "torchvision", "xgboost",
)  # fmt: skip
"""Taken as ready builds until everything else was tried: from source they need compilers and many minutes."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to resolve."""

    requirements: tuple[str, ...]
    constraints: tuple[str, ...]
    interpreter: Interpreter
    before: datetime | None = None
    """Only what was published by then."""
    from_source: bool = False
    """Whether packages that are slow to build may be built."""
    cpu_index: bool = False
    """Whether PyTorch comes from its own index of CPU builds; only uv knows it."""

    def write(self, folder: Path) -> None:
        """Write the files that the commands read, for the user's eyes only: addresses may hold credentials."""
        ready = () if self.from_source else tuple(f"--only-binary {name}" for name in SLOW_TO_BUILD)
        for name, lines in (("requirements.in", (*ready, *self.requirements)), ("constraints.in", self.constraints)):
            write_atomic(folder / name, "".join(f"{line}\n" for line in lines))


class Installer(Protocol):
    """uv or pip."""

    @property
    def name(self) -> Literal["uv", "pip"]: ...

    @property
    def environment(self) -> Mapping[str, str]:
        """Variables for its processes; may hold credentials."""
        ...

    @property
    def wheel_folders(self) -> tuple[Path, ...]:
        """Local folders that it takes wheels from."""
        ...

    def preparing(self, question: Question, folder: Path) -> tuple[Argv, ...]:
        """Return the commands that make the installer itself ready for a question; the same ones need not run twice."""
        ...

    def resolving(self, question: Question, folder: Path) -> tuple[Argv, ...]:
        """Return the commands that resolve the question's files in a folder."""
        ...

    def read_lock(self, folder: Path) -> Lock:
        """Return what the last of these commands wrote, and remove it: it may hold addresses."""
        ...

    def creating(self, interpreter: Interpreter, env: str) -> tuple[Argv, ...]:
        """Return the commands that make an empty environment."""
        ...

    def installing(self, env: str, folder: Path, *, direct: bool) -> tuple[Argv, ...]:
        """Return the commands that install `lock.txt` of a folder, and `direct.txt` where it is said to be there."""
        ...
