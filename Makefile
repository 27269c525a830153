# Plain `make` lists the commands. Everything runs in .venv, which `make setup` makes from uv.lock.

.DEFAULT_GOAL := help
.PHONY: help setup demo test check test-long bench
BIN := .venv/bin
PYTEST := $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv with the command `tamizdat` in it
	@sh tools/setup.sh

demo: setup ## make and start the demo newsroom (ARGS="--port 8100" for other ports)
	@$(BIN)/tamizdat demo $(ARGS)

test: setup ## the everyday tests, some twelve minutes on two cores
	@sh tests/install_debian_packages.sh
	@sh tests/install_node_packages.sh
	@$(PYTEST) -m "not long"
	@TAMIZDAT_TEST_SIDE=support $(PYTEST) -m "not long"

check: setup ## style, types, and the walls between rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -q tests/walls

test-long: setup ## the long tests: many kills, other Pythons, whole archives
	@sh tests/install_debian_packages.sh
	@sh tests/install_node_packages.sh
	@$(PYTEST) -m long --durations=25
	@TAMIZDAT_TEST_SIDE=support $(PYTEST) -m long --durations=25

bench: setup ## measure this machine against docs/benchmarks.md
	@sh tools/bench.sh
