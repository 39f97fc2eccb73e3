# shellcheck shell=bash
# FRR (zebra and pimd) in namespace r1 as the segment's IGMPv3 querier, and in r0 as one that takes over.

readonly FRR=/usr/lib/frr

# write_frr_configuration SHORT
write_frr_configuration() {
  local short=$1 directory
  directory=$(frr_directory "$short")
  mkdir -p "$directory"
  cat >"$directory/zebra.conf" <<CONFIGURATION
hostname $short
CONFIGURATION
  # The response time first: pimd refuses a query interval that is not longer than it, and its default is 10 s.
  cat >"$directory/pimd.conf" <<CONFIGURATION
hostname $short
interface lan0
 ip igmp
 ip igmp version 3
 ip igmp query-max-response-time 10
 ip igmp query-interval 10
 ip igmp last-member-query-count 2
 ip igmp last-member-query-interval 10
CONFIGURATION
  chown -R frr:frr "$directory"
}

# frr_directory SHORT: configuration and sockets of the FRR in that namespace.
frr_directory() {
  printf '%s/frr-%s' "$RUN" "$1"
}

# start_frr SHORT: returns when it can be spoken to.
start_frr() {
  local short=$1 where directory daemon
  where=$(namespace "$short")
  directory=$(frr_directory "$short")
  write_frr_configuration "$short"
  for daemon in zebra pimd; do
    spawn "$daemon-$short" "$where" "$FRR/$daemon" -f "$directory/$daemon.conf" -i "$directory/$daemon.pid" \
      -z "$directory/zserv.api" --vty_socket "$directory" -P 0 --log "file:$directory/$daemon.log"
    wait_until 10 "$daemon of $short to open its socket" test -S "$directory/$daemon.vty"
  done
}

frr_show() {
  vtysh --vty_socket "$(frr_directory r1)" -c "$1" 2>/dev/null
}

frr_is_querier() {
  frr_show 'show ip igmp interface lan0 json' | python3 -c '
import json, sys
try:
    shown = json.load(sys.stdin)["lan0"]
except (ValueError, KeyError):
    sys.exit(1)
sys.exit(0 if shown.get("state") == "up" and shown.get("querier") == "local" else 1)'
}
