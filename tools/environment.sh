#!/bin/sh
# Fill .venv.   `environment.sh locked`: everything in requirements.lock, from nothing, so that an interrupted or
# outdated environment cannot linger.   `environment.sh project`: this checkout itself, so that edits count at once.
#   PYTHON   the interpreter to use; else the first of python3.11, python3, python that is new enough
set -eu
cd "$(dirname "$0")/.."
unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_USER PIP_REQUIRE_VIRTUALENV UV_SYSTEM_PYTHON || true

say() {
    printf 'mlclaw: %s\n' "$*" >&2
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" && python=$PYTHON && return
        say "PYTHON=$PYTHON does not start, or is older than Python 3.11."
        exit 1
    fi
    for python in python3.11 python3 python; do
        if new_enough "$python"; then return; fi
    done
    say 'No Python 3.11 or newer was found as python3.11, python3 or python.'
    say 'Install one, or name it: `make PYTHON=/path/to/python3.11`.'
    exit 1
}

# Some systems split off what puts pip into a new environment; their own pip then installs into it from outside.
make_environment() {
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 && return
    rm -rf .venv
    "$python" -m venv --without-pip .venv && "$python" -m pip --version >/dev/null && return
    say "$python can neither make an environment nor run pip. Install its venv and pip modules (Debian: python3-venv)."
    exit 1
}

pip_install() {
    if [ -x .venv/bin/pip ]; then
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps "$@"
    else
        "$python" -m pip --python .venv/bin/python install --quiet --disable-pip-version-check --no-deps "$@"
    fi
}

uv_install() {
    for uv in uv .venv/bin/uv; do
        "$uv" --version >/dev/null 2>&1 || continue
        "$uv" pip install --quiet --python .venv/bin/python --no-deps "$@" && return
        say "$uv could not do it, so pip does."
        return 1
    done
    return 1
}

install_locked() {
    say "Installing $(grep -c '^[a-z].*==' requirements.lock) packages into .venv, once; it can take some minutes."
    if ! uv --version >/dev/null 2>&1; then  # the lock has uv: fetching it first makes the rest several times faster
        awk '/^[a-z]/ { wanted = /^uv==/ } wanted' requirements.lock >.venv/uv.txt
        pip_install --require-hashes -r .venv/uv.txt || true
    fi
    uv_install --require-hashes -r requirements.lock || pip_install --require-hashes -r requirements.lock && return
    say 'The packages could not be installed, for the reason above. Check network and disk, then run it again.'
    exit 1
}

find_python
case $1 in
    locked) make_environment && install_locked ;;
    project) uv_install --no-build-isolation --editable . || pip_install --no-build-isolation --editable . ;;
esac
