#!/bin/sh
# Run every benchmark; each prints its figures beside its bound and exits 1 when it misses it.
set -eu
cd "$(dirname "$0")/.."
failed=
.venv/bin/python -m compileall -q threatmodel # as after the first start, whatever the environment says
for script in benchmarks/*.py; do
    grep -q __main__ "$script" || continue # the others are what the benchmarks share
    name=$(basename "$script" .py)
    printf '\n== %s\n' "$name"
    .venv/bin/python -m "benchmarks.$name" || failed="$failed $name"
    # What uses a database is measured on PostgreSQL as well, where that is installed.
    if grep -q 'benchmarks.database' "$script"; then
        printf '\n== %s, PostgreSQL\n' "$name"
        .venv/bin/python -m tests.services sh -c 'unset REDIS_URL; [ -z "${DATABASE_URL:-}" ] || exec "$@"' - \
            .venv/bin/python -m "benchmarks.$name" || failed="$failed $name-postgresql"
    fi
done
printf '\n== initial JavaScript\n'
PATH="$(tools/node.sh):$PATH" npm --prefix frontend run --silent size || failed="$failed size"
[ -z "$failed" ] || { printf '\nMissed:%s\n' "$failed" >&2; exit 1; }
