"""What the lines of a conda environment are called on the package index."""

import re
from collections.abc import Mapping

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

_NAMES: Mapping[str, str] = {
    "pytorch": "torch",
    "pytorch-gpu": "torch",
    "pytorch-cpu": "torch",
    "opencv": "opencv-python",
    "py-opencv": "opencv-python",
    "libopencv": "opencv-python",
    "py-xgboost": "xgboost",
    "py-xgboost-gpu": "xgboost",
    "py-xgboost-cpu": "xgboost",
    "tensorflow-gpu": "tensorflow",
    "tensorflow-base": "tensorflow",
    "tensorflow-mkl": "tensorflow",
    "faiss-gpu": "faiss-cpu",
    "matplotlib-base": "matplotlib",
    "msgpack-python": "msgpack",
    "pytables": "tables",
    "pytorch-lightning": "pytorch-lightning",
    "seaborn-base": "seaborn",
    "ruamel_yaml": "ruamel.yaml",
    "numpy-base": "numpy",
    "dask-core": "dask",
    "python-graphviz": "graphviz",
    "python-levenshtein": "levenshtein",
    "lightgbm-gpu": "lightgbm",
    "pyqt": "pyqt5",
    "sentence-transformers": "sentence-transformers",
    "torchvision-cpu": "torchvision",
    "torchaudio-cpu": "torchaudio",
}
_NO_PYTHON = re.compile(
    r"""_.*|blas|bzip2|ca-certificates|c-ares|certifi-win32|cuda.*|cudatoolkit.*|cudnn|nccl|expat|ffmpeg|fontconfig|
    freetype|gcc.*|gxx.*|cxx-compiler|c-compiler|compilers|make|cmake|git|glib|gmp|gnutls|graphviz|gst-plugins-base|
    gstreamer|icu|intel-openmp|jpeg|krb5|lame|lcms2|ld_impl_.*|lerc|lib(?!rosa|cst|sass|usb1|clang-py).*|llvm-openmp|
    lz4-c|magma.*|mkl(-service|_fft|_random)?|mpi|mpich|openmpi|ncurses|nettle|ninja-base|nodejs|openblas|openh264|
    openjpeg|openssl|pcre2?|pip|pixman|pkg-config|python|python_abi|pytorch-cuda|pytorch-mutex|qt.*|r-.*|readline|
    setuptools-scm-git-archive|sqlite|swig-base|tbb|tk|tzdata|unzip|wget|wheel|x264|x265|xorg-.*|xz|yaml|zlib|zstd|
    cpuonly|vc|vs2015_runtime|vs2017_.*|sysroot_.*|kernel-headers_.*|binutils.*""",
    re.VERBOSE,
)
_LINE = re.compile(r"^(?:[\w.-]+::)?(?P<name>[A-Za-z0-9_][\w.-]*)\s*(?P<version>(?:[=<>!~][^;\[]*)?)$")


def python_of(line: str) -> str | None:
    """Return the version that a conda line asks of Python itself: `3.8` for `python=3.8.*`."""
    match = re.match(r"^(?:[\w.-]+::)?python\s*={1,2}\s*(\d+\.\d+(?:\.\d+)?)", line.strip())
    return match[1] if match else None


def from_conda(line: str) -> str | None:
    """Return a conda line as a requirement of the package index, or None where it is nothing to install from there.

    `pytorch=1.7.1=py3.7_cuda110` becomes `torch==1.7.1`; a compiler, a library of the system or Python itself is None.
    """
    direct = _direct(line)
    if direct is not None:
        return direct
    match = _LINE.match(line.strip())
    if match is None or _NO_PYTHON.fullmatch(match["name"].lower()):
        return None
    name = _NAMES.get(match["name"].lower(), match["name"])
    return f"{name}{_version(match['version'].strip())}"


def _direct(line: str) -> str | None:
    """Return a line that is a requirement already, its name translated."""
    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        return None
    if requirement.url is not None:
        return line
    if _NO_PYTHON.fullmatch(requirement.name.lower()):
        return None
    name = _NAMES.get(canonicalize_name(requirement.name), requirement.name)
    return f"{name}{line.strip()[len(requirement.name) :]}"


def _version(text: str) -> str:
    """Return a version as pip says it: `=1.2` is any 1.2, `=1.2=build` and `==1.2` are exactly that."""
    parts = text.replace(" ", "").split("=")
    exact = re.fullmatch(r"=(?P<version>[^=<>!~,|]+)(?:=(?P<build>.*))?", text.replace(" ", ""))
    if exact is None:
        return "" if "|" in text else text.replace(" ", "") if len(parts) > 1 or text else ""
    version = exact["version"]
    if exact["build"] is not None or version.endswith("*"):
        return f"=={version}"
    return f"=={version}.*"
