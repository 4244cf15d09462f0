# Everything that people, hooks and CI run. On a machine with Python 3.11+ and make, `make demo` and `make test` suffice.
PYTHON ?= python3
ENVIRONMENT := .venv
BIN := $(ENVIRONMENT)/bin
READY := $(ENVIRONMENT)/.ready
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# Three keep two cores busy, since the longest tests mostly wait for processes. The files come in the order of their names,
# the longest (acceptance) first, so that no worker is left alone with one in the end.
TEST_WORKERS ?= 3
# Whoever forbids it has each of the hundreds of processes that the tests start compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE
CHAOS_SECONDS ?= 90
CHAOS_SUBMITS ?= 1500
CHAOS_SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo serve test browser check fix client lock chaos bench-submit bench-render bench-inbetween bench-lag bench-rehost bench-console gallery clean

help: ## Say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## Start a server, ask it for a video, show where the video is
	$(BIN)/onereel demo

serve: $(READY) ## Run the server on port 8000 until Ctrl-C
	$(BIN)/onereel serve

test: $(READY) browser ## Run all tests
	$(BIN)/python -m pytest --numprocesses $(TEST_WORKERS) --no-loadscope-reorder

browser: # The tests of the console look at it in a real one
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get -qq update \
			&& apt-get -qqy install --no-install-recommends chromium; } \
		|| { echo "The tests need Chromium: install Debian's package chromium, or Google Chrome."; exit 1; }

check: $(READY) ## Run every check that is not a test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

fix: $(READY) ## Mend what can be mended by a program
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

chaos: $(READY) ## Kill and freeze everything for minutes, then count what was lost or done twice
	$(BIN)/python -m bench.chaos $(CHAOS_SECONDS) $(CHAOS_SUBMITS) $(CHAOS_SEED)

bench-submit: $(READY) ## Measure how many tasks a second are put on disk, and accepted through HTTP
	$(BIN)/python bench/submit_store.py
	$(BIN)/python bench/submit_http.py

bench-render: $(READY) ## Measure how fast clips are drawn
	$(BIN)/python bench/render.py

bench-inbetween: $(READY) ## Score the in-betweens on real footage (the script says where to get it)
	$(BIN)/python bench/inbetween.py

bench-console: $(READY) ## Measure how quickly the console answers with a million tasks
	$(BIN)/python bench/console_pages.py

bench-lag: $(READY) ## Measure how late the end of an order is seen, with 100, 1,000 and 10,000 under way
	$(BIN)/python -m bench.lag

bench-rehost: $(READY) ## Bring a gigabyte home through the gateway, and measure what memory that takes
	$(BIN)/python -m bench.rehost

gallery: $(READY) ## Draw the 24 contact sheets of docs/gallery anew
	$(BIN)/python bench/gallery.py

client: $(READY) ## Write the waiting client out of the async one
	$(BIN)/python tools/write_sync_client.py

lock: $(READY) ## Compile requirements.lock anew out of pyproject.toml
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --extra server --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock

clean: ## Remove the environment and what demos left
	rm -rf $(ENVIRONMENT) demo data

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "onereel needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(ENVIRONMENT)
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
