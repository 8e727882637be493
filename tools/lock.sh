#!/bin/sh
# Write requirements.lock, requirements-docs.lock, requirements-client.lock and requirements-dev.lock: every package with
# its version and the hashes of its files, for Python 3.11 and newer on every platform. Needs the package index that pip is
# configured for, and uv (make venv).
# Versions stay as they are where the requirements allow it; arguments such as `--upgrade-package NAME` let some move.
set -eu
cd "$(dirname "$0")/.."
index=${PIP_INDEX_URL:-$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url "$@"
}
compile "$@" requirements.txt --output-file requirements.lock
compile "$@" requirements-docs.txt --constraint requirements.lock --output-file requirements-docs.lock
# What runs is what is tested: the same versions, whatever the tests need besides.
compile "$@" requirements-client.txt --output-file requirements-client.lock
compile "$@" requirements-dev.txt --constraint requirements.lock --constraint requirements-docs.lock --output-file requirements-dev.lock
