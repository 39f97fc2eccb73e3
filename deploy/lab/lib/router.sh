# shellcheck shell=bash
# FRR (zebra and pimd) in namespace r1 as the segment's IGMPv3 querier.

readonly FRR=/usr/lib/frr

write_frr_configuration() {
  mkdir -p "$RUN/frr"
  cat >"$RUN/frr/zebra.conf" <<'CONFIGURATION'
hostname r1
CONFIGURATION
  # The response time first: pimd refuses a query interval that is not longer than it, and its default is 10 s.
  cat >"$RUN/frr/pimd.conf" <<'CONFIGURATION'
hostname r1
interface lan0
 ip igmp
 ip igmp version 3
 ip igmp query-max-response-time 10
 ip igmp query-interval 10
 ip igmp last-member-query-count 2
 ip igmp last-member-query-interval 10
CONFIGURATION
  chown -R frr:frr "$RUN/frr"
}

start_frr() {
  local r1
  r1=$(namespace r1)
  write_frr_configuration
  spawn zebra "$r1" "$FRR/zebra" -f "$RUN/frr/zebra.conf" -i "$RUN/frr/zebra.pid" -z "$RUN/frr/zserv.api" \
    --vty_socket "$RUN/frr" -P 0 --log "file:$RUN/frr/zebra.log"
  wait_until 10 "zebra to open its socket" test -S "$RUN/frr/zserv.api"
  spawn pimd "$r1" "$FRR/pimd" -f "$RUN/frr/pimd.conf" -i "$RUN/frr/pimd.pid" -z "$RUN/frr/zserv.api" \
    --vty_socket "$RUN/frr" -P 0 --log "file:$RUN/frr/pimd.log"
  wait_until 15 "pimd to become querier on lan0" frr_is_querier
}

frr_show() {
  vtysh --vty_socket "$RUN/frr" -c "$1" 2>/dev/null
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
