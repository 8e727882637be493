#!/bin/sh
# Fail when a lock or requirements file names a registry: everyone installs from the one they configured.
set -eu
cd "$(dirname "$0")/.."
if grep -n '"resolved"' frontend/package-lock.json ||
    grep -nE 'https?://|--(extra-)?index-url|--find-links' requirements*.txt requirements*.lock; then
    echo "The lines above name an address; lock files must not (npm: omit-lockfile-registry-resolved=true)." >&2
    exit 1
fi
