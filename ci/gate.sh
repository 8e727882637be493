#!/bin/sh
# Gate a change: analyze it beside the commit that it is based on, and fail as the policy (.bulkhead.yaml) says.
#   bulkhead-gate [BASE]        BASE: the branch or commit that the change goes to (default: origin/main)
# Writes .bulkhead/report.{json,sarif,md,xml}. Exit 0: passed. 1: failed. 2: something could not be used.
# BULKHEAD_PATHS: what to analyze, named from the current folder (default: all of it). BULKHEAD_OPTIONS: more options of `bulkhead analyze`.
set -eu
case ${1:-} in
-h | --help)
    sed -n '2,5s/^# //p' "$0"
    exit 0
    ;;
-*)
    echo "error: unknown option $1: bulkhead-gate takes a branch or commit; options of analyze go into BULKHEAD_OPTIONS" >&2
    exit 2
    ;;
esac
base=${1:-origin/main}
paths=${BULKHEAD_PATHS:-.}
reports=$PWD/.bulkhead
work=$(mktemp -d)
end() {
    git worktree remove --force "$work/base" >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap end EXIT

mkdir -p "$reports"
rm -f "$reports"/report.*  # those of an earlier run are none of this one
for path in $paths; do
    case $path in
    /*)  # of the base too it would name the files of the change
        echo "error: BULKHEAD_PATHS: $path: name it from the current folder" >&2
        exit 2
        ;;
    esac
done
if ! common=$(git merge-base "$base" HEAD); then
    echo "error: $base and this commit have no history in common here; fetch the whole history (fetch-depth: 0)" >&2
    exit 2
fi
git worktree add --quiet --detach "$work/base" "$common"
# A base without manifests, or without this folder, is an empty baseline: all threats are new.
echo '{"elements": [], "flows": [], "threats": []}' >"$work/baseline.json"
folder=$work/base/$(git rev-parse --show-prefix)
if [ -d "$folder" ]; then
    # The options that decide what is found count for the base as well; the last of a kind wins.
    # shellcheck disable=SC2086  # several paths are several words
    if (cd "$folder" && bulkhead analyze $paths ${BULKHEAD_OPTIONS:-} --format json --output "$work/found.json" \
        --fail-on none) 2>"$work/log"; then
        mv "$work/found.json" "$work/baseline.json"
    else
        echo "note: $base cannot be analyzed, so all threats count as new:" >&2
        grep '^error' "$work/log" >&2 || tail -n 1 "$work/log" >&2
    fi
fi
# shellcheck disable=SC2086
bulkhead analyze $paths --baseline "$work/baseline.json" --output "$reports/report.txt" \
    --report "json=$reports/report.json" --report "sarif=$reports/report.sarif" \
    --report "markdown=$reports/report.md" --report "junit=$reports/report.xml" ${BULKHEAD_OPTIONS:-}
