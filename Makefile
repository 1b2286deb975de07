# `make` lists what there is to do. Everything runs in .venv, which the first target makes.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
EXTRAS ?= test,bench
DEMO ?= demo

.PHONY: help demo test check bench screenshot docs golden clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(READY) ## set up, build the demo study and open the workbench
	$(BIN)/workbench demo $(DEMO) --serve

test: $(READY) browser check ## set up, check and run every test
	$(BIN)/pytest -n auto --dist worksteal -m "not browser and not wheel"
	$(BIN)/pytest -n 2 --dist worksteal -m "browser or wheel" --reruns 1 -r fER

check: $(READY) ## lint, types, licences, generated docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tests.licences
	$(BIN)/python docs/reference.py --check

bench: $(READY) browser ## measure speed; prints ratios against a floor in the same run
	$(BIN)/pytest benchmarks -p no:randomly -q -s

screenshot: $(READY) browser ## take the README's picture from the running demo
	$(BIN)/python docs/screenshot.py

clean: ## remove what the targets made
	rm -rf $(VENV) $(DEMO) .artefacts .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(READY): pyproject.toml constraints.txt
	@sh .ci/venv.sh $(PYTHON) $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $(READY)

.PHONY: browser
browser:
	@sh .ci/chromium.sh
