#!/bin/sh
# The clients, as their lock files say, into .clients/: the command line, the Python SDKs together
# with what runs these tests, and the Node SDK where there is Node.
set -eu
cd "$(dirname "$0")/../.."
uv=$1
here=tests/clients

for group in az sdk; do
    UV_PROJECT_ENVIRONMENT="$PWD/.clients/$group" \
        "$uv" sync --locked --quiet --project $here --only-group $group
done

if command -v npm >/dev/null; then
    mkdir -p .clients/node
    if ! cmp -s $here/node/package-lock.json .clients/node/package-lock.json ||
        [ ! -d .clients/node/node_modules/@azure/identity ]; then
        cp $here/node/package.json $here/node/package-lock.json .clients/node/
        npm ci --prefix .clients/node --ignore-scripts --no-audit --no-fund --loglevel=error
    fi
else
    echo "There is no npm: the Node SDK is not tested."
fi
