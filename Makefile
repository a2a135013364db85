# Gwanmun (관문). Every target does its own set-up: python3 with venv and make are all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

help: ## show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv / Python 3.11 이상이 필요합니다"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "python3-venv is missing: apt-get install python3-venv / python3-venv 를 설치하십시오"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@touch $@

# One marker per requirements file: installing again only when the lock changed. Modules are compiled when they are first
# used (--no-compile): of 24 s of CPU that pip took for these wheels, 10 s went into compiling all of them.
$(VENV)/.demo: requirements/demo.txt pyproject.toml $(VENV)/.python
	@echo "preparing $(VENV) (once, about 25 MB of wheels) / $(VENV) 를 준비합니다 (한 번, 약 25 MB)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-compile --require-hashes --only-binary :all: -r requirements/demo.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.demo
	@echo "installing what the tests need (once) / 시험 도구를 설치합니다 (한 번)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

setup: $(VENV)/.demo ## prepare .venv
	@echo "ready: $(BIN)/gwanmun --help"

demo: $(VENV)/.demo ## start the gate with a demo tree and show the main job (DEMO="--port 0" picks a free port)
	@$(BIN)/gwanmun demo $(DEMO)

test: $(VENV)/.dev ## all tests that a change must pass
	@$(BIN)/python tools/check.py

test-long: $(VENV)/.dev ## what `make test` leaves out
	@$(BIN)/python tools/check.py --long

bench: $(VENV)/.dev ## measure (CPU per request, side by side); writes bench/results/
	@PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(CURDIR)/$(VENV)/pycache $(BIN)/python bench/run.py $(BENCH)

pictures: $(VENV)/.dev ## take the pictures that README shows (needs Chromium; PICTURES="--every FOLDER": each page, to be looked at)
	@$(BIN)/python tools/pictures.py $(PICTURES)

lock: ## pin requirements with hashes (needs uv; names no host)
	@for f in base demo documents reports analytics dev; do uv pip compile -q --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --python-version 3.11 --universal requirements/$$f.in -o requirements/$$f.txt; done

.PHONY: help setup demo test test-long bench pictures lock
