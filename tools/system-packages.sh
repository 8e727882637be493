#!/bin/sh
# Install the programs `make test` needs and the machine lacks: PostgreSQL, Redis, Chromium.
# Only as root on a Debian-like system; anywhere else say what is missing and let the tests decide
# (with CI=true they fail, otherwise they skip what needs it).
set -eu

missing=
find_program() { command -v "$1" >/dev/null 2>&1; }
initdb_exists() { find_program initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
chromium_exists() { find_program chromium || find_program chromium-browser || find_program google-chrome; }

[ -n "${DATABASE_URL:-}" ] || initdb_exists || missing="$missing postgresql"
[ -n "${REDIS_URL:-}" ] || find_program redis-server || missing="$missing redis-server"
# The headless Chromium of Debian needs two thirds of the time of a whole one, which does where there is none.
wanted="chromium-headless-shell fonts-liberation"
! find_program chromium-headless-shell || wanted=
[ -n "$missing$wanted" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! find_program apt-get; then
    chromium_exists || missing="$missing${wanted:+ $wanted}"
    [ -z "$missing" ] || printf 'Not installed, and not ours to install without root on Debian:%s\n' "$missing" >&2
    exit 0
fi
printf 'Installing%s\n' "$missing${wanted:+ $wanted}" >&2
export DEBIAN_FRONTEND=noninteractive
# RUNLEVEL=1 keeps the packages from starting servers of their own: the tests start private ones.
install() { RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null; }
if ! apt-get update -qq </dev/null; then
    [ -n "$missing" ] || ! chromium_exists || exit 0
    exit 1
fi
# shellcheck disable=SC2086  # one word per package
[ -z "$missing" ] || install $missing
# shellcheck disable=SC2086
[ -z "$wanted" ] || install $wanted 2>/dev/null || chromium_exists || install chromium fonts-liberation
