# Wayhome: the verbs of this house. `make` alone lists them.
PYTHON ?= python3.11
PORT ?= 8000
N ?= 1000 10000
# Where the world of a million cases is kept between measurements.
LARGE ?= .state/bench-large
VENV := .venv
BIN := $(VENV)/bin
STARTED := $(shell date +%s.%N)
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help run seed test lint bench bench-large shots messages css clean

#: Every day
## run        Start everything on this machine and print the address (PORT=8000)
run: $(VENV)/.ok-local
	@PORT=$(PORT) WAYHOME_STARTED=$(STARTED) $(BIN)/python manage.py up

## seed       Build the whole demonstration world now (about 200 cases)
seed: $(VENV)/.ok-local
	@$(BIN)/python -m config.launch.within seed

## test       All tests, browser journeys included
test: $(VENV)/.ok-dev
	@$(BIN)/python -m config.launch.machine tests
	@$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

## lint       ruff, mypy, djlint and the floors of the house
lint: $(VENV)/.ok-dev
	@.ci/lint

#: Measures and pictures
## bench      Generate N cases in a scratch database and measure the pages (N="1000 10000")
bench: $(VENV)/.ok-dev
	@missed=0; $(BIN)/python -m config.bench $(N) || missed=1; \
	for part in codec audit keys rows; do $(BIN)/python -m config.bench.$$part || missed=1; done; exit $$missed

## bench-large  200,000 cases with 1,000,000 grants, and searches among 1,000,000 cases (LARGE=folder)
bench-large: $(VENV)/.ok-dev
	@missed=0; $(BIN)/python -m config.bench.grants || missed=1; \
	$(BIN)/python -m config.bench.search 1000000 $(LARGE) || missed=1; exit $$missed

## shots      Screenshots of every page into docs/screens/
shots: $(VENV)/.ok-dev
	@$(BIN)/python -m config.launch.machine tests
	@WAYHOME_SHOTS=docs/screens $(BIN)/python -m pytest tests/journeys

#: Words and looks
## messages   Collect the sentences to translate and compile the translations
messages: $(VENV)/.ok-dev
	@$(BIN)/python -m config.launch.within makemessages --locale fr --locale es --no-obsolete --no-wrap --add-location file \
		--ignore .venv --ignore .state --ignore node_modules
	@$(BIN)/python -m config.launch.within compilemessages --ignore .venv

## css        Rebuild the style sheets (needs node; the built files are committed)
css:
	npm ci
	npm run css

## clean      Forget caches (the state folder .state and the environment .venv stay)
clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .static

help:
	@awk '/^#: /{printf "\n%s\n", substr($$0, 4)} /^## /{sub(/^## /, "  make "); print}' $(MAKEFILE_LIST)
	@echo

# The environment: uv installs exactly the lock file, hashes checked, and compiles it (a start is twice as fast).
# An environment for developers has everything that a local run needs, and stays one when the lock files change.
$(VENV)/.ok-local: requirements-local.txt
	@if [ -e $(VENV)/.ok-dev ]; then $(MAKE) $(VENV)/.ok-dev; else $(MAKE) install LOCK=$< MARK=$@; fi
	@touch $@

$(VENV)/.ok-dev: requirements-dev.txt
	@$(MAKE) install LOCK=$< MARK=$@

.PHONY: install
install:
	@rm -f $(VENV)/.ok-local $(VENV)/.ok-dev
	@.ci/environment "$(PYTHON)" "$(VENV)" "$(LOCK)"
	@touch $(MARK)
