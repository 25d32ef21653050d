#!/bin/sh
# Copies both PostgreSQL servers of docker-compose.yml, and the files of tickets, into backups/<time>/ while everything runs: of the
# servers their files, because a dump would lose the transaction numbers by which departments know their place in the feed of events.
# Keep secrets/ and keys/ too, and in another place.
#
#   scripts/compose-backup.sh          HUIYING_BACKUPS: the folder; HUIYING_BACKUP_DAYS: how long copies are kept (14)
set -eu
umask 077
cd "$(dirname "$0")/.."
folder=${HUIYING_BACKUPS:-backups}
name=$(date -u +%Y%m%dT%H%M%SZ)
part=$folder/$name.part
mkdir -p "$part"

copy() {
  docker compose exec -T "$1" sh -euc \
    'exec pg_basebackup --username "$POSTGRES_USER" --pgdata - --format tar --wal-method fetch --checkpoint fast --gzip' \
    > "$part/$1.tar.gz"
  gzip -t "$part/$1.tar.gz"
}

# Both at the same time: what the two stores know must be as close together as can be.
copy temporal-postgres &
other=$!
copy postgres
wait "$other"
# After the rows that name them: a file that no row names is never read, a row without its file cannot be answered.
docker compose exec -T api sh -euc '
  files=${HUIYING_FILES_DIR:-$HUIYING_DATA_DIR/files}
  mkdir -p "$files"
  # 1: something came or went meanwhile, as it may.
  tar -czf - -C "$files" . || [ $? -eq 1 ]' > "$part/files.tar.gz"
gzip -t "$part/files.tar.gz"
mv "$part" "$folder/$name"
find "$folder" -mindepth 1 -maxdepth 1 -name '????????T??????Z*' -mtime "+${HUIYING_BACKUP_DAYS:-14}" -exec rm -rf {} +
echo "$folder/$name"
