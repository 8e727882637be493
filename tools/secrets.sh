#!/bin/sh
# Write the files docker-compose.yml mounts as secrets; an existing one is never replaced.
# Folder: secrets/ beside this checkout's docker-compose.yml (ignored by git and by the image build).
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p secrets

random() { LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 48; }
# The containers run as uid 10001 without a shared group: the folder keeps strangers out, the file lets them read.
keep() { [ -e "secrets/$1" ] || { cat >"secrets/$1.new" && chmod 444 "secrets/$1.new" && mv "secrets/$1.new" "secrets/$1"; }; }

random | keep secret_key
random | keep postgres_password
if ! [ -e secrets/redis.conf ] || ! [ -e secrets/redis_url ]; then
    rm -f secrets/redis.conf secrets/redis_url
    password=$(random)
    printf 'requirepass %s\n' "$password" | keep redis.conf
    printf 'redis://default:%s@redis:6379/0' "$password" | keep redis_url
fi
printf 'postgresql://bulkhead:%s@postgres:5432/bulkhead' "$(cat secrets/postgres_password)" | keep database_url
echo "secrets/ is complete"
