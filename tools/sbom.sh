#!/bin/sh
# Write what the image is made of, as CycloneDX 1.6: the Python packages it installs, and the packages in the front end.
#   tools/sbom.sh FOLDER
set -eu
cd "$(dirname "$0")/.."
folder=$1
mkdir -p "$folder"
PYTHONWARNINGS=ignore .venv/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --mc-type application \
    --spec-version 1.6 --output-format JSON --output-reproducible --output-file "$folder/python.cdx.json"
PATH="$(tools/node.sh):$PATH" npm --prefix frontend sbom --package-lock-only --omit dev \
    --sbom-format cyclonedx --sbom-type application >"$folder/frontend.cdx.json"
echo "$folder/python.cdx.json and $folder/frontend.cdx.json" >&2
