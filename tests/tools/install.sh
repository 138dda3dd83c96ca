# What tests/run needs beside Rust: Debian packages, cargo-deny and axe-core.

cargo_deny_version=0.20.2
tools="${GANTRY_TOOLS:-$HOME/.cache/gantry-tools}"
cargo_deny="$tools/bin/cargo-deny"

require_rust() {
  if ! command -v cargo >/dev/null; then
    echo "cargo is missing: install Rust from https://rustup.rs" >&2
    exit 1
  fi
}

# The newest folder that holds the programs of a PostgreSQL server.
postgres_bin() {
  local folders
  folders=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V) || true
  if [ -n "$folders" ]; then
    tail -n 1 <<<"$folders"
  elif command -v initdb >/dev/null; then
    dirname "$(command -v initdb)"
  fi
}

install_packages() {
  local missing=()
  command -v cc >/dev/null || missing+=(build-essential)
  [ -n "$(postgres_bin)" ] || missing+=(postgresql)
  command -v chromium >/dev/null || missing+=(chromium)
  command -v chromedriver >/dev/null || missing+=(chromium-driver)
  command -v npm >/dev/null || missing+=(npm)
  if [ "${#missing[@]}" -gt 0 ]; then
    echo "installing: ${missing[*]}"
    apt_install "${missing[@]}" || return 1
  fi
  export GANTRY_TEST_CHROMEDRIVER="${GANTRY_TEST_CHROMEDRIVER:-$(command -v chromedriver)}"
  export GANTRY_TEST_CHROME="${GANTRY_TEST_CHROME:-$(command -v chromium)}"
  echo "PostgreSQL: $(postgres_bin); browser: $GANTRY_TEST_CHROME; driver: $GANTRY_TEST_CHROMEDRIVER"
}

apt_install() {
  local as_root=()
  if ! command -v apt-get >/dev/null; then
    echo "this is no Debian; install by hand: $*" >&2
    return 1
  fi
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  "${as_root[@]}" apt-get update -q || return 1
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "$@"
}

# axe-core judges the pages; its version and digest stand in tests/tools/axe.
install_axe() {
  mkdir -p "$tools/axe" || return 1
  if ! cmp -s tests/tools/axe/package-lock.json "$tools/axe/package-lock.json"; then
    cp tests/tools/axe/package.json tests/tools/axe/package-lock.json "$tools/axe/"
    rm -rf "$tools/axe/node_modules"
  fi
  export GANTRY_TEST_AXE="$tools/axe/node_modules/axe-core/axe.min.js"
  [ -f "$GANTRY_TEST_AXE" ] || npm ci --silent --ignore-scripts --prefix "$tools/axe"
}

install_cargo_deny() {
  if [ "$("$cargo_deny" --version 2>/dev/null)" != "cargo-deny $cargo_deny_version" ]; then
    cargo install cargo-deny --version "$cargo_deny_version" --locked --root "$tools"
  fi
}

# Advisories come from a database of their own that not every machine can fetch.
check_advisories() {
  if timeout 60 "$cargo_deny" --workspace fetch db >/dev/null 2>&1; then
    phase "advisories" "$cargo_deny" --workspace check --disable-fetch advisories
  else
    note "advisories were NOT checked: the database could not be fetched"
  fi
}
