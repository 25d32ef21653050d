#!/bin/sh
# Puts back what scripts/compose-backup.sh copied, on this machine or on a new one with the same .env and secrets/. What is there now
# stays beside it in the volumes, as <folder>.before, until the next time.
#
#   scripts/compose-restore.sh backups/20261129T031500Z
set -eu
backup=${1:?Name the folder of the backup, as in backups/20261129T031500Z.}
for server in temporal-postgres postgres; do gzip -t "$backup/$server.tar.gz"; done
backup=$(cd "$backup" && pwd)
cd "$(dirname "$0")/.."
docker compose stop gateway api worker temporal-ui temporal temporal-postgres postgres
for server in temporal-postgres postgres; do
  docker compose run --rm --no-deps -T --entrypoint sh "$server" -euc '
    rm -rf "$PGDATA.before"
    if [ -d "$PGDATA" ]; then mv "$PGDATA" "$PGDATA.before"; fi
    mkdir -p -m 700 "$PGDATA"
    tar -xzf - -C "$PGDATA"
    chown -R postgres:postgres "$PGDATA"' < "$backup/$server.tar.gz"
done
docker compose up -d
# The API serves nobody while the copy holds what was erased since.
docker compose exec -T api node bin/huiying.mjs erase replay
# The two copies are moments apart: what differs is named, and what can be mended is.
docker compose exec -T api node bin/huiying.mjs reconcile --all --repair
