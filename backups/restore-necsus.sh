#!/usr/bin/env bash
# Puts a copy made by backup-necsus.sh in the place of NeCSuS's database. More in docs/backups.md.
set -euo pipefail
export LC_ALL=C
umask 077

usage() {
    cat <<'TEXT'
Usage: restore-necsus.sh [--replace] COPY.db.gz DATABASE

Unpacks the copy, checks it, and only then gives it the name DATABASE. A database that a program
has open is never touched: stop the server first.

  --replace  if DATABASE is there already, keep it as DATABASE.before-2023-12-31T15:03:57;
             without this option it is left alone
TEXT
}

fail() {
    printf 'restore-necsus: %s\n' "$1" >&2
    exit 1
}

replace=
case ${1:-} in
-h | --help)
    usage
    exit
    ;;
--replace)
    replace=yes
    shift
    ;;
esac
if [ $# -ne 2 ] || [ -z "$1" ] || [ -z "$2" ]; then
    usage >&2
    exit 1
fi
copy=$1

command -v sqlite3 >/dev/null || fail "the program sqlite3 is missing: apt install sqlite3"
[ -f "$copy" ] || fail "there is no copy at $copy"
[ -r "$copy" ] || fail "may not read $copy"
[ -d "$(dirname -- "$2")" ] || fail "there is no folder $(dirname -- "$2")"
database=$(realpath -- "$2")
folder=$(dirname -- "$database")

sqlite() { sqlite3 -batch -bail -init /dev/null -cmd '.timeout 1000' "$@" 2>&1; }

in_use() { fail "$database is in use: stop the server first"; }

if [ -e "$database" ]; then
    [ -f "$database" ] || fail "$database is not a file"
    [ -n "$replace" ] || fail "$database is already there: use --replace, or another name to try the copy"
    holder=$(find -L /proc/[0-9]*/fd -maxdepth 1 -samefile "$database" -print -quit 2>/dev/null) || true
    [ -z "$holder" ] || in_use
fi

work=
trap '[ -z "$work" ] || rm -rf -- "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
problem=$(mktemp -d -- "$folder/.restore-XXXXXX" 2>&1) || fail "may not write to the folder $folder: ${problem##*: }"
work=$problem

if ! problem=$( (gzip -dc <"$copy" >"$work/restored.db") 2>&1); then
    [[ $problem != *"No space left"* ]] || fail "the disk of $folder is full: nothing was changed"
    fail "$copy does not unpack (${problem##*: }): nothing was changed"
fi
problem=$(sqlite "$work/restored.db" 'PRAGMA integrity_check') || true
[ "$problem" = ok ] || fail "$copy holds no sound database (${problem%%$'\n'*}): nothing was changed"
messages=$(sqlite "$work/restored.db" 'SELECT count(*) FROM messages') ||
    fail "$copy has no table 'messages', so it is not NeCSuS's: nothing was changed"

# The server must be able to write what root restores.
owner=$folder
if [ -e "$database" ]; then
    owner=$database
    chmod --reference="$database" -- "$work/restored.db"
fi
[ "$(id -u)" != 0 ] || chown --reference="$owner" -- "$work/restored.db"
problem=$(sync "$work/restored.db" 2>&1) || fail "cannot write to the folder $folder: ${problem##*: }"

# Leaving WAL mode takes the write-ahead log into the old database, and succeeds only when nobody else has it open.
# On a damaged database it fails, which doesn't matter: its log is put aside with it.
if [ -e "$database" ]; then
    problem=$(sqlite "$database" 'PRAGMA journal_mode=DELETE') || true
    [[ $problem != *locked* ]] || in_use
fi

# A log left beside the restored database would be read into it and spoil it.
aside=$database.before-$(date -u +%Y-%m-%dT%H:%M:%S)
[ ! -e "$aside" ] || fail "$aside is already there: try again"
for part in "" -wal -shm -journal; do
    [ ! -e "$database$part" ] || mv -T -- "$database$part" "$aside$part"
done
mv -T -- "$work/restored.db" "$database"
sync -- "$folder"

echo "Restored $messages messages to $database"
[ ! -e "$aside" ] || echo "The old database is now $aside"
