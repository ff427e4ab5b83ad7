# Everything here sets up what it needs: Python 3.11 to 3.13 with pip, and make, are enough.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv, pip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1 && { echo $$p; break; }; done)
BIN := .venv/bin
READY := .venv/.ready
UV := .tools/uv/bin/uv
UV_VERSION := 0.13.9
EXTRAS := notebooks test check bench build
COMPILE = $(UV) pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-header --no-emit-index-url \
	--no-annotate --quiet
CLUSTER := .venv/.cluster
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal -q

.PHONY: help setup demo test slow cluster check format bench bench-speed bench-steps bench-cases bench-deskrules bench-coverage lock clean

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile

setup: $(READY) ## environment up to date

# The environment is built without pip inside (Debian may lack ensurepip); the pip of $(PYTHON) installs into it. The
# project itself goes in editable and without build isolation, so that the build tools are the locked ones too.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 with pip is needed, and none was found; say PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "setting up .venv (a minute or two the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip .venv
	@$(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check install -qq --no-deps --require-hashes -r requirements.lock
	@$(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check install -qq --no-deps --no-build-isolation --editable .
	@echo "compiling the simulator (a minute at most, kept for the next time)"
	@$(BIN)/python -m sim.warm
	@touch $@

# What sweeps on many machines need (Dask, Ray): large, so only for those who want it, and for the slow tests.
$(CLUSTER): $(READY) requirements-cluster.lock
	@$(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check install -qq --no-deps --require-hashes -r requirements-cluster.lock
	@touch $@

cluster: $(CLUSTER) ## Dask and Ray too, for sweeps on many machines

demo: setup ## simulate the Huai'an hall, find a better plan, compare, report
	$(BIN)/hall optimise huaian --out runs/demo
	$(BIN)/hall report runs/demo

test: setup ## the tests
	$(PYTEST)

slow: $(CLUSTER) ## the tests that take long
	HALL_SEARCHING=1 $(PYTEST) -m 'slow or not slow' --timeout 3600

check: setup ## format, lint, types, import direction, lock file
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python .ci/check_lock.py

format: setup ## put the sources into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: bench-speed bench-steps bench-believable bench-whatifs bench-cases bench-deskrules bench-coverage bench-pairing bench-sweep ## all benchmarks, one after the other

bench-speed: setup ## how fast: beside other simulators, by size, by month; writes benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks.speed --write

bench-steps: setup ## how many steps of cases a second; writes benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks.steps --write

bench-cases: setup ## what the reforms of cases are worth: the answers in scenarios/huaian/whatif/README.md
	$(BIN)/python -m benchmarks.case_whatifs --replications 20

bench-deskrules: setup ## which desk rule has how many late cases under load; writes docs/DESK_RULES.md
	$(BIN)/python -m benchmarks.desk_rules --write

bench-coverage: setup ## how often intervals, the stopping rule and selection are right; writes docs/COVERAGE.md
	$(BIN)/python -m benchmarks.coverage --write

bench-%: setup ## one benchmark: believable, whatifs, pairing, sensitivity, sweep
	$(BIN)/python -m benchmarks.$*

$(UV):
	@$(PYTHON) -m pip --disable-pip-version-check install -qq --target .tools/uv uv==$(UV_VERSION)

lock: $(UV) ## pin every dependency anew, with hashes and without addresses
	$(COMPILE) $(EXTRAS:%=--extra %) --upgrade --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra dask --extra ray --constraint requirements.lock --upgrade --output-file requirements-cluster.lock pyproject.toml

clean: ## remove what was made here
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
