# Every target does its own set-up: Python 3.11 or newer is all a machine needs.
PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
CLIENTS := .venv-clients
NPM     := PATH="$(CURDIR)/$(CLIENTS)/bin:$$PATH" npm --loglevel error --no-fund --no-audit
LOCK    := $(BIN)/uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header
export PYTHONPATH := src

.PHONY: run test fuzz check format lint types contracts screenshots bench clients lock clean

run: $(VENV)/.run
	@$(BIN)/python -m kmstui $(ARGS)

# Four workers on any machine: console tests wait for screens as much as they compute. Files go in their own order,
# not those with the most tests first: what takes longest has one test a file, and stands in tests/clients.
test: $(VENV)/.dev clients
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder $(ARGS)

# 100,000 requests made up from the shapes and 40,000 signed ones; `make test` has a few thousand of each.
fuzz: $(VENV)/.dev
	KMSTUI_FUZZ=1 $(BIN)/python -m pytest -n 2 --dist loadfile tests/server/hostile/test_generated_requests.py tests/vectors/sigv4 $(ARGS)

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

bench: $(VENV)/.dev clients
	$(BIN)/python -m bench $(ARGS)

# Rewrites the lock files from pyproject.toml and tests/clients/javascript/package.json.
lock: $(VENV)/.dev $(CLIENTS)/.clients
	$(BIN)/python -m pip install -q 'uv>=0.9'
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) --extra demo --group dev pyproject.toml -o requirements-dev.lock
	$(LOCK) --group pyproject.toml:clients -o requirements-clients.lock
	$(LOCK) --no-deps --group pyproject.toml:collection -o requirements-collection.lock
	cd tests/clients/javascript && $(NPM) install --package-lock-only --omit-lockfile-registry-resolved

# What tests/clients speaks to `kmstui serve` with, apart from everything else because the AWS CLI pins botocore:
# the AWS CLI, boto3, the Encryption SDK, Ansible with amazon.aws, Node.js with the JavaScript SDK, moto's server.
clients: $(CLIENTS)/.clients $(CLIENTS)/.collection $(CLIENTS)/.javascript

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kmstui needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run

$(CLIENTS)/bin/python:
	$(PYTHON) -m venv $(CLIENTS)

$(CLIENTS)/.clients: requirements-clients.lock | $(CLIENTS)/bin/python
	$(CLIENTS)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-clients.lock
	@touch $@

$(CLIENTS)/.collection: requirements-collection.lock scripts/collection.py | $(CLIENTS)/bin/python
	$(CLIENTS)/bin/python -m pip download -q --disable-pip-version-check --no-deps --require-hashes -r requirements-collection.lock -d $(CLIENTS)/wheels
	$(CLIENTS)/bin/python scripts/collection.py amazon.aws $(CLIENTS)/wheels $(CLIENTS)/collections
	@rm -rf $(CLIENTS)/wheels && touch $@

$(CLIENTS)/.javascript: tests/clients/javascript/package-lock.json $(CLIENTS)/.clients
	@mkdir -p $(CLIENTS)/javascript && cp tests/clients/javascript/package*.json $(CLIENTS)/javascript
	cd $(CLIENTS)/javascript && $(NPM) ci --ignore-scripts
	@touch $@

clean:
	rm -rf $(VENV) $(CLIENTS) .mypy_cache .ruff_cache .pytest_cache .hypothesis
