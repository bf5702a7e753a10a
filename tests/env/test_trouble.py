"""What went wrong, in the installers' own words, as they wrote them here."""

import pytest

from skills.env.advice import build_cause
from skills.env.known_names import nearest
from skills.env.trouble import trouble_in

UV = "error: No solution found when resolving dependencies\n  cause: "
SAID = {
    "uv: two lines exclude each other": (
        UV
        + "Because you require numpy==1.26.4 and numpy>=2, we can conclude that your requirements are unsatisfiable.",
        "contradiction",
        ("numpy",),
    ),
    "uv: through a dependency": (
        UV + "Because pandas==2.2.0 depends on numpy{python_full_version < '3.12'}>=1.23.2,<2 and you require "
        "pandas==2.2.0, we can conclude that you require numpy>=1.23.2,<2.\n"
        "         And because you require numpy==1.20, we can conclude that your requirements are unsatisfiable.",
        "conflict",
        ("pandas", "numpy"),
    ),
    "uv: all versions": (
        UV + "Because all versions of spam depend on ham<2 and you require spam==1.0, we can conclude that you require "
        "ham<2.\n         And because you require ham==2.0, we can conclude that your requirements are unsatisfiable.",
        "conflict",
        ("spam", "ham"),
    ),
    "uv: no such package": (
        UV + "Because numpyy was not found in the package registry and you require numpyy, we can conclude that your "
        "requirements are unsatisfiable.",
        "no_package",
        ("numpyy",),
    ),
    "uv: no such package in the folders": (
        UV + "Because numpyy was not found in the provided package locations and you require numpyy, we can conclude "
        "that your requirements are unsatisfiable.",
        "no_package",
        ("numpyy",),
    ),
    "uv: no such version": (
        UV + "Because there is no version of six==99 and you require six==99, we can conclude that your requirements "
        "are unsatisfiable.",
        "no_version",
        ("six",),
    ),
    "uv: no build for this Python": (
        UV + "Because torch==1.7.1 has no wheels with a matching Python ABI tag (e.g., `cp311`) and you require "
        "torch==1.7.1, we can conclude that your requirements are unsatisfiable.\n\nhint: You require CPython 3.11 "
        "(`cp311`), but we only found wheels for `torch` (v1.7.1) with the following Python ABI tags: `cp36m`, `cp38`",
        "other_python",
        ("torch",),
    ),
    "uv: only source": (
        UV + "Because numpy==1.21.2 has no usable wheels and you require numpy==1.21.2, we can conclude that your "
        "requirements are unsatisfiable.\n\nhint: Wheels are required for `numpy` because building from source is "
        "disabled for `numpy` (i.e., with `--no-build-package numpy`)",
        "other_python",
        ("numpy",),
    ),
    "uv: for another Python": (
        UV + "Because spam==1.0 requires Python ==3.13.* and only spam==1.0 is available, we can conclude that all "
        "versions of spam cannot be used.",
        "other_python",
        ("spam",),
    ),
    "uv: build": (
        "error: Failed to build `sklearn==0.0.post12`\n  cause: The build backend returned an error\n",
        "build",
        ("sklearn",),
    ),
    "uv: build needs what is not there": (
        (
            "error: Failed to build `spam==1.0`\n  cause: Failed to resolve requirements from `setup.py` build\n"
            "  cause: No solution found when resolving: `setuptools>=40.8.0`\n  cause: Because setuptools was "
            "not found in "
            "the provided package locations and you require setuptools>=40.8.0, we can conclude that your requirements "
            "are unsatisfiable."
        ),
        "build",
        ("spam", "setuptools"),
    ),
    "uv: no network": (
        (
            "error: Request failed after 3 retries in 8.5s\n  cause: Failed to fetch: "
            "http://127.0.0.1:9/simple/flask/\n"
            "  cause: error sending request for url (http://127.0.0.1:9/simple/flask/)\n  cause: client error (Connect)"
        ),
        "network",
        (),
    ),
    "uv: disk full": (
        (
            "error: Failed to install: torch-2.13.0.whl\n  cause: failed to write to file\n"
            "  cause: No space left on device (os error 28)"
        ),
        "disk",
        (),
    ),
    "pip: two lines exclude each other": (
        (
            "ERROR: Cannot install numpy==1.26.4 and numpy>=2 because these package versions have conflicting "
            "dependencies."
            "\n\nThe conflict is caused by:\n    The user requested numpy==1.26.4\n    The user requested numpy>=2\n\n"
            "To fix this you could try to:\n1. loosen the range of package versions you've specified\n"
        ),
        "contradiction",
        ("numpy",),
    ),
    "pip: through a dependency": (
        (
            "ERROR: Cannot install -r r.in (line 1) and numpy==1.20 because these package versions have conflicting "
            "dependencies.\n\nThe conflict is caused by:\n    The user requested numpy==1.20\n"
            '    pandas 2.2.0 depends on numpy<2 and >=1.23.2; python_version == "3.11"\n'
        ),
        "conflict",
        ("numpy", "pandas"),
    ),
    "pip: no such package": (
        (
            "ERROR: Could not find a version that satisfies the requirement numpyy (from versions: none)\n"
            "ERROR: No matching distribution found for numpyy"
        ),
        "no_package",
        ("numpyy",),
    ),
    "pip: no such version": (
        (
            "ERROR: Could not find a version that satisfies the requirement six==99 (from versions: 1.16.0, 1.17.0)\n"
            "ERROR: No matching distribution found for six==99"
        ),
        "no_version",
        ("six",),
    ),
    "pip: for another Python": (
        (
            "ERROR: Ignored the following versions that require a different python version: 2.1.0 "
            "Requires-Python >=3.10\n"
            "ERROR: Could not find a version that satisfies the requirement numpy>=2.1 (from versions: 1.3.0, 1.24.4)\n"
            "ERROR: No matching distribution found for numpy>=2.1"
        ),
        "other_python",
        ("numpy",),
    ),
    "pip: no network": (
        (
            "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by "
            "'NewConnectionError(\"refused\")'\n"
            "ERROR: Could not find a version that satisfies the requirement flask==1.0 (from versions: none)\n"
        ),
        "network",
        ("flask",),
    ),
    "pip: build, as older ones say it": (
        (
            "Collecting sklearn\n  Downloading sklearn-0.0.tar.gz\n  error: subprocess-exited-with-error\n  \n"
            "  × Getting requirements to build wheel did not run successfully.\n"
        ),
        "build",
        ("sklearn",),
    ),
    "pip: build, as newer ones say it": (
        (
            "  error: subprocess-exited-with-error\n"
            "ERROR: Failed to build 'sklearn' when getting requirements to build wheel"
        ),
        "build",
        ("sklearn",),
    ),
    "something new": ("thread 'main' panicked at src/main.rs:1", "unknown", ()),
}


