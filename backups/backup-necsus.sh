#!/usr/bin/env bash
# One verified, compressed copy of NeCSuS's database, while the server goes on writing. More in docs/backups.md.
set -euo pipefail
export LC_ALL=C  # fixed messages and sort order
umask 077        # chats are private: so are their copies

usage() {
    cat <<'TEXT'
Usage: backup-necsus.sh [--keep N] [--to FOLDER] [DATABASE]

Writes FOLDER/2023-12-31T15:03:57.db.gz (the time is UTC) and says so, or says in one line what is wrong.

  DATABASE     the database; else the variable NECSUS_DB, else the NECSUS_DB of the .env file
               beside the backups folder, else the necsus.db there
  --to FOLDER  where the copy goes; else the variable NECSUS_BACKUPS, else the folder of this script
  --keep N     afterwards keep the newest N copies in FOLDER and remove the older ones
TEXT
}

fail() {
    printf 'backup-necsus: %s\n' "$1" >&2
    exit 1
}

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
project=$(dirname -- "$here")
folder=${NECSUS_BACKUPS:-$here}
database=
keep=

while [ $# -gt 0 ]; do
    case $1 in
    -h | --help)
        usage
        exit
        ;;
    --to)
        [ $# -ge 2 ] || fail "--to needs a folder"
        folder=$2
        shift
        ;;
    --keep)
        keep=${2:-}
        [[ $keep =~ ^[1-9][0-9]{0,8}$ ]] || fail "--keep needs a whole number from 1, not '$keep'"
        shift
        ;;
    -*) fail "unknown option $1 (see --help)" ;;
    *)
        [ -z "$database" ] || fail "one database at a time, not '$database' and '$1'"
        database=$1
        ;;
    esac
    shift
done

# The server would read the .env too: a copy of another database than the server's would be a bad surprise.
database=${database:-${NECSUS_DB:-}}
if [ -z "$database" ] && [ -f "$project/.env" ]; then
    database=$(sed -nE 's/^[[:space:]]*(export[[:space:]]+)?NECSUS_DB[[:space:]]*=[[:space:]]*//p' "$project/.env" |
        tail -n 1 | sed -E "s/[[:space:]]+\$//; s/^\"(.*)\"\$/\1/; s/^'(.*)'\$/\1/")
    case $database in "" | /* | :memory:) ;; *) database=$project/$database ;; esac
fi
database=${database:-$project/necsus.db}

command -v sqlite3 >/dev/null || fail "the program sqlite3 is missing: apt install sqlite3"
[ "$database" != :memory: ] || fail "the database is ':memory:', there is no file to copy"
[ -e "$database" ] || fail "there is no database at $database"
[ -f "$database" ] || fail "$database is not a file"
[ -r "$database" ] || fail "may not read $database: run this as the user that runs the server"
[ -d "$folder" ] || fail "there is no folder $folder"
database=$(realpath -- "$database")
folder=$(realpath -- "$folder")

work=
trap '[ -z "$work" ] || rm -rf -- "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# The working folder carries the copy's name, and only one process can create it: so no two runs share a name.
while :; do
    name=$(date -u +%Y-%m-%dT%H:%M:%S)
    if problem=$(mkdir -- "$folder/.$name.partial" 2>&1); then
        work=$folder/.$name.partial
        [ -e "$folder/$name.db.gz" ] || break
        rmdir -- "$work"
        work=
    elif [[ $problem != *"File exists"* ]]; then
        fail "may not write to the folder $folder: ${problem##*: }"
    fi
    sleep 0.1 # this second's name is taken
done

# -init: no ~/.sqliterc may change what happens.
sqlite() { sqlite3 -batch -bail -init /dev/null -readonly -cmd '.timeout 10000' "$@" 2>&1; }

write_copy() { sqlite3 -batch -bail -init /dev/null copy.db "$1" 2>&1; }

full() { fail "the disk of $folder is full: no copy was made"; }

# VACUUM INTO reads one snapshot, so it ends however much is written meanwhile; `.backup` starts anew at each write.
cd -- "$work"
code=0
problem=$(sqlite "$database" "VACUUM INTO 'copy.db'") || code=$?
problem=${problem%%$'\n'*}
case $code in # SQLite's own result codes
0) ;;
5) fail "$database stays locked by another program" ;;
11 | 19) fail "$database is damaged (${problem#*stepping, }): see docs/backups.md" ;;
13) full ;;
26) fail "$database is not an SQLite database" ;;
*) fail "cannot copy $database: $problem" ;;
esac

sqlite copy.db 'SELECT max(id) FROM messages' >/dev/null ||
    fail "$database has no table 'messages': is it the database of NeCSuS?"

# What a room was cleared of may still be on its way out of the file; it is in no copy, not in the free pages either.
if [ "$(sqlite copy.db "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'clears'")" = 1 ]; then
    problem=$(write_copy 'DELETE FROM messages WHERE id IN (SELECT messages.id FROM clears CROSS JOIN messages
        ON messages.room = clears.room AND messages.id <= clears.last_cleared_id); VACUUM') || {
        [[ $problem != *full* ]] || full
        fail "cannot clear the copy: ${problem%%$'\n'*}"
    }
fi
problem=$(sqlite copy.db 'PRAGMA integrity_check') || true
[ "$problem" = ok ] || fail "the copy of $database failed its check: ${problem%%$'\n'*}"

if ! problem=$( (gzip <copy.db >copy.db.gz) 2>&1); then
    [[ $problem != *"No space left"* ]] || full
    fail "cannot compress the copy: ${problem##*$'\n'}"
fi
# What counts is what would be restored: unpack it and compare.
gzip -dc copy.db.gz 2>/dev/null | cmp -s - copy.db || fail "the compressed copy does not unpack to what was copied"

# On the disk first, then the name: after a power cut a file of that name is whole.
problem=$(sync copy.db.gz 2>&1) || fail "cannot write to the folder $folder: ${problem##*: }"
problem=$(mv -T -- copy.db.gz "$folder/$name.db.gz" 2>&1) || fail "cannot write to the folder $folder: ${problem##*: }"
sync -- "$folder"
echo "Backed up to $name.db.gz"

# A power cut may have left a working folder of long ago.
find "$folder" -maxdepth 1 -type d -name '.????-??-??T??:??:??.partial' -mmin +1440 -exec rm -rf -- {} +

if [ -n "$keep" ]; then
    older=()
    for copy in "$folder"/????-??-??T??:??:??.db.gz; do
        # The one just made stays, whatever the clock did.
        [ "$copy" = "$folder/$name.db.gz" ] || older+=("$copy")
    done
    excess=$((${#older[@]} + 1 - keep))
    if [ "$excess" -gt 0 ]; then
        problem=$(rm -f -- "${older[@]:0:excess}" 2>&1) || fail "cannot remove old copies: ${problem##*: }"
    fi
fi
