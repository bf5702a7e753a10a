"""Which variables of ours a command or a job gets: those it needs to run, and never a credential.

An allow-list, because nobody can list what must not leak. A name on it passes; a name that begins with one of its
prefixes passes unless it speaks of a secret; and no value passes that is an address with a password in it. What a run
needs beside this is named in its launch, by the user.

Left out on purpose, though harmless in themselves: `DISPLAY` (plots would open windows and wait for a click),
`PYTHONPATH` and `VIRTUAL_ENV` (a run imports its own snapshot in its own environment), `TERM` and `FORCE_COLOR` (logs
hold text, not colours), `SSH_AUTH_SOCK` and `DBUS_SESSION_BUS_ADDRESS` (they open the user's keys and keyring).
"""

import re
from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMES = _words(
    # who and where
    "PATH HOME USER LOGNAME SHELL HOSTNAME LANG LANGUAGE TZ TMPDIR TEMP TMP "
    # folders of caches, data and settings
    "XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CONFIG_DIRS XDG_DATA_DIRS "
    "HF_HOME HF_HUB_CACHE HF_DATASETS_CACHE HF_ASSETS_CACHE HF_ENDPOINT HF_HUB_OFFLINE HF_DATASETS_OFFLINE "
    "HUGGINGFACE_HUB_CACHE TRANSFORMERS_CACHE TRANSFORMERS_OFFLINE DIFFUSERS_CACHE SENTENCE_TRANSFORMERS_HOME "
    "TOKENIZERS_PARALLELISM KERAS_HOME KERAS_BACKEND TFDS_DATA_DIR TFHUB_CACHE_DIR KAGGLEHUB_CACHE NLTK_DATA "
    "MPLCONFIGDIR MPLBACKEND TRITON_CACHE_DIR NUMBA_CACHE_DIR UV_CACHE_DIR PIP_CACHE_DIR YOLO_CONFIG_DIR "
    "WANDB_MODE WANDB_DISABLED MLFLOW_ALLOW_FILE_STORE "
    # certificates and the way out
    "SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS "
    "HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy "
    # libraries
    "LD_LIBRARY_PATH LD_PRELOAD DYLD_LIBRARY_PATH DYLD_FALLBACK_LIBRARY_PATH LIBRARY_PATH CPATH JAVA_HOME "
    "CC CXX CUDACXX CFLAGS CXXFLAGS LDFLAGS PKG_CONFIG_PATH CMAKE_PREFIX_PATH GPU_DEVICE_ORDINAL "
    # the interpreter
    "PYTHONHASHSEED PYTHONUTF8 PYTHONIOENCODING PYTHONFAULTHANDLER PYTHONWARNINGS PYTHONMALLOC"
)
PREFIXES = (
    "LC_", "CUDA_", "CUDNN_", "CUBLAS_", "NVIDIA_", "NCCL_", "GLOO_", "UCX_", "ROCR_", "HIP_", "HSA_", "MIOPEN_",
    "TORCH_", "TORCHINDUCTOR_", "PYTORCH_", "TF_", "XLA_", "JAX_", "OMP_", "MKL_", "OPENBLAS_", "BLIS_", "GOTO_",
    "NUMEXPR_", "VECLIB_", "KMP_", "GOMP_", "TBB_", "NUMBA_", "RAYON_", "POLARS_", "MALLOC_", "MODIN_",
)  # fmt: skip
_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH|COOKIE|PRIVATE|SIGNATURE", re.IGNORECASE)
_PASSWORD_IN_ADDRESS = re.compile(r"://[^/\s]*@")
_SET = {"PYTHONUNBUFFERED": "1"}
"""Lines appear in the logs when they are printed."""


def passed_on(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of ours that a command or a job gets.

    Args:
        variables: Our own environment.
    """
    return {name: value for name, value in variables.items() if _may_pass(name) and not _holds_password(value)}


def job_environment(variables: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment of a command or job.

    Args:
        variables: Our own environment.
        added: What was asked for by name; it comes unchecked and last.
    """
    return {**passed_on(variables), **_SET, **added}


def _may_pass(name: str) -> bool:
    return name in NAMES or (name.startswith(PREFIXES) and not _SECRET.search(name))


def _holds_password(value: str) -> bool:
    return _PASSWORD_IN_ADDRESS.search(value) is not None
