# Timed phases for tests/run. A phase that fails is remembered; the others still run.

failed=0
phase_table=()
phase_notes=()

# phase NAME COMMAND…
phase() {
  local name=$1 start=$SECONDS outcome=ok
  shift
  printf '\n== %s\n' "$name"
  if ! "$@"; then
    outcome=FAILED
    failed=1
  fi
  phase_table+=("$(printf '%5ss  %-6s  %s' "$((SECONDS - start))" "$outcome" "$name")")
}

# logged_phase NAME FILE COMMAND…: the command's whole output also goes into the file.
logged_phase() {
  local name=$1 file=$2
  shift 2
  phase "$name" run_logged "$file" "$@"
}

run_logged() {
  local file=$1
  shift
  "$@" 2>&1 | tee "$file"
}

# note TEXT: something the reader must know, repeated at the end.
note() {
  printf '%s\n' "$1"
  phase_notes+=("$1")
}

# print_summary STATUS: the times, the notes, and the sum over every test binary of every run.
print_summary() {
  local status=$1
  printf '\n== times\n'
  [ "${#phase_table[@]}" -eq 0 ] || printf '%s\n' "${phase_table[@]}"
  [ "${#phase_notes[@]}" -eq 0 ] || printf 'NOTE: %s\n' "${phase_notes[@]}"
  # A phase that failed without a failing test (a lint, a build) must not end in a cheerful line.
  if [ "$status" -ne 0 ] || [ "$failed" -ne 0 ]; then
    printf 'NOT GREEN\n'
  fi
  find target/reports -name '*.log' -exec cat {} + | awk '
    /^test result: / { passed += $4; failed += $6 }
    END { printf "%d passed, %d failed\n", passed, failed }'
}
