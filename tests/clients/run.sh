#!/bin/sh
# Started in the product's environment, which the installation under test runs in.
set -eu
cd "$(dirname "$0")/../.."
SIG_TEST_PYTHON=$(command -v python)
export SIG_TEST_PYTHON
exec .clients/sdk/bin/python -m pytest -c tests/clients/pytest.ini --confcutdir tests/clients \
    -o cache_dir="$PWD/.clients/pytest" \
    "${@:-tests/clients}"
