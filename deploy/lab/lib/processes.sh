# shellcheck shell=bash
# Processes and teardown: what this run started is written down before it is used, and only that is ended.

# Appends one "pid start-time name" line. The start time (field 22 of /proc/PID/stat) tells our process from a later
# one that was given the same number.
remember_process() {
  local pid=$1 name=$2
  printf '%s %s %s\n' "$pid" "$(start_time "$pid")" "$name" >>"$RUN/processes"
}

start_time() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || { echo 0; return; }
  # The command name may hold spaces: everything up to the last ')' goes first; then start time is the 20th field.
  stat=${stat##*) }
  # shellcheck disable=SC2086
  set -- $stat
  echo "${20}"
}

# spawn NAME NAMESPACE COMMAND...: a background process with its own session, so that a Ctrl-C at the terminal reaches
# the lab script (which then ends it in order) and not the process itself. `ip netns exec` becomes the command, so the
# pid is the command's.
spawn() {
  local name=$1 namespace=$2
  shift 2
  setsid ip netns exec "$namespace" "$@" </dev/null >"$RUN/log/$name.log" 2>&1 &
  remember_process "$!" "$name"
}

is_ours() {
  local pid=$1 since=$2
  [[ $since != 0 && $(start_time "$pid") == "$since" ]]
}

# signal_ours SIGNAL PID:START-TIME
signal_ours() {
  if is_ours "${2%:*}" "${2#*:}"; then
    # It may end by itself between the look and the signal.
    kill "-$1" "${2%:*}" 2>/dev/null || true
  fi
}

# end_pids PID:START-TIME...: TERM, then KILL after three seconds; returns when all are gone.
end_pids() {
  local entry alive
  for entry in "$@"; do
    signal_ours TERM "$entry"
  done
  for _ in {1..30}; do
    alive=0
    for entry in "$@"; do
      if is_running "${entry%:*}" "${entry#*:}"; then
        alive=1
      fi
    done
    [[ $alive == 0 ]] && return 0
    sleep 0.1
  done
  for entry in "$@"; do
    signal_ours KILL "$entry"
  done
}

# A zombie still has its /proc entry, but is gone for us.
is_running() {
  is_ours "$1" "$2" || return 1
  [[ $(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null) != Z ]]
}

# Ends every process of the run in $RUN, deletes its namespaces (and with them every device) and then its directory.
# Safe to call more than once and on a run that was only half built.
tear_down() {
  local pid since namespace
  local -a ours=()
  [[ -n ${RUN:-} && -d $RUN ]] || return 0
  if [[ -f $RUN/processes ]]; then
    while read -r pid since _; do
      ours+=("$pid:$since")
    done <"$RUN/processes"
    [[ ${#ours[@]} -eq 0 ]] || end_pids "${ours[@]}"
  fi
  if [[ -f $RUN/namespaces ]]; then
    while read -r namespace; do
      if [[ -e /run/netns/$namespace ]]; then
        ip netns del "$namespace" || say "could not delete namespace $namespace"
      fi
    done <"$RUN/namespaces"
  fi
  rm -rf -- "$RUN"
}
