#!/bin/sh
# Make .venv hold exactly what a lock file names, each file by its hash; does nothing when it already does.
#   tools/venv.sh requirements.lock
# Needs Python 3.11 or newer with the venv module, and takes the version of the image (3.13) where it is there. pip
# installs uv into .venv because uv then installs the rest several times faster; where uv does not work, pip does all of it.
set -eu
cd "$(dirname "$0")/.."
requirements=$1
stamp=.venv/.installed-$(basename "$requirements" .lock)
wanted=$(cksum <"$requirements")

say() { printf '%s\n' "$*" >&2; }

find_python() {
    # Debian ships Pythons without ensurepip: one that has it goes first.
    for needed in "import ensurepip" ""; do
        for candidate in ${PYTHON:-python3.13 python3 python3.12 python3.11}; do
            "$candidate" -c "$needed
import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))" 2>/dev/null &&
                command -v "$candidate" && return
        done
    done
    # A newer Python than the tested ones may still work.
    for candidate in ${PYTHON:-python3}; do
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
            command -v "$candidate" && return
    done
    say "Bulkhead needs Python 3.11 or newer on the PATH (set PYTHON=/path/to/python to name one)."
    exit 1
}

make_venv() {
    python=$(find_python)
    say "Creating .venv with $("$python" --version) ($python)"
    rm -rf .venv
    if "$python" -m venv .venv >/dev/null 2>&1; then return; fi
    # Debian ships the venv module without pip unless python3-venv is installed.
    rm -rf .venv
    "$python" -m venv --without-pip .venv
    if command -v uv >/dev/null 2>&1; then return; fi
    if "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m pip --python .venv/bin/python install --quiet uv
        return
    fi
    rm -rf .venv
    say "$python cannot create a virtual environment with pip. On Debian and Ubuntu: apt-get install python3-venv"
    exit 1
}

install() {
    say "Installing $requirements"
    if ! [ -x .venv/bin/uv ] && ! command -v uv >/dev/null 2>&1; then
        .venv/bin/python -m pip install --quiet --disable-pip-version-check uv || say "uv is not available, using pip"
    fi
    uv=.venv/bin/uv
    [ -x "$uv" ] || uv=$(command -v uv || true)
    if [ -n "$uv" ] && with_uv; then return; fi
    [ -z "$uv" ] || say "uv did not manage, using pip"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
}

# uv does not read pip's configuration; a mirror or certificate set there has to be handed on.
with_uv() {
    index=${PIP_INDEX_URL:-$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
    if [ -n "${PIP_CERT:-}" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"; fi
    VIRTUAL_ENV=$PWD/.venv UV_LINK_MODE=${UV_LINK_MODE:-copy} "$uv" pip install --quiet --compile-bytecode --require-hashes -r "$requirements"
}

works() { .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
# One whose making was interrupted has a Python but nothing that could install into it.
can_install() { [ -x .venv/bin/uv ] || command -v uv >/dev/null 2>&1 || .venv/bin/python -m pip --version >/dev/null 2>&1; }

if works && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then exit 0; fi
if ! works || ! can_install; then make_venv; fi
install
# The first start need not compile, nor does every start where PYTHONDONTWRITEBYTECODE is set.
.venv/bin/python -m compileall -q threatmodel manage.py || true
printf '%s\n' "$wanted" >"$stamp"
