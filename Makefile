# `make help` lists every target. What each needs is installed by itself, into .venv and .cache.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed
NEWMAN := .cache/newman
NEWMAN_INSTALLED := $(NEWMAN)/.installed
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# Of all platforms and of every Python from this one on. What is pinned already stays where it can.
UV_LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --custom-compile-command "make lock" $(if $(filter yes,$(UPGRADE)),--upgrade)
NPM := npm --silent --omit-lockfile-registry-resolved --no-audit --no-fund

.DEFAULT_GOAL := help
.PHONY: help run demo psql migrate backup restore clear-uploads test test-faults soak bench evaluate-scoring trial-scoring compare-reading calibrate lint format lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

run: $(RUNTIME) ## start PostgreSQL, the evaluator and the interview service; Ctrl-C stops them
	@exec $(BIN)/python -m launcher

demo: $(RUNTIME) ## conduct one interview against the running services and show every request
	@$(BIN)/python -m launcher.demo

psql: $(RUNTIME) ## open the running database
	@exec $(BIN)/python -m launcher psql

migrate: $(RUNTIME) ## bring the database and the question bank up to date
	@$(BIN)/python -m launcher migrate

backup: $(RUNTIME) ## write database and uploads into one file, FILE=... if given; the services may run
	@$(BIN)/python -m launcher backup $(if $(FILE),"$(FILE)")

restore: $(RUNTIME) ## bring back the backup FILE=...; OVERWRITE=yes replaces what is there
	@$(if $(FILE),,echo "Say which backup: make restore FILE=..." >&2; exit 1)
	@$(BIN)/python -m launcher restore "$(FILE)" $(if $(filter yes,$(OVERWRITE)),--overwrite)

clear-uploads: $(RUNTIME) ## remove files that interrupted uploads left behind; the services may run
	@$(BIN)/python -m launcher clear-uploads

# The faults first and by themselves: their deadlines would suffer from company.
test: lint $(NEWMAN_INSTALLED) ## run every check and test; PYTEST="..." chooses tests, after the checks
ifdef PYTEST
	@$(BIN)/python -m pytest $(PYTEST)
else
	@$(BIN)/python -m pytest -n 2 --dist loadfile tests/faults; faults=$$?; \
		$(BIN)/python -m pytest -n 3 --dist loadfile --ignore tests/faults && exit $$faults
endif

test-faults: $(DEVELOPMENT) ## only the tests under faults: kill -9, broken networks, full disks
	@$(BIN)/python -m pytest -s tests/faults $(PYTEST)

soak: $(DEVELOPMENT) ## ten minutes of load with at least 200 kills, and what became of every answer
	@$(BIN)/python -m tests.faults.soak $(SOAK)

bench: $(DEVELOPMENT) ## how fast it is: BENCH="--quick", BENCH="--json out.json", BENCH="--minutes 10"
	@$(BIN)/python -m benchmarks.load $(BENCH)

evaluate-scoring: $(DEVELOPMENT) ## compare the running evaluator with people, r and ranking: FILES="a.csv.gz b.csv.gz"
	@$(BIN)/python -m benchmarks.scoring.evaluate $(FILES)

trial-scoring: $(DEVELOPMENT) ## score the answers written for the trial; TRIAL="--write" puts the tables into the README
	@$(BIN)/python -m benchmarks.scoring.trial $(TRIAL)

compare-reading: $(DEVELOPMENT) ## compare what is read of documents with other readers: FOLDER=..., COMPARE="--csv out.csv"
	@$(if $(FOLDER),,echo "Say which documents: make compare-reading FOLDER=..." >&2; exit 1)
	@$(BIN)/python -m benchmarks.reading "$(FOLDER)" $(COMPARE)

calibrate: $(RUNTIME) ## fit how people grade a skill: SKILL=python FILE=graded.csv
	@$(if $(and $(SKILL),$(FILE)),,echo "Say what: make calibrate SKILL=python FILE=graded.csv" >&2; exit 1)
	@$(BIN)/python -m launcher calibrate "$(SKILL)" "$(FILE)"

lint: $(DEVELOPMENT) ## ruff and mypy
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@cd flask_app && ../$(BIN)/python -m mypy .
	@cd fastapi_app && ../$(BIN)/python -m mypy .
	@$(BIN)/python -m mypy launcher database/migrate.py database/search_path.py
	@MYPYPATH=flask_app $(BIN)/python -m mypy -p benchmarks.load
	@MYPYPATH=fastapi_app $(BIN)/python -m mypy -p benchmarks.scoring -p benchmarks.reading

format: $(DEVELOPMENT) ## put the code into shape
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

# Compiled beside the files that people edit, without the -c line: constraints.txt is made here too.
lock: $(DEVELOPMENT) ## pin by hash what requirements*.txt and newman bring along; UPGRADE=yes: newer ones
	@rm -rf .cache/lock && mkdir -p .cache/lock
	@sed '/^-c /d' requirements.txt >.cache/lock/requirements.txt
	@cp requirements-dev.txt requirements-dev.lock .cache/lock
	@cd .cache/lock && ../../$(BIN)/$(UV_LOCK) requirements-dev.txt -o requirements-dev.lock
	@cd .cache/lock && cp requirements-dev.lock requirements.lock && \
		../../$(BIN)/$(UV_LOCK) requirements.txt -o requirements.lock
	@cp .cache/lock/*.lock .
	@{ echo '# What requirements.txt and requirements-dev.txt bring along, pinned. Made by make lock.'; \
		sed -n 's/^\([a-z0-9-]*\)[^=]*\(==[^\]*\) \\$$/\1\2/p' requirements-dev.lock; } >constraints.txt
	@if command -v npm >/dev/null; then \
		cd tests/postman && $(NPM) $(if $(filter yes,$(UPGRADE)),update,install) --package-lock-only; \
	else \
		echo "npm is not there: tests/postman/package-lock.json stays as it was." >&2; \
	fi

clean: ## remove what can be made again; the database stays
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .schemathesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name one with make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Making a virtual environment in $(VENV) ..."
	@test ! -e $(VENV) || was_there=yes; $(PYTHON) -m venv $(VENV) || { \
		test "$$was_there" || rm -rf $(VENV); \
		echo "No virtual environment could be made, see above; Debian and Ubuntu have what it" \
			"takes in python3-venv (apt install python3-venv)." >&2; exit 1; }

$(RUNTIME): requirements.lock | $(BIN)/python
	@echo "Installing requirements.lock ..."
	@$(PIP_INSTALL) -r requirements.lock
	@touch $@

$(DEVELOPMENT): requirements-dev.lock $(RUNTIME)
	@echo "Installing requirements-dev.lock ..."
	@$(PIP_INSTALL) -r requirements-dev.lock
	@touch $@

# Runs the Postman collection. Without Node the test that wants it is skipped and says so.
$(NEWMAN_INSTALLED): tests/postman/package-lock.json
	@if command -v npm >/dev/null; then \
		echo "Installing newman ..."; \
		rm -rf $(NEWMAN) && mkdir -p $(NEWMAN) && cp tests/postman/package*.json $(NEWMAN) && \
			(cd $(NEWMAN) && $(NPM) ci) && touch $@ || rm -rf $(NEWMAN); \
	fi
