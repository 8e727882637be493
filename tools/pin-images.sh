#!/bin/sh
# Add to each image of Dockerfile and docker-compose.yml the digest that the registry has for its tag now.
#   tools/pin-images.sh            asks the registry by `docker buildx imagetools`, and writes the files
#   tools/pin-images.sh --check    fails while an image has no digest; asks nobody
set -eu
cd "$(dirname "$0")/.."

# Images of others, as they are written; our own is built here.
images() {
    sed -nE 's/^FROM ([^ ]+:[^ ]+).*/\1/p' Dockerfile
    sed -nE 's/^ *image: ([^ ]+)$/\1/p' docker-compose.yml | grep -v '^bulkhead:'
}

if [ "${1:-}" = --check ]; then
    loose=$(images | grep -v '@sha256:[0-9a-f]\{64\}$' | sort -u || true)
    [ -z "$loose" ] || { printf 'Not pinned by digest:\n%s\n' "$loose" >&2; exit 1; }
    exit 0
fi

images | sort -u | while read -r image; do
    tag=${image%@*}
    digest=$(docker buildx imagetools inspect "$tag" --format '{{.Manifest.Digest}}')
    case $digest in
        sha256:*) ;;
        *) echo "The registry gave no digest for $tag." >&2; exit 1 ;;
    esac
    for file in Dockerfile docker-compose.yml fixtures/demo/bulkhead/docker-compose.yml; do
        sed -i.before "s|$image|$tag@$digest|" "$file"
        rm "$file.before"
    done
    echo "$tag@$digest"
done
