# One target a job; `make` alone prints this menu. Needed: Python 3.11 to 3.13, make, and the package registries.

VENV ?= .venv
PYTHON ?= python3
PYTEST_ARGS ?=
DEMO_ARGS ?=
BENCH_ARGS ?=

export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_PYTHON_DOWNLOADS := never

RUN := $(VENV)/bin
JAVASCRIPT := .build/javascript
JAVASCRIPT_FILES := $(addprefix tests/clients/lana/,package.json package-lock.json .npmrc)
SPELLED := src tests benchmarks tools packages docs .ci Makefile pyproject.toml $(wildcard *.md)

.DEFAULT_GOAL := menu
.PHONY: menu setup demo test test-all-pythons bench lint twins format browser javascript

menu: ## this menu
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

setup: $(VENV)/.synced ## make .venv with everything that the other targets need

demo: $(VENV)/.synced ## a server with sample products, a credential and a curl line for each API (ctrl-C stops it)
	$(RUN)/shelfwire demo $(DEMO_ARGS)

test: $(VENV)/.synced browser javascript ## all tests (PYTEST_ARGS="-k word" for some)
	$(RUN)/python -m pytest -n 2 --dist loadgroup $(if $(LEFT_OUT),-m 'not ($(subst $() $(), or ,$(LEFT_OUT)))') $(PYTEST_ARGS)

# The marks of the tests that this machine cannot run.
LEFT_OUT = $(shell command -v chromium >/dev/null || echo browser; test -e $(JAVASCRIPT)/.installed || echo javascript)

test-all-pythons: ## all tests on every Python from 3.11 to 3.13 that is installed
	@ran=0; for minor in 11 12 13; do \
	  for python in python3.$$minor "$$HOME"/.pyenv/versions/3.$$minor.*/bin/python; do \
	    if "$$python" -c '' 2>/dev/null; then \
	      echo "== $$($$python --version)"; \
	      $(MAKE) --no-print-directory test VENV=.build/venv-3.$$minor PYTHON="$$python" || exit 1; \
	      ran=1; break; \
	    fi; \
	  done; \
	done; [ $$ran = 1 ] || { echo "no Python from 3.11 to 3.13 was found"; exit 1; }

bench: $(VENV)/.synced-bench ## measure against raw writes and other servers; writes docs/benchmarks.md
	$(RUN)/python -m benchmarks $(BENCH_ARGS)

lint: $(VENV)/.synced ## formatting, ruff, types, import contracts, spelling
	$(RUN)/ruff format --check
	$(RUN)/ruff check
	$(RUN)/mypy
	$(RUN)/lint-imports --no-logo
	$(RUN)/python -m tools.sync_twin --check
	$(RUN)/python -m tools.api_index --check
	$(RUN)/codespell --ignore-regex '"integrity": .*' $(SPELLED)

twins: $(VENV)/.synced ## make the SDK's modules without asyncio from those with it, and docs/api.md
	$(RUN)/python -m tools.sync_twin
	$(RUN)/python -m tools.api_index

format: $(VENV)/.synced ## format the code and mend what ruff can mend
	$(RUN)/ruff format
	$(RUN)/ruff check --fix
	$(RUN)/ruff format

# Debian's Chromium and curl for the tests that need them, where we may install them. Without Chromium the tests in a browser are
# left out, and this says so; .ci/run takes no such thing.
browser:
	@command -v chromium >/dev/null && command -v curl >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium curl; } \
	    >/dev/null || echo "chromium and curl could not be installed: the tests in a browser are left out, others may fail"; \
	else \
	  echo "chromium or curl is missing: without chromium the tests in a browser are left out, without curl some fail"; \
	fi

# The clients in JavaScript that are tested against a server, and pyright, by npm into a folder that is not part of the source. Where that cannot
# be, the tests that run them are left out, and this says so; .ci/run takes no such thing.
javascript:
	@command -v node >/dev/null && command -v npm >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm; } \
	    >/dev/null || echo "node and npm could not be installed"; \
	fi
	@for file in $(JAVASCRIPT_FILES); do cmp -s $$file $(JAVASCRIPT)/$${file##*/} || rm -f $(JAVASCRIPT)/.installed; done
	@test -e $(JAVASCRIPT)/.installed && command -v node >/dev/null || \
	{ rm -f $(JAVASCRIPT)/.installed && mkdir -p $(JAVASCRIPT) && cp $(JAVASCRIPT_FILES) $(JAVASCRIPT) && \
	  (cd $(JAVASCRIPT) && npm ci --loglevel=error) >/dev/null && touch $(JAVASCRIPT)/.installed; } || \
	echo "the clients in JavaScript could not be installed (they need node, npm and its registry): their tests are left out"

$(RUN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14) and "Python 3.11 to 3.13 is needed: make PYTHON=python3.13")'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet uv

$(VENV)/.synced: pyproject.toml uv.lock | $(RUN)/uv
	$(RUN)/uv sync --quiet --locked --python $(RUN)/python
	@touch $@

$(VENV)/.synced-bench: $(VENV)/.synced
	$(RUN)/uv sync --quiet --locked --python $(RUN)/python --group bench
	@touch $@
