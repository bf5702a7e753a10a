# Needs Python 3.11 or newer with pip, git and make. The first call makes .venv from requirements.lock.
#   make PYTHON=/path/to/python3.11     use this interpreter
#   make test TESTS=tests/contracts     only these tests

BIN := .venv/bin
LOCKED := .venv/.locked
READY := .venv/.ready
TESTS ?= tests

unexport PYTHONPATH
unexport PYTHONHOME

.PHONY: help demo run test check schemas lock clean again

help:
	@echo 'make demo     the whole pipeline on the bundled example, without a screen'
	@echo 'make run      open the program'
	@echo 'make test     run the tests'
	@echo 'make check    linters, types, layers, dependencies'
	@echo 'make schemas  write contracts/schemas/ again'
	@echo 'make lock     resolve requirements.lock again; UPGRADE=1 takes newer versions'
	@echo 'make clean    remove .venv and everything else that was built'

demo: $(READY)
	@$(BIN)/mlclaw demo --batch

run: $(READY)
	@$(BIN)/mlclaw

# A file stays with one worker, so what its tests share is made once.
test: $(READY)
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile $(TESTS)

check: $(READY)
	@$(BIN)/ruff check --output-format concise .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .

schemas: $(READY)
	@$(BIN)/python -m contracts.schema

lock: $(READY)
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) \
		--quiet -o requirements.lock

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment holds its own absolute place: in a checkout that was moved or copied it is made again.
WHOLE := $(shell [ -x $(BIN)/python ] && [ "$$(cat $(LOCKED) 2>/dev/null)" = "$$(pwd -P)" ] && echo yes)

$(LOCKED): requirements.lock $(if $(WHOLE),,again)
	@PYTHON='$(PYTHON)' sh tools/environment.sh locked
	@pwd -P >$(LOCKED)

$(READY): $(LOCKED) pyproject.toml
	@PYTHON='$(PYTHON)' sh tools/environment.sh project
	@touch $(READY)
