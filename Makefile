# Bulkhead. `make` lists the targets; the two that matter are `make run` and `make test`.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8000
# The embedded mode of `make run` and `make dev` shows the demo; BULKHEAD_DEMO=0 leaves it out.
EMBEDDED = BULKHEAD_DEMO=$${BULKHEAD_DEMO-1} BULKHEAD_LOG=$${BULKHEAD_LOG-console}
QUIET = BULKHEAD_LOG_LEVEL=$${BULKHEAD_LOG_LEVEL-WARNING}
PYTHON_BIN := .venv/bin/python
PYTEST := tools/pytest.sh
WITH_SERVICES := $(PYTHON_BIN) -m tests.services
# Tests use both cores. Many of Django's wait for servers that are killed and start again, so both databases have their
# turn side by side; those in browsers have more workers, each with a Chromium and a server of its own.
WORKERS ?= 2
DJANGO_WORKERS ?= 3
BROWSER_WORKERS ?= 4
# Files in the order of their folders: by number of tests, the long files of few tests would come last, one worker alone.
BY_FILE = --dist loadfile --no-loadscope-reorder
# Each worker would load it to make nothing of it: its requests are made on PostgreSQL alone.
NO_FUZZER = -p no:schemathesis

# Suites run one after the other; those joined by a plus run side by side, each with its own list of failed tests.
SUITES ?= frontend engine sqlite+services browser

