SHELL := /bin/bash
PORT ?= 8000
STUDENTS ?= 600
PY := .venv/bin/python
export DJANGO_SETTINGS_MODULE ?= config.settings.dev

.PHONY: help install install-dev run test lint fix messages bench demo faults migrations
.DEFAULT_GOAL := help

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install: .venv/installed ## make .venv from the hash-locked list, and the chart library if npm is there

.venv/installed: requirements.lock package-lock.json
	@scripts/install requirements.lock && touch $@

install-dev: .venv/installed-dev
.venv/installed-dev: requirements-dev.lock package-lock.json
	@scripts/install requirements-dev.lock && touch $@ .venv/installed

run: .venv/installed ## set everything up and serve the product with demo data (PORT=8000)
	@$(PY) scripts/run --port $(PORT)

test: .venv/installed-dev ## every test: embedded column, PostgreSQL + Redis column, browser journeys
	@scripts/test

lint: .venv/installed-dev ## style, layering, migrations, catalogues
	@scripts/lint

fix: .venv/installed-dev ## let ruff repair what it can
	.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

messages: .venv/installed-dev ## collect and compile the language catalogues
	@scripts/messages

migrations: .venv/installed-dev ## make the migrations that models want
	$(PY) manage.py makemigrations

demo: .venv/installed ## build the demo college (STUDENTS=600) in the configured database
	$(PY) manage.py migrate -v 0 && $(PY) manage.py demo --students $(STUDENTS)

bench: .venv/installed-dev ## timings: pages, search, matching (STUDENTS=25000 for a big college)
	@scripts/bench --students $(STUDENTS)

faults: .venv/installed-dev ## kill, starve and mislead the real product, and count what is lost (FAULTS="--only K1 --full")
	@scripts/faults $(FAULTS)
