# Hardpan: `make demo` shows the main job on an emulated AWS, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Some tests look for what AWS does for a moment only, which a busy machine may miss: no more than there are processors.
WORKERS ?= auto

.DEFAULT_GOAL := check
.PHONY: install demo test lint types contracts check bench lock models reference second-opinion clean

# The environment is rebuilt when the lock file or the project file changes, and not otherwise.
$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

install: $(VENV)/.installed

demo: install
	$(BIN)/hardpan demo

test: install
	$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

contracts: install
	$(BIN)/lint-imports

check: lint types contracts test

bench: install
	$(BIN)/python -m benchmarks

# Needs uv. Names, versions and hashes only: never an address to download from.
lock:
	uv pip compile --universal --all-extras --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	    --python-version 3.11 --no-header --output-file requirements.lock pyproject.toml
	sed -i '1i # Made by `make lock`: names, versions and hashes of everything Hardpan, its sandbox and its tests install.' requirements.lock

# After an update of botocore, or a new read of a collector.
models: install
	$(BIN)/python scripts/make_models.py

# After a control was added or changed: docs/controls and docs/emulator.md, which tests hold equal to what the code says.
reference: install
	$(BIN)/python scripts/make_reference.py
	$(BIN)/python -m scripts.make_emulator

# The same account in an emulator of somebody else's, which has an environment of its own.
OTHER := .second-opinion
second-opinion: install
	$(PYTHON) -m venv $(OTHER)
	$(OTHER)/bin/python -m pip install --quiet --disable-pip-version-check ministack==1.5.33 cryptography
	HARDPAN_SECOND_OPINION=$(CURDIR)/$(OTHER)/bin/ministack $(BIN)/pytest tests/second_opinion

clean:
	rm -rf $(VENV) $(OTHER) .hardpan
