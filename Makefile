# Every target does its own set-up: Python 3.11 or newer is all a machine needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export PYTHONPATH := src

.PHONY: run test check format lint types contracts screenshots bench lock clean

run: $(VENV)/.run
	@$(BIN)/python -m kmstui $(ARGS)

# Four workers on any machine: console tests wait for screens as much as they compute.
test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 4 --dist loadfile $(ARGS)

# What CI runs: format, lint, types, import contracts, tests.
check: lint types contracts test

lint: $(VENV)/.dev
	$(BIN)/ruff format --check src tests scripts bench
	$(BIN)/ruff check src tests scripts bench

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.dev
	$(BIN)/ruff format src tests scripts bench
	$(BIN)/ruff check --fix src tests scripts bench

screenshots: $(VENV)/.dev
	$(BIN)/python scripts/screenshots.py

bench: $(VENV)/.dev
	$(BIN)/python -m bench $(ARGS)

# Rewrites the lock files from pyproject.toml.
lock: $(VENV)/.dev
	$(BIN)/python -m pip install -q 'uv>=0.9'
	$(BIN)/uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --extra demo --group dev pyproject.toml -o requirements-dev.lock

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kmstui needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
