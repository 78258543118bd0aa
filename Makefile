# Two commands that need nothing but Python 3.10 or newer and a package index:
#   make demo     install into .venv and coach the sample clip
#   make check    what continuous integration runs: lint, types, tests, in a fresh environment

PYTHON ?= python3

.PHONY: demo check clean

demo:
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet -c constraints.txt .
	.venv/bin/posecoach analyze tests/data/squat-side.mp4 --exercise squat

check:
	$(PYTHON) -m venv --clear .venv-check
	.venv-check/bin/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	.venv-check/bin/ruff check .
	.venv-check/bin/ruff format --check .
	.venv-check/bin/mypy
	.venv-check/bin/pytest

clean:
	rm -rf .venv .venv-check build dist .mypy_cache .pytest_cache .ruff_cache