# What the built front end depends on. Folders are listed so that a removed file counts as a change.
FRONTEND_SOURCES = $(shell find frontend/src frontend/public frontend/index.html frontend/package.json \
	frontend/package-lock.json frontend/*.ts frontend/tsconfig*.json frontend/postcss* 2>/dev/null)
NPM = PATH="$$(tools/node.sh):$$PATH" npm --prefix frontend

.PHONY: help run dev demo test test-engine test-sqlite test-services test-frontend test-browser \
	check check-types check-python check-snapshots check-frontend format \
	docs docs-site client lock sbom pin-images openapi bench screenshots secrets clean venv venv-dev node frontend apt

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- use it -------------------------------------------------------------------------------------

run: venv frontend/dist/index.html ## Start Bulkhead on 127.0.0.1:8000 with the demo (PORT=9000 moves it)
	@$(EMBEDDED) $(QUIET) $(PYTHON_BIN) manage.py bootstrap --verbosity 0
	@exec env $(EMBEDDED) $(QUIET) $(PYTHON_BIN) manage.py serve --host $(HOST) --port $(PORT)

demo: venv ## Load the demo team and its models again
	@$(PYTHON_BIN) manage.py migrate --verbosity 0
	@$(PYTHON_BIN) manage.py load_demo

secrets: ## Make the secret files docker-compose.yml reads, where they do not exist yet
	@tools/secrets.sh

# --- change it ----------------------------------------------------------------------------------

dev: venv-dev frontend/node_modules/.installed ## Start with reload: the server on PORT, Vite on 5173 (open that one)
	@$(EMBEDDED) $(PYTHON_BIN) manage.py bootstrap --verbosity 0
	@$(EMBEDDED) tools/dev.sh $(HOST) $(PORT)

format: venv-dev frontend/node_modules/.installed ## Format and fix what can be fixed by itself
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format --quiet .
	@$(NPM) run --silent format

openapi: venv-dev frontend/node_modules/.installed ## Refresh tests/openapi.json and the front end's generated files
	@tools/openapi.sh

lock: venv-dev ## Write requirements.lock and requirements-dev.lock after a change of the requirements
	@tools/lock.sh $(LOCK)

docs: venv ## Write the pages of rules, controls and facts under docs/ from the library
	@$(PYTHON_BIN) -m threatmodel.engine.generators.docs docs

docs-site: venv-dev ## Build the searchable documentation, which is served under /docs/
	@NO_MKDOCS_2_WARNING=1 .venv/bin/python -m mkdocs build --strict --quiet -f tools/docs_site/mkdocs.yml
	@$(PYTHON_BIN) -m whitenoise.compress --quiet docs-site

client: venv-dev ## Build the Python client of the API under var/client (OUT=folder)
	@tools/client.sh $(or $(OUT),var/client)

sbom: venv-dev ## List everything in the image, as CycloneDX, under var/sbom (OUT=folder)
	@tools/sbom.sh $(or $(OUT),var/sbom)

pin-images: ## Pin the images of Dockerfile and docker-compose.yml by digest (needs docker and a way to the registry)
	@tools/pin-images.sh

screenshots: venv-dev frontend/dist/index.html apt ## Picture every page: 1440 and 390 px, light and dark (OUT=folder)
	@$(PYTHON_BIN) -m tests.browser.screenshots $(or $(OUT),var/screenshots)

# --- check it -----------------------------------------------------------------------------------

# Each part depends on no other: `make -j2 check` runs them side by side.
check: check-types check-python check-snapshots check-frontend ## Format, lint, types, import contracts, structure, migrations, docs, API snapshot

check-types: venv-dev
	.venv/bin/mypy

check-python: venv-dev frontend/node_modules/.installed
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	$(PYTHON_BIN) -m tools.check_structure
	$(PYTHON_BIN) manage.py makemigrations --check --dry-run
	$(PYTHON_BIN) -m threatmodel.engine.generators.docs --check docs
	@tools/check-lockfiles.sh

check-snapshots: venv-dev frontend/node_modules/.installed
	@tools/openapi.sh --check

check-frontend: frontend/node_modules/.installed
	$(NPM) run --silent check

# The suites share a folder: the empty database of the embedded mode is made once for all of them.
test: apt venv-dev frontend/dist/index.html ## Everything, on SQLite and on PostgreSQL with Redis, and in Chromium
	@BULKHEAD_TEST_RUN=$$(mktemp -d); export BULKHEAD_TEST_RUN; trap 'rm -rf "$$BULKHEAD_TEST_RUN"' EXIT; \
	failed=; took=; for suite in $(SUITES); do start=$$(date +%s); \
		targets=$$(printf ' test-%s' $$(echo $$suite | tr + ' ')); \
		case $$suite in *+*) together="-j2 --output-sync=target --keep-going" ;; *) together= ;; esac; \
		$(MAKE) $$together $$targets || failed="$$failed$$targets"; \
		took="$$took $$suite $$(($$(date +%s) - start)) s,"; done; echo "Time:$${took%,}"; \
	[ -z "$$failed" ] || { echo "Failed:$$failed" >&2; exit 1; }

test-engine: venv-dev ## The engine alone, without Django
	$(PYTEST) -p no:django $(NO_FUZZER) -n $(WORKERS) $(BY_FILE) tests/engine

# The embedded mode: no address, no server. What the database could answer differently, every route once, and what
# needs no database. test_schema.py makes its tests from the API when it is read, and runs on PostgreSQL alone.
test-sqlite: venv-dev frontend/dist/index.html ## The Django tests that SQLite or the embedded worker could fail alone
	env -u DATABASE_URL -u REDIS_URL $(PYTEST) -o cache_dir=.pytest_cache/sqlite $(NO_FUZZER) \
		-n $(DJANGO_WORKERS) $(BY_FILE) tests \
		-m "not services and (both_databases or any_database or no_database)" --ignore tests/engine --ignore tests/browser \
		--ignore tests/security/test_schema.py

test-services: venv-dev frontend/dist/index.html ## All Django tests on PostgreSQL and Redis, with separate worker processes
	$(WITH_SERVICES) $(PYTEST) -o cache_dir=.pytest_cache/services -n $(DJANGO_WORKERS) $(BY_FILE) tests \
		-m "not no_database and not any_database" \
		--ignore tests/engine --ignore tests/browser

test-frontend: frontend/node_modules/.installed ## The front end's unit tests
	$(NPM) run --silent test

test-browser: venv-dev frontend/dist/index.html ## The browser tests, embedded and on PostgreSQL and Redis
	$(WITH_SERVICES) $(PYTEST) $(NO_FUZZER) -n $(BROWSER_WORKERS) --dist loadscope tests/browser

bench: venv-dev frontend/dist/index.html ## Every benchmark, with its bound
	@tools/bench.sh

# --- what the others stand on -------------------------------------------------------------------

venv:
	@tools/venv.sh requirements.lock

venv-dev: venv
	@tools/venv.sh requirements-dev.lock

apt:
	@tools/system-packages.sh

frontend: frontend/dist/index.html

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json | venv
	@echo "Installing the front end's packages" >&2
	@$(NPM) ci --silent --no-audit --no-fund </dev/null
	@touch $@

frontend/dist/index.html: frontend/node_modules/.installed $(FRONTEND_SOURCES)
	@echo "Building the front end" >&2
	@$(NPM) run --silent build </dev/null
	@$(PYTHON_BIN) -m whitenoise.compress --quiet frontend/dist
	@touch $@

clean: ## Remove what was built and installed; the data under var/ stays
	rm -rf .venv .tools frontend/dist frontend/node_modules .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
