# Every target sets up what it needs in .venv first; nothing is installed by hand.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
CHINESE := /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

# The tests start hundreds of processes; each would compile every module anew where the environment
# forbids to keep the compiled form.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo pack test coverage lint types bench bench-peers proofs pictures clean

help:
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

$(VENV)/.ready: pyproject.toml constraints.txt server/pages/browser/package-lock.json .ci/setup
	@.ci/setup $(VENV)

setup: $(VENV)/.ready ## the environment alone

demo: setup ## the main job, then the pages on 127.0.0.1:8000 (ARGS="--once --json" ends after the balance)
	@$(BIN)/doorstep demo $(ARGS)

pack: setup ## the forms of the pack made anew from their workbooks, after one was changed
	@$(BIN)/python -m server.xlsform.packing

test: setup ## all tests
	@.ci/npm $(VENV) tests/yjs
	@.ci/npm $(VENV) tests/odk
	@.ci/npm $(VENV) tests/browser
	@.ci/apt strace strace
	@.ci/apt chromium-headless-shell chromium-headless-shell
	@.ci/apt $(CHINESE) fonts-noto-cjk
	$(BIN)/python -m pytest -n 3 --dist worksteal $(ARGS)

coverage: setup ## the same, with the branches that no test takes
	@.ci/npm $(VENV) tests/yjs
	@.ci/npm $(VENV) tests/odk
	@.ci/npm $(VENV) tests/browser
	@.ci/apt strace strace
	@.ci/apt chromium-headless-shell chromium-headless-shell
	@.ci/apt $(CHINESE) fonts-noto-cjk
	$(BIN)/python -m pytest -n 3 --dist worksteal --cov --cov-report=term $(ARGS)

lint: setup ## ruff and the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup ## mypy, strict
	$(BIN)/mypy

bench: setup ## what syncing costs on this machine: storm, reconnect, trickle, growth (ARGS="--json")
	$(BIN)/doorstep bench storm $(ARGS)
	$(BIN)/doorstep bench reconnect $(ARGS)
	$(BIN)/doorstep bench trickle $(ARGS)
	$(BIN)/doorstep bench growth $(ARGS)

bench-peers: setup ## the same work on Doorstep and on its peers, installed on demand (ARGS="--runs 5 --write docs/BENCHMARKS.md")
	@$(BIN)/python -m bench.compare $(ARGS)

proofs: setup ## the long forms of the reliability tests (SEEDS=20000 FIRST=0: so many simulated districts)
	@.ci/npm $(VENV) tests/yjs
	@.ci/npm $(VENV) tests/odk
	@.ci/npm $(VENV) tests/browser
	@.ci/apt strace strace
	@.ci/apt chromium-headless-shell chromium-headless-shell
	@.ci/apt $(CHINESE) fonts-noto-cjk
	DOORSTEP_PROOFS=long SEEDS=$(or $(SEEDS),2000) FIRST=$(or $(FIRST),0) $(BIN)/python -m pytest -n 3 --dist worksteal $(ARGS)

pictures: setup ## the pictures of docs/FORMS.md, taken anew
	@.ci/apt chromium-headless-shell chromium-headless-shell
	@.ci/apt $(CHINESE) fonts-noto-cjk
	@$(BIN)/python -m tests.browser.pictures

clean: ## removes what the other targets made
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .coverage
	rm -rf tests/*/node_modules tests/browser/screenshots server/pages/browser/node_modules
	rm -rf bench/.venv bench/peers/*/node_modules
