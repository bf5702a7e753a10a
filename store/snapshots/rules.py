"""Which files of a folder are code to freeze, data to link, and neither.

What git tracks is frozen up to the size limit. These rules are for the rest: files that git does not know or ignores,
and folders that are no repository. Names are judged as bytes, because a file name need not be UTF-8.
"""

from typing import Literal

FILE_LIMIT_BYTES = 64 * 2**20
"""A larger file is linked, not frozen."""
FOLDER_LIMIT_BYTES = 256 * 2**20
FOLDER_LIMIT_FILES = 5_000
"""A folder above either of these, without a line of code in it, is data."""
IGNORED_LIMIT_BYTES = 4 * 2**20
IGNORED_LIMIT_FILES = 500
"""An ignored folder below both of these is frozen: it may be the configuration the code reads."""

Verdict = Literal["freeze", "link", "output", "never"]
"""`output`: what earlier work left behind; the folder is made, its content stays away."""


def _names(text: str) -> frozenset[bytes]:
    return frozenset(text.encode().split())


_NEVER = _names(
    ".git .hg .svn .bzr .jj .dvc __pycache__ .venv venv .virtualenv virtualenv .pixi .conda node_modules .tox .nox "
    ".mypy_cache .ruff_cache .pytest_cache .hypothesis .ipynb_checkpoints .eggs .cache .gradle .idea .vscode .vs "
    ".fleet .zed .DS_Store Thumbs.db .coverage htmlcov .direnv .mlclaw"
)
_NEVER_ENDS = (b".pyc", b".pyo", b".swp", b".swo", b"~", b".egg-info")
_OUTPUT = _names(
    "wandb mlruns mlartifacts runs run outputs output out results result logs log lightning_logs tb_logs tensorboard "
    "tensorboard_logs checkpoints checkpoint ckpt ckpts multirun work_dirs saved saved_models artifacts dist "
    "profiles nohup.out .guild .aim .neptune .clearml"
)
_OUTPUT_ENDS = (b".log", b".out", b".pid", b".prof")
_OUTPUT_STARTS = (b"events.out.tfevents",)
_DATA = _names("data dataset datasets images labels annotations corpus corpora raw processed inputs downloads")
_CODE_ENDS = (
    b".py .pyi .pyx .pxd .ipynb .sh .bash .yaml .yml .json .toml .ini .cfg .conf .cnf .properties .gin .jsonnet "
    b".libsonnet .md .rst .txt .xml .c .cc .cpp .cu .cuh .h .hpp .r .jl .lua .proto .sql .tf .hcl .prototxt .names"
).split()
_PROGRAM_ENDS = (b".py", b".ipynb", b".pyx", b".sh", b".cu", b".cpp", b".c", b".h", b".r", b".jl")
_WEIGHTS_ENDS = (
    b".pt .pth .ckpt .safetensors .h5 .hdf5 .keras .pb .tflite .onnx .engine .pkl .pickle .joblib .npz .bin .gguf "
    b".model .weights .caffemodel .mar .msgpack"
).split()
_SECRET = _names(".env .netrc .pypirc .npmrc id_rsa id_ed25519 id_ecdsa kaggle.json credentials credentials.json")
_SECRET_STARTS = (b".env.", b"secret", b"client_secret", b"service-account", b"service_account")
_SECRET_ENDS = (b".pem", b".key", b".p12", b".pfx", b".keystore")
_CONFIG_LIMIT_BYTES = 2**20


def is_never(name: bytes) -> bool:
    """Whether a file or folder of this name is version control, an environment, a cache or an editor's own."""
    return name in _NEVER or name.endswith(_NEVER_ENDS)


def is_output(name: bytes) -> bool:
    """Whether a name is one that programs give to what they write."""
    return name in _OUTPUT or name.endswith(_OUTPUT_ENDS) or name.startswith(_OUTPUT_STARTS)


def is_program(name: bytes) -> bool:
    """Whether a file is a program; a folder that has one is not data."""
    return name.lower().endswith(_PROGRAM_ENDS)


def is_secret(name: bytes) -> bool:
    """Whether a file of this name may hold a credential: it is linked, never copied into our repository."""
    lower = name.lower()
    if is_program(lower):
        return False
    return lower in _SECRET or lower.startswith(_SECRET_STARTS) or lower.endswith(_SECRET_ENDS)


def is_weights(name: bytes) -> bool:
    """Whether a file may be a model: read by one program, written in place by the next."""
    return name.lower().endswith(tuple(_WEIGHTS_ENDS))


def untracked_file(name: bytes, size: int, inside_output: bool) -> Verdict:
    """Judge a file that git would add, or a file of a folder that is no repository."""
    if is_secret(name):
        return "link"
    if name.startswith(_OUTPUT_STARTS) or (inside_output and (is_weights(name) or is_output(name))):
        return "output"
    return "link" if size > FILE_LIMIT_BYTES else "freeze"


def ignored_file(name: bytes, size: int) -> Verdict:
    """Judge a file that git ignores."""
    if is_secret(name):
        return "link"
    if is_output(name):
        return "output"
    looks_like_code = name.lower().endswith(tuple(_CODE_ENDS)) or b"." not in name.lstrip(b".")
    return "freeze" if looks_like_code and size <= _CONFIG_LIMIT_BYTES else "link"


def ignored_folder(name: bytes, files: int, size: int) -> Verdict:
    """Judge a folder that git ignores, by its name and what is in it."""
    if is_output(name):
        return "output"
    if name.lower() in _DATA or files > IGNORED_LIMIT_FILES or size > IGNORED_LIMIT_BYTES:
        return "link"
    return "freeze"


def is_bulk(files: int, size: int) -> bool:
    """Whether a folder without code is too much to freeze."""
    return files > FOLDER_LIMIT_FILES or size > FOLDER_LIMIT_BYTES
