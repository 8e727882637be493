#!/bin/sh
# Build the Python client of the API: its source and its wheel, the same bytes from the same OpenAPI document.
#   tools/client.sh FOLDER
# Needs the package index that pip is configured for, and uv (make venv).
set -eu
cd "$(dirname "$0")/.."
folder=$1
index=${PIP_INDEX_URL:-$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
if [ ! -f .tools/client/installed ] || ! cmp -s requirements-client.lock .tools/client/installed; then
    .venv/bin/uv venv --quiet --clear --python .venv/bin/python .tools/client
    VIRTUAL_ENV=$PWD/.tools/client .venv/bin/uv pip install --quiet --require-hashes -r requirements-client.lock
    cp requirements-client.lock .tools/client/installed
fi
mkdir -p "$folder"
.venv/bin/python -m tools.api_client "$folder/source"
.venv/bin/uv build --quiet --wheel --out-dir "$folder" "$folder/source"
echo "$folder"/*.whl >&2
