# Thin: every line here calls something that can be called by hand.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HUB := demo-hub
PORT ?= 8000
DOORS := --host 127.0.0.1 --port $(PORT)

.PHONY: run test check bench soak format messages locks

run: $(VENV)/run-ready ## a hub with a whole journey, served on loopback
	test -e $(HUB)/hub.toml || { echo "Playing a whole journey, once; this takes some minutes."; $(BIN)/prisma-hub demo $(HUB); }
	$(BIN)/prisma-hub serve $(HUB) $(DOORS)

test: $(VENV)/test-ready ## every test, on SQLite and on PostgreSQL
	bash tests/run.sh $(BIN)

check: $(VENV)/test-ready ## style, types, import contracts, known holes in what we depend on
	$(BIN)/ruff format --check src tests bench soak
	$(BIN)/ruff check src tests bench soak
	$(BIN)/mypy
	$(BIN)/lint-imports
	bash tests/audit.sh $(BIN)

bench: $(VENV)/test-ready ## speed, memory and size, as ratios in one run
	$(BIN)/python -m bench

soak: $(VENV)/test-ready ## killed 200 times, its disk and its database failing: what was acknowledged is there, once
	nice $(BIN)/python -m soak $(SOAK)

format: $(VENV)/test-ready
	$(BIN)/ruff format src tests bench soak
	$(BIN)/ruff check --fix src tests bench soak

messages: $(VENV)/test-ready ## list what is not translated yet, and make room for it
	$(BIN)/python -m tests.translations.find --add

$(VENV)/run-ready: requirements/runtime.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/test-ready: requirements/dev.lock requirements/specification.lock $(VENV)/run-ready
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --no-binary marko --no-build-isolation --require-hashes -r requirements/specification.lock -d $(VENV)/specification
	touch $@

locks: ## pin anew what requirements/*.in ask for (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -o requirements/runtime.lock requirements/runtime.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -o requirements/dev.lock requirements/dev.in
