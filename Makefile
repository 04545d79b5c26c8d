# Every target sets up what it needs on a bare machine with make and Python 3.

UV ?= .uv/bin/uv
# .python-version is for pyenv; any Python that the project accepts will do.
export UV_PYTHON ?= >=3.12
RUN := $(UV) run --locked
PACKAGES := chromium qemu-utils e2fsprogs gdisk dosfstools
COMMANDS := chromium qemu-img mke2fs sgdisk fsck.vfat

.PHONY: run test test-postgres test-clients check bench tools

run: $(UV)
	$(RUN) --no-default-groups manage.py up

# What runs whole installations goes file by file, because the tests of a file share one.
WHOLE := tests/system tests/browser

test: $(UV) tools
	$(RUN) pytest -n 2 $(WHOLE:%=--ignore=%)
	$(RUN) pytest -n 2 --dist loadfile $(WHOLE)

test-postgres: $(UV)
	$(RUN) python -m tests.postgres

# Azure's own clients, unmodified. They pin each other's libraries, so none shares an environment.
test-clients: $(UV) tools
	sh tests/clients/install.sh $(UV)
	$(RUN) sh tests/clients/run.sh

check: $(UV)
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) djlint --lint --quiet templates
	$(RUN) manage.py makemigrations --check --dry-run
	$(RUN) manage.py check

bench: $(UV) tools
	$(RUN) python -m benchmarks

$(UV):
	python3 -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv

# Programs that the tests drive or compare with; installed when this user may.
tools:
	@missing=$$(for c in $(COMMANDS); do PATH="$$PATH:/usr/sbin:/sbin" command -v $$c >/dev/null || echo $$c; done); \
	[ -z "$$missing" ] || sh tests/install-tools.sh $(PACKAGES)
