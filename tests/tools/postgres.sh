# A throw-away PostgreSQL for tests/run: own folder, free port, gone at the end.

postgres_home=""

start_postgres() {
  local bin port attempt
  bin=$(postgres_bin)
  if [ -z "$bin" ]; then
    echo "no PostgreSQL server was found" >&2
    return 1
  fi
  postgres_home=$(mktemp -d "${TMPDIR:-/tmp}/gantry-postgres.XXXXXX")
  # initdb refuses root; the package brings a user of its own.
  [ "$(id -u)" -ne 0 ] || chown postgres "$postgres_home"
  # Text order differs between clusters: the tests want one that is not bytewise.
  as_postgres "$bin/initdb" --pgdata="$postgres_home/data" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C --locale-provider=icu --icu-locale=en-US >"$postgres_home.log" || return 1
  for attempt in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 20000))
    if as_postgres "$bin/pg_ctl" --pgdata="$postgres_home/data" --log="$postgres_home/server.log" \
      --wait --silent --options="-p $port -k $postgres_home -c listen_addresses=127.0.0.1 -c max_connections=400 -c fsync=on" start; then
      export GANTRY_TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres"
      echo "PostgreSQL listens at $GANTRY_TEST_POSTGRES_URL"
      return 0
    fi
    echo "attempt $attempt: port $port did not do"
  done
  cat "$postgres_home/server.log" >&2
  return 1
}

stop_postgres() {
  if [ -n "$postgres_home" ]; then
    as_postgres "$(postgres_bin)/pg_ctl" --pgdata="$postgres_home/data" --mode=immediate --silent stop || true
    rm -rf "$postgres_home" "$postgres_home.log"
    postgres_home=""
  fi
}

# The server must not be root's and must not stand in a folder it cannot read.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && runuser -u postgres -- "$@")
  else
    (cd / && "$@")
  fi
}
