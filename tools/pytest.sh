#!/bin/sh
# Run pytest with the arguments given. In CI the tests that fail run once more, by themselves, in a new process and with
# databases of their own. A test that passes then has failed for what ran beside it; the first run prints how.
set -u
cd "$(dirname "$0")/.."
# pytest rewrites each test module; kept, that is done once and not by each worker of each suite.
unset PYTHONDONTWRITEBYTECODE
.venv/bin/python -m pytest "$@"
result=$?
case "${CI:-}" in true | 1 | yes) ;; *) exit "$result" ;; esac
[ "$result" -eq 1 ] || exit "$result" # 1: tests failed; anything else is no matter of single tests
echo "What failed runs once more, by itself" >&2
exec .venv/bin/python -m pytest "$@" -n 0 --maxfail 10 --last-failed --last-failed-no-failures none