@pytest.mark.parametrize("case", SAID)
def test_the_kind_of_trouble_and_the_packages_are_read(case):
    output, kind, names = SAID[case]
    trouble = trouble_in(output)
    assert (trouble.kind, set(trouble.names)) == (kind, set(names))


def test_the_essential_lines_are_kept_as_they_were():
    trouble = trouble_in(SAID["uv: through a dependency"][0])
    assert "pandas==2.2.0 depends on numpy" in trouble.says
    assert "you require numpy==1.20" in trouble.says


def test_a_long_list_of_versions_is_shown_by_its_ends():
    versions = ", ".join(f"1.{number}" for number in range(50))
    said = f"ERROR: Could not find a version that satisfies the requirement six==99 (from versions: {versions})"
    assert trouble_in(said).says.endswith("(from versions: 1.0, 1.1, …, 1.47, 1.48, 1.49)")


@pytest.mark.parametrize(
    ("output", "cause"),
    [
        ("error: command 'gcc' failed: No such file or directory", "it needs a C compiler, gcc"),
        ("src/a.c:1:10: fatal error: sqlite3.h: No such file or directory", "it needs the header sqlite3.h"),
        ("ModuleNotFoundError: No module named 'torch'", "its build needs the module torch, which is not there"),
        ("OSError: CUDA_HOME environment variable is not set.", "it needs the CUDA toolkit"),
        ("error: can't find Rust compiler", "it needs a Rust compiler"),
    ],
)
def test_the_reason_of_a_failed_build_is_said_in_few_words(output, cause):
    assert build_cause(output) == cause


@pytest.mark.parametrize(
    ("name", "meant"), [("sklearn", "scikit-learn"), ("numpyy", "numpy"), ("trasnformers", "transformers"), ("q", None)]
)
def test_a_wrong_name_finds_the_one_that_is_meant(name, meant):
    assert nearest(name) == meant
