#!/bin/sh
# Write tests/openapi.json and the generated files of the front end: types of our API and of allauth's, the catalogue, and known products.
#   tools/openapi.sh [--check]
# With --check nothing is written; a warning of the generator or a file that is out of date is a failure.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
types() { PATH="$(tools/node.sh):$PATH" npm --prefix frontend exec --no -- openapi-typescript "$1" -o "$2" >/dev/null; }

strict=
[ "${1:-}" != --check ] || strict="--validate --fail-on-warn"
# shellcheck disable=SC2086  # two words
.venv/bin/python manage.py spectacular --format openapi-json --file "$folder/openapi.json" $strict
.venv/bin/python -m tools.accounts_schema >"$folder/accounts.json"
.venv/bin/python -m threatmodel.engine.generators.frontend_catalogue "$folder"
types "$folder/openapi.json" "$folder/schema.d.ts"
types "$folder/accounts.json" "$folder/allauth.schema.d.ts"

outdated=
for file in tests/openapi.json frontend/src/api/schema.d.ts frontend/src/api/allauth.schema.d.ts \
    frontend/src/api/catalogue.gen.ts frontend/src/api/products.gen.ts; do
    made=$folder/${file##*/}
    if [ -z "$strict" ]; then
        cp "$made" "$file"
    elif ! diff -u "$file" "$made" >&2; then
        echo "$file is out of date: run make openapi" >&2
        outdated=yes
    fi
done
[ -z "$outdated" ]
