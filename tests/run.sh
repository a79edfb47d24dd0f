#!/usr/bin/env bash
# Every test: on SQLite, then what touches the database again on PostgreSQL. Called by `make test`.
set -u
bin=$(cd "$1" && pwd)
cd "$(dirname "$0")/.." || exit 2
memory=/dev/shm # what tests write is gone with them: where there is room, it never touches the disk
[ -w $memory ] && [ "$(df -Pk $memory 2>/dev/null | awk 'END {print $4}')" -gt 6000000 ] && export TMPDIR=$memory
export PYTHONDONTWRITEBYTECODE="" # each of the many commands that tests start would compile the house anew
export PRISMA_HUB_DIR="$(mktemp -d)"
export PRISMA_PLAYED="$PRISMA_HUB_DIR/played" # the demo is played once by its command, for both databases
trap 'stop_postgres; rm -rf "$PRISMA_HUB_DIR"' EXIT
missing=""
workers=$(($(nproc) + 1)) # a third of the time a test waits: for a browser, a process, a moment to pass
files="--dist loadfile --no-loadscope-reorder" # what a file prepares is prepared once

need() { # command, Debian package
  command -v "$1" >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/"$1" >/dev/null 2>&1 && return 0
  if [ "$(id -u)" = 0 ]; then as=""; elif sudo -n true 2>/dev/null; then as="sudo -n"; else missing="$missing $2"; return 1; fi
  $as apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive $as apt-get install -y -qq "$2" >/dev/null 2>&1 || { missing="$missing $2"; return 1; }
}

start_postgres() {
  pg=$(ls -d /usr/lib/postgresql/*/bin | tail -1) || return 1
  home="$PRISMA_HUB_DIR/postgres"; mkdir -p "$home"
  if [ "$(id -u)" = 0 ]; then chmod 755 "$PRISMA_HUB_DIR"; chown postgres "$home"; as_pg="setpriv --reuid=postgres --regid=postgres --clear-groups"; else as_pg=""; fi
  port=$("$bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  $as_pg "$pg/initdb" -D "$home/data" -A trust -U prisma -E UTF8 --locale=C.UTF-8 >/dev/null 2>&1 || return 1
  $as_pg "$pg/pg_ctl" -D "$home/data" -w -l "$home/log" -o "-h 127.0.0.1 -p $port -k $home -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start >/dev/null || return 1
  export DATABASE_URL="postgresql://prisma@127.0.0.1:$port/postgres"
}

stop_postgres() { [ -n "${home:-}" ] && [ -d "$home/data" ] && $as_pg "$pg/pg_ctl" -D "$home/data" -m fast stop >/dev/null 2>&1; }

need chromium chromium
need initdb postgresql

tests() { "$bin/python" -m pytest -q -n $workers $files --basetemp="$PRISMA_HUB_DIR/tmp" "$@"; }

echo "== on SQLite"
tests tests -m "not twice"; sqlite=$?

postgres=0
if ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 && start_postgres; then
  echo "== on PostgreSQL"
  tests tests -m "database and not browser"; postgres=$?
else
  echo "== PostgreSQL was not started: nothing was tested on it"
  missing="$missing postgresql"
  tests tests/demo -m twice || sqlite=1
fi

if [ -n "$missing" ]; then
  echo "!! Not everything was tested. Missing:$missing"
  echo "!! Enable the rest with: sudo apt-get install$missing"
fi
[ "$sqlite" = 0 ] && [ "$postgres" = 0 ]
