# Everything a developer does, one line each; every target prepares what it needs.
# PYTHON=python3.12 chooses the interpreter, ARGS="…" goes to the command at the end of demo, test, bench and long.

.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
# Where it is set, every program that a test starts would compile the whole package again.
unexport PYTHONDONTWRITEBYTECODE
.DELETE_ON_ERROR:

ENVIRONMENT := PYTHON="$(PYTHON)" .ci/environment
BIN := .venv/bin
LINT := .venv-lint/bin
CODE := veille tests bench docs tools
PYTEST := $(BIN)/python -m pytest
UV_COMPILE := $(LINT)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q

.PHONY: help
help: ## this list
	@printf 'veille: a news watch for the social and solidarity economy\n\n'
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

# --- use ---

.PHONY: setup demo
setup: .venv/.run ## prepare .venv, nothing else
	@echo "ready: $(BIN)/veille --help"
demo: .venv/.run ## run the whole pipeline on the built-in sample web, then serve the site
	@$(BIN)/veille demo $(ARGS)

# --- test ---

.PHONY: test long bench
test: .venv/.dev ## all tests but the long ones (ARGS="-k word" for some, ARGS=--cov measures coverage and holds its floor)
	@$(PYTEST) -n 2 --dist worksteal $(ARGS)
long: .venv/.dev ## the long forms: 5 minutes of fuzzing and concurrency, all faults, kill -9 loops
	@$(PYTEST) -m long --timeout=1800 $(ARGS)
bench: .venv/.dev .venv-bench/.bench ## compare with lemon24/reader, newsboat and bare trafilatura, side by side
	@$(BIN)/python -m bench $(ARGS)

# --- check ---

.PHONY: check lint types layers docs messages fmt lock
check: lint types layers docs test ## lint, types, layers, docs and test, as .ci/run does
lint: .venv-lint/.lint ## ruff's rules and format; spelling of the English pages
	@$(LINT)/ruff check $(CODE)
	@$(LINT)/ruff format --check $(CODE)
	@$(LINT)/codespell README.md CONTRIBUTING.md CHANGELOG.md docs/architecture.md docs/corpus.md docs/facts.md docs/territories.md docs/testing.md docs/figures.md
types: .venv/.dev ## mypy --strict
	@$(BIN)/mypy
layers: .venv-lint/.lint ## who may import whom
	@$(LINT)/lint-imports --no-cache --no-logo
docs: .venv/.run .venv-docs/.docs ## check that the references are fresh and build docs/_build (ARGS=--write renews them)
	@$(BIN)/python docs/generate.py $(or $(ARGS),--check)
	@.venv-docs/bin/sphinx-build -q -W -n --keep-going -b html docs docs/_build
	@echo "docs/_build/index.html"
messages: .venv/.dev ## renew veille/locale/veille.pot, what translators start from
	@$(BIN)/python tools/messages.py --write
fmt: .venv-lint/.lint ## format the code and put right what ruff can
	@$(LINT)/ruff check --fix --quiet $(CODE) || true
	@$(LINT)/ruff format $(CODE)
lock: .venv-lint/.lint ## renew requirements/*.txt (hashed, for Python 3.11 to 3.13, without registry addresses)
	@$(UV_COMPILE) --group build pyproject.toml -o requirements/run.txt $(ARGS)
	@$(UV_COMPILE) --group dev pyproject.toml -c requirements/run.txt -o requirements/dev.txt $(ARGS)
	@$(UV_COMPILE) --group lint -o requirements/lint.txt $(ARGS)
	@$(UV_COMPILE) --group docs -o requirements/docs.txt $(ARGS)
	@$(UV_COMPILE) --group bench -o requirements/bench.txt $(ARGS)

# --- environments: a stamp beside each says which lock it holds ---

# The dev lock holds the run lock, so a developer's .venv is never brought back to less.
.venv/.run: requirements/run.txt pyproject.toml .ci/environment
	@if [ -e .venv/.dev ]; then $(MAKE) .venv/.dev; else $(ENVIRONMENT) .venv requirements/run.txt -e .; fi
	@touch $@
.venv/.dev: requirements/dev.txt pyproject.toml .ci/environment
	@$(ENVIRONMENT) .venv requirements/dev.txt -e .
	@touch $@ .venv/.run
.venv-lint/.lint: requirements/lint.txt .ci/environment
	@$(ENVIRONMENT) .venv-lint requirements/lint.txt
	@touch $@
.venv-bench/.bench: requirements/bench.txt .ci/environment
	@$(ENVIRONMENT) .venv-bench requirements/bench.txt
	@touch $@
.venv-docs/.docs: requirements/docs.txt .ci/environment
	@$(ENVIRONMENT) .venv-docs requirements/docs.txt
	@touch $@
