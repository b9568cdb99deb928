# make try   the playground: no tokens, no account, nothing leaves this computer
# make test  every test and check
# Both are all the set-up there is: they need Python 3.11 or newer, pip and make.

UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
export UV_PYTHON_DOWNLOADS ?= never
ifeq ($(UV),.tools/bin/uv)
BOOT := $(UV)
endif
ARGS ?=

try: .venv/.run
	@.venv/bin/tablemates try $(ARGS)

install: .venv/.run
	@echo "The command is .venv/bin/tablemates"

test: .venv/.dev
	@.venv/bin/python -m pytest -q -n auto $(ARGS)

check: .venv/.dev
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .
	.venv/bin/mypy
	.venv/bin/lint-imports

oracle: .venv/.dev
	TABLEMATES_ORACLE=full .venv/bin/python -m pytest -q --timeout=3600 -rP tests/bot/pairing \
		tests/bot/circles/test_nothing_given_away.py tests/stories/test_a_year.py $(ARGS)

bench: .venv/.dev
	.venv/bin/python -m tests.bench.drawing $(ARGS)
	.venv/bin/python -m tests.bench.checkins
	.venv/bin/python -m tests.bench.sending

# What the playground looks like, for the README.
pictures: .venv/.dev
	PICTURES=docs/pictures .venv/bin/python -m pytest -q tests/wire/test_playground.py

docs: .venv/.dev
	.venv/bin/python -m tests.docs

.tools/bin/uv:
	@echo "Fetching uv, which installs the rest (once)"
	@python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target .tools "uv>=0.9"

.venv/.run: pyproject.toml requirements/run.txt $(BOOT)
	@echo "Installing Tablemates into .venv (once)"
	@$(UV) venv -q --allow-existing .venv
	@$(UV) pip install -q --require-hashes -r requirements/run.txt
	@$(UV) pip install -q --no-deps -e .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.txt
	@echo "Installing what the tests need into .venv (once)"
	@$(UV) pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

lock: $(BOOT)
	$(UV) pip compile -q --universal --generate-hashes --no-header pyproject.toml -o requirements/run.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --group dev pyproject.toml -o requirements/dev.txt

.PHONY: try install test check oracle bench pictures docs lock
