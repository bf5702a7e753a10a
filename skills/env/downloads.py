"""Packages of gigabytes: which they are, and how to get their small builds where this machine has no GPU."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import InvalidWheelFilename, parse_wheel_filename
from packaging.version import Version

from contracts.env import EnvContract, LockedPackage
from skills.env.interpreters import Interpreter
from skills.env.requirement_lines import name_of

MANY_BYTES = 500_000_000
"""From here on a download is said before it is made."""

_MEGABYTES: Mapping[str, int] = {
    "torch": 800,
    "tensorflow": 600,
    "tensorflow-cpu": 250,
    "jaxlib": 100,
    "jax-cuda12-plugin": 600,
    "triton": 200,
    "torchvision": 10,
    "tensorrt": 1500,
    "tensorrt-cu12-libs": 1500,
    "paddlepaddle": 200,
    "paddlepaddle-gpu": 1800,
    "cupy-cuda12x": 120,
    "cupy-cuda11x": 100,
    "onnxruntime-gpu": 300,
    "mxnet": 400,
    "pyspark": 400,
    "vllm": 400,
    "xformers": 120,
    "flash-attn": 250,
    "open3d": 400,
    "scipy": 35,
    "llvmlite": 45,
    "pyarrow": 45,
    "opencv-python": 60,
    "opencv-contrib-python": 70,
    "xgboost": 250,
    "catboost": 100,
    "ray": 70,
    "mujoco": 10,
    "bitsandbytes": 70,
    "nvidia-cublas": 550,
    "nvidia-cudnn": 600,
    "nvidia-cufft": 200,
    "nvidia-cusparse": 280,
    "nvidia-cusparselt": 220,
    "nvidia-cusolver": 200,
    "nvidia-nccl": 280,
    "nvidia-curand": 60,
    "nvidia-nvshmem": 130,
    "nvidia-cuda-nvrtc": 80,
    "nvidia-nvjitlink": 40,
}
"""Rough sizes of the Linux builds of recent years, where the index does not say."""

_CUDA_TORCH_BYTES = 2_800_000_000
TORCH_FAMILY = frozenset({"torch", "torchvision", "torchaudio", "torchtext", "torchdata"})
_BRING_TORCH = """
accelerate bitsandbytes clip deepspeed diffusers easyocr fairseq fastai flash-attn kornia lightning lpips mmcv
mmengine monai open-clip-torch openai-clip peft pyro-ppl pytorch-lightning pytorch-metric-learning segmentation-
models-pytorch sentence-transformers speechbrain stable-baselines3 timm torch-geometric torchdiffeq torchmetrics trl
ultralytics xformers
"""
"""Distributions that depend on PyTorch."""
_FRAMEWORKS = frozenset({"torch", "tensorflow", "tensorflow-cpu", "jax", "mxnet", "paddlepaddle", "tensorrt"})
_GPU_DEVICES = ("/dev/nvidia0", "/dev/nvidiactl", "/dev/dxg", "/dev/nvhost-gpu", "/dev/kfd")


def has_gpu() -> bool:
    """Whether this machine shows a GPU that a framework could use."""
    return any(Path(device).exists() for device in _GPU_DEVICES)


def is_large(requirement: str) -> bool:
    """Whether a distribution is hundreds of megabytes, or brings them."""
    name = name_of(requirement)
    return wants_torch([name]) or _MEGABYTES.get(name, 0) > 150


def is_other_framework(requirement: str, names: Iterable[str]) -> bool:
    """Whether this is one framework, and another one is among these."""
    found = _FRAMEWORKS.intersection(names) | ({"torch"} if wants_torch(names) else set())
    return name_of(requirement) in _FRAMEWORKS - found and bool(found)


def wants_torch(names: Iterable[str]) -> bool:
    """Whether these distributions are, or bring, PyTorch."""
    return not TORCH_FAMILY.union(_BRING_TORCH.split()).isdisjoint(names)


def cpu_builds(folders: Sequence[Path], requirements: Sequence[str], interpreter: Interpreter) -> dict[str, str]:
    """Return the CPU builds that wheel folders offer for an interpreter, as constraints by name.

    The newest one that the requirements allow: `{"torch": "torch==2.13.0+cpu"}`.
    """
    newest: dict[str, Version] = {}
    for name, version in _cpu_wheels(folders, interpreter):
        allowed = all(
            Requirement(item).specifier.contains(version, prereleases=True)
            for item in requirements
            if name_of(item) == name
        )
        if allowed and version > newest.get(name, Version("0")):
            newest[name] = version
    return {name: f"{name}=={version}" for name, version in newest.items()}


def _cpu_wheels(folders: Sequence[Path], interpreter: Interpreter) -> Iterator[tuple[str, Version]]:
    tags = _tags(interpreter)
    for folder in folders:
        for file in sorted(folder.glob("*.whl")):
            try:
                name, version, _, wheel_tags = parse_wheel_filename(file.name)
            except (InvalidWheelFilename, ValueError):
                continue
            if version.local and version.local.startswith("cpu") and not tags.isdisjoint(wheel_tags):
                yield str(name), version


def _tags(interpreter: Interpreter) -> frozenset[Tag]:
    release = (interpreter.version.major, interpreter.version.minor)
    return frozenset((*cpython_tags(python_version=release), *compatible_tags(python_version=release)))


def kept_builds(env: EnvContract | None, interpreter: Interpreter) -> dict[str, str]:
    """Return the large packages of the environment before as constraints, so that they are not downloaded anew."""
    if env is None or Version(env.python_version).release[:2] != interpreter.version.release[:2]:
        return {}
    large = {package.name: package for package in env.lock if package.name in TORCH_FAMILY | {"tensorflow", "jaxlib"}}
    return {name: f"{name}=={package.version}" for name, package in large.items()}


def foreseen(names: Iterable[str], small: Iterable[str], *, gpu: bool) -> str | None:
    """Return what to say of a large download before anything is resolved; None where none is to be expected.

    Args:
        names: The distributions that are asked for.
        small: Those that a wheel folder has in a CPU build.
        gpu: Whether this machine has a GPU.
    """
    asked = set(names)
    if wants_torch(asked) and "torch" not in set(small):
        if gpu:
            return f"PyTorch with CUDA: about {_gigabytes(_CUDA_TORCH_BYTES)} to download, unless it is in the cache"
        return (
            "PyTorch: this machine has no GPU, so a CPU build is taken where one is offered (about 0.2 GB); "
            f"else up to {_gigabytes(_CUDA_TORCH_BYTES)} to download"
        )
    large = {name: size for name in asked - TORCH_FAMILY if (size := _MEGABYTES.get(name, 0) * 1_000_000) > 200_000_000}
    if large:
        return f"{', '.join(sorted(large))}: about {_gigabytes(sum(large.values()))} to download, unless in the cache"
    return None


def download_size(packages: Iterable[LockedPackage], sizes: Mapping[str, int], folders: Sequence[Path]) -> int:
    """Return about how many bytes a lock downloads; what lies in a wheel folder counts nothing."""
    local = {file.name.split("-")[0].lower().replace("_", "-") for folder in folders for file in folder.glob("*.whl")}
    return sum(sizes.get(package.name, _size(package)) for package in packages if package.name not in local)


def _size(package: LockedPackage) -> int:
    if "+cpu" in package.version:
        return 200_000_000
    plain = re.sub(r"-cu\d+$", "", package.name)
    return _MEGABYTES.get(package.name, _MEGABYTES.get(plain, 2)) * 1_000_000


def has_cuda(packages: Iterable[LockedPackage]) -> bool:
    """Whether a lock holds libraries that only a GPU needs."""
    return any(re.fullmatch(r"nvidia-(cublas|cudnn|cuda-runtime).*", package.name) for package in packages)


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
