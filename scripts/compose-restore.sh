#!/bin/sh
# Puts back what scripts/compose-backup.sh copied, on this machine or on a new one with the same .env, secrets/ and keys/. What is there now
# stays beside it in the volumes, as <folder>.before, until the next time; the files of tickets are added to those there are.
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
# Files are only added: names are ids, and what is too much is never read. Copies of before there were files have none.
if [ -f "$backup/files.tar.gz" ]; then
  docker compose run --rm --no-deps -T --entrypoint sh api -euc '
    files=${HUIYING_FILES_DIR:-$HUIYING_DATA_DIR/files}
    mkdir -p "$files"
    exec tar -xzf - -C "$files"' < "$backup/files.tar.gz"
fi
docker compose up -d
# The API serves nobody while the copy holds what was erased since.
docker compose exec -T api node bin/huiying.mjs erase replay
# The two copies are moments apart: what differs is named, and what can be mended is.
docker compose exec -T api node bin/huiying.mjs reconcile --all --repair
