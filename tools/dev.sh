#!/bin/sh
# The server on HOST:PORT, started again when a Python file changes, and Vite with hot reload on
# 5173, ended together.
set -eu
cd "$(dirname "$0")/.."
host=$1
port=$2
export BULKHEAD_DEBUG=1
export BULKHEAD_BACKEND="http://$host:$port"

trap 'trap - INT TERM EXIT; kill "$server" "$vite" 2>/dev/null || true; wait' INT TERM EXIT
.venv/bin/python manage.py serve --host "$host" --port "$port" --reload &
server=$!
PATH="$(tools/node.sh):$PATH" npm --prefix frontend run dev &
vite=$!
wait "$server"
