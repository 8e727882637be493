#!/bin/sh
# Run every benchmark; each prints its figures beside its bound and exits 1 when it misses it.
set -eu
cd "$(dirname "$0")/.."
failed=
for script in benchmarks/*.py; do
    grep -q __main__ "$script" || continue # the others are what the benchmarks share
    name=$(basename "$script" .py)
    printf '\n== %s\n' "$name"
    .venv/bin/python -m "benchmarks.$name" || failed="$failed $name"
done
printf '\n== initial JavaScript\n'
PATH="$(tools/node.sh):$PATH" npm --prefix frontend run --silent size || failed="$failed size"
[ -z "$failed" ] || { printf '\nMissed:%s\n' "$failed" >&2; exit 1; }
