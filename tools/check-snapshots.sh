#!/bin/sh
# Fail when tests/openapi.json is not what the views say, or what the front end has of it or of the catalogue is outdated.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM

.venv/bin/python manage.py spectacular --format openapi-json --file "$folder/openapi.json" --validate --fail-on-warn
diff -u tests/openapi.json "$folder/openapi.json" >&2 || {
    echo "tests/openapi.json is out of date: run make openapi" >&2
    exit 1
}
PATH="$(tools/node.sh):$PATH" npm --prefix frontend exec --no -- \
    openapi-typescript tests/openapi.json -o "$folder/schema.d.ts" >/dev/null
diff -u frontend/src/api/schema.d.ts "$folder/schema.d.ts" >&2 || {
    echo "frontend/src/api/schema.d.ts is out of date: run make openapi" >&2
    exit 1
}
.venv/bin/python -m threatmodel.engine.generators.frontend_catalogue --check frontend/src/api/catalogue.gen.ts
