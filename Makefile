# Stratolab: set up, run, test. `make help` lists what there is.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
# The virtual environment's programs first: node and npm are there when the machine has none.
WITH_PATH := PATH="$(CURDIR)/.venv/bin:$$PATH"
ARGS ?=

.PHONY: help setup setup-dev setup-check run test test-front test-python test-browser test-services fuzz fuzz-api check format chaos drill bench test-bare prove lock clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install and prepare everything that running needs.
	@sh scripts/setup.sh

setup-dev: ## The same, with what tests and checks need.
	@sh scripts/setup.sh --dev

setup-check:
	@sh scripts/setup.sh --dev --no-data

run: setup ## Set up, then start Stratolab and print its address. Ctrl-C stops it.
	@exec $(PY) manage.py stratolab $(ARGS)

test: setup-dev ## Set up, then run all tests: TypeScript, then Python and browser side by side.
	@bash scripts/test.sh

test-front:
	@echo "== Tests: TypeScript"
	@cd static && $(WITH_PATH) npm run --silent test

test-python:
	@echo "== Tests: Python"
	@$(PY) -m pytest tests --ignore=tests/browser --ignore=tests/services $(ARGS)

# A process of its own: Playwright keeps an event loop running, under which asynchronous tests cannot start.
test-browser:
	@echo "== Tests: browser"
	@CHROMIUM="$$($(PY) scripts/find_browser.py)" && export CHROMIUM && $(PY) -m pytest tests/browser $(ARGS)

test-services: setup-dev ## Run every service of docker-compose.yml as a process and test them together.
	@echo "== Tests: PostgreSQL, Redis, proxy, several web processes and workers"
	@sh tests/services/packages.sh && $(PY) -m pytest tests/services $(ARGS)

check: setup-check ## Format, lint, types, import contracts, migrations, translations, lock files.
	@$(WITH_PATH) $(PY) scripts/check.py $(ARGS)

format: setup-check ## Format the Python code and repair what the linter can repair.
	@$(PY) -m ruff check --fix-only --quiet . && $(PY) -m ruff format .

chaos: setup-dev ## Kill workers, scheduler, web server and Valkey at random under live runs: two minutes, then compare.
	@$(PY) -m tests.chaos.drill $(ARGS)

drill: setup-dev ## A class of N (60) students and an instructor against a real lab, with kills; some minutes.
	@$(PY) -m benchmarks.drill --students $(or $(N),60) $(ARGS)

fuzz: setup-dev ## Read DOCUMENTS (100,000) random and mutated IAM policies, and ask each that can be read.
	@FUZZ_DOCUMENTS=$(or $(DOCUMENTS),100000) $(PY) -m pytest tests/simulator/iam/test_fuzz.py $(ARGS)

fuzz-api: setup-dev ## Try the whole API with EXAMPLES (200) random requests an operation, by session and by token.
	@FUZZ_EXAMPLES=$(or $(EXAMPLES),200) $(PY) -m pytest tests/dashboard/test_api_contract.py $(ARGS)

bench: ## Measure beside peers; writes benchmarks/results/latest.json and docs/performance.md.
	@sh scripts/setup.sh --dev --peers
	@CHROMIUM="$$($(PY) scripts/find_browser.py || true)" && export CHROMIUM && $(PY) -m benchmarks $(ARGS)

test-bare: ## The README's two commands on a fresh clone without Node.js and browser (Linux, root, Debian's packages).
	@bash scripts/test_bare.sh $(ARGS)

prove: setup-dev ## Prove every lab: its solutions pass, everything else fails.
	@$(PY) manage.py prove $(ARGS)

lock: ## Write the hashed lock files anew from requirements*.in.
	@bash scripts/lock.sh

clean: ## Remove what set-up and tests made. Documents and runs in var/ stay.
	@rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache \
	    static/node_modules static/dist staticfiles
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find locale config dashboard labs -name '*.mo' -delete 2>/dev/null || true
