# Everything sets itself up in .venv inside the checkout; nothing else on the machine is touched.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: pack test lint wheels bench bench-long fuzz crash gallery docs templates samples holidays lock clean

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Chenxi needs Python 3.11 or newer: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

pack: $(READY)          ## the weekly pack from the sample inputs
	$(BIN)/chenxi build weekly

test: $(READY)          ## the whole test suite
	$(BIN)/python -m pytest

lint: $(READY)          ## ruff, mypy, the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

wheels: $(READY)        ## every locked package has a wheel for Windows or is pure Python (lunar-python: pure source)
	$(BIN)/python -m pip install --dry-run --quiet --ignore-installed --target $(VENV)/nowhere --no-deps --require-hashes \
	  --platform win_amd64 --python-version 3.11 --only-binary=:all: --no-binary=lunar-python -r requirements.lock

bench: $(READY)         ## speed against peers, side by side, as ratios
	$(BIN)/python -m benchmarks

bench-long: $(READY)    ## growth: 10 to 100,000 rows, 1 to 100,000 documents, a night of 1,000 branches
	$(BIN)/python -m benchmarks long

fuzz: $(READY)          ## hostile values and templates, the long form
	CHENXI_FUZZ=1 $(BIN)/python -m pytest tests/fuzz

crash: $(READY)         ## builds killed at many moments, the long form
	CHENXI_CRASH=1 $(BIN)/python -m pytest tests/crash

samples: $(READY)       ## write inputs/ anew
	cd tests && PYTHONPATH=.. ../$(BIN)/python -m authoring.sample_inputs

templates: $(READY)     ## draw the shipped templates anew
	cd tests && PYTHONPATH=.. ../$(BIN)/python -m authoring.draw

gallery: $(READY)       ## pictures of every document, from the sample inputs
	cd tests && for draws in gallery contact_sheet guide_pictures; do PYTHONPATH=.. ../$(BIN)/python -m authoring.$$draws || exit 1; done

holidays: $(READY)      ## the public holidays anew, after the yearly notice
	cd tests && PYTHONPATH=.. ../$(BIN)/python -m authoring.public_holidays

docs: $(READY)          ## the reference pages, from the code
	cd tests && LC_ALL=C.UTF-8 PYTHONPATH=.. ../$(BIN)/python -m authoring.reference

lock:                   ## resolve requirements.lock anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --group dev --group build --no-header --no-annotate --no-emit-index-url \
	  --python-version 3.11 pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
