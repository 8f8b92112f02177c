# make demo [CLIP=path]   set everything up and show the main job
# make test               set everything up and run the tests
# make check              formatting, lint, types, import contracts
# make mutants [MUTANTS="--sample 20"]   change the code line by line and count what no test sees
# make bench [BENCH="--quick"]   set everything up and measure Rushes beside others
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DISPLAYED := $(DISPLAY)$(WAYLAND_DISPLAY)

.PHONY: demo test check mutants bench format clean

demo: $(VENV)/installed
	@./.ci/system-libraries $(if $(DISPLAYED),--window)
	@$(BIN)/rushes demo $(if $(CLIP),"$(CLIP)") --out out

test: $(VENV)/developed
	@./.ci/system-libraries
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/developed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports

mutants: $(VENV)/developed
	@./.ci/system-libraries
	@$(BIN)/python -m app.bench.mutants $(MUTANTS)

bench: $(VENV)/benched
	@./.ci/system-libraries
	@$(BIN)/python -m app.bench $(BENCH)

format: $(VENV)/developed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Rushes needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Please install the venv module, e.g. sudo apt-get install python3-venv" >&2; exit 1; }

$(VENV)/installed: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing Rushes and what it needs into $(VENV) (several hundred MB at the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[gui,pdf]'
	@touch $@

$(VENV)/developed: $(VENV)/installed
	@echo "Installing the tools for tests and checks ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

$(VENV)/benched: $(VENV)/installed
	@echo "Installing what Rushes is measured against ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@

clean:
	rm -rf $(VENV) out build
