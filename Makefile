# Two commands do everything, set-up included, with Python 3.11 or later and make:
#   make report   the main job: one page, in reports/
#   make test     lint, types, tests, notebooks
# What takes longer is in a third one:
#   make test-long    notebooks and pages against the files, exercises, faults, long simulations
# and one more, which needs Java 17 besides:
#   make test-spark   firm registers on Spark, local and on a master with a worker
# and one that needs a browser, chromium:
#   make test-browser   JupyterLab and the explorer, driven as a user does
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
SPARK := .venv-spark
# the first of these that is new enough
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
SYNC := $(BIN)/uv sync --frozen --inexact --compile-bytecode --quiet
# where Python may not write what it compiles, every start would compile it again
COMPILE := $(BIN)/python -m compileall -q workbench

.PHONY: report test test-long lint unit notebooks-test test-spark test-browser benchmarks clean

report: $(VENV)/ready
	@$(BIN)/workbench run density_and_competitiveness

test: lint unit notebooks-test

test-long: $(VENV)/ready-to-test
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist worksteal -q -m long tests
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile -q \
		--nbval --nbval-current-env -W default notebooks/exercises

lint: $(VENV)/ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m workbench.reports.clean --check notebooks/*.ipynb notebooks/exercises/*.ipynb

unit: $(VENV)/ready-to-test
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist worksteal -p no:nbval -q -m "not long"

# every stored output must come out again, letter for letter
notebooks-test: $(VENV)/ready-to-test
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile -q \
		--nbval --nbval-current-env -W default notebooks --ignore notebooks/exercises

# Spark has an environment of its own: other tests should not notice that it is there
test-spark: $(VENV)/bin/uv
	@java -version >/dev/null 2>&1 || { echo "Java 17 is needed for Spark, and none was found"; exit 1; }
	UV_PROJECT_ENVIRONMENT=$(SPARK) $(BIN)/uv sync --frozen --compile-bytecode --quiet \
		--extra spark --no-default-groups --group test-spark
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(SPARK)/bin/python -m pytest -q tests/spark

# a browser drives JupyterLab and the explorer; needs the system's chromium
test-browser: $(VENV)/ready-to-test
	@command -v "$${WORKBENCH_CHROMIUM:-chromium}" >/dev/null || { echo "chromium is needed, and none was found"; exit 1; }
	$(SYNC) --group test-browser
	WORKBENCH_BROWSER=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -q tests/browser

benchmarks: $(VENV)/ready-to-test
	$(BIN)/python -m benchmarks

$(VENV)/bin/uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and none was found"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/ready: pyproject.toml uv.lock | $(VENV)/bin/uv
	$(SYNC) --no-default-groups
	$(COMPILE)
	@touch $@

$(VENV)/ready-to-test: pyproject.toml uv.lock | $(VENV)/bin/uv
	$(SYNC)
	$(COMPILE)
	@touch $@ $(VENV)/ready

clean:
	rm -rf $(VENV) $(SPARK) .mypy_cache .ruff_cache
