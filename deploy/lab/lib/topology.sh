# shellcheck shell=bash
# The wiring: namespaces, veth pairs, the two bridges, addresses. README.md has the picture.
#
# All timers are those of a normal network divided by about twelve, because FRR takes no query interval below 10 s:
# robustness 2, query interval 10 s, response interval 1 s, last member query 2 x 1 s, hence other-querier-present
# 20.5 s and, in FRR, group membership interval 21 s. The bridges are given the same numbers (in hundredths of a
# second).

# Of r1; where there is a rival, that has it, and r1 a higher one.
ROUTER_ADDRESS=10.20.0.1
readonly LOWEST_ADDRESS=$ROUTER_ADDRESS
readonly HIGHER_ADDRESS=10.20.0.3
readonly ROUTER_MAC=02:00:00:20:00:01
readonly LOOPED_PREFIX=198.51.100.0/24
readonly SCANNER_ADDRESS=203.0.113.50

# namespace SHORT: the full name in this run.
namespace() {
  printf 'tw-%s-%s' "$RUN_ID" "$1"
}

add_namespace() {
  local name
  name=$(namespace "$1")
  echo "$name" >>"$RUN/namespaces"
  ip netns add "$name"
  ip -n "$name" link set lo up
}

# set_key NAMESPACE KEY=VALUE...: sysctl inside a namespace (procps is not on a bare Debian, /proc is).
set_key() {
  local where=$1 pair
  shift
  for pair in "$@"; do
    # shellcheck disable=SC2016
    ip netns exec "$where" sh -c 'echo "$2" >"/proc/sys/net/$1"' set_key "${pair%%=*}" "${pair#*=}"
  done
}

# Linux sends one ICMP error per second and target (icmp_ratelimit) of the types in icmp_ratemask. A storm from real
# routers is limited too, but by their own rules; here the limit is lifted so that a short recording shows one.
lift_icmp_limits() {
  set_key "$1" ipv4/icmp_ratelimit=0 ipv4/icmp_ratemask=0 ipv6/icmp/ratelimit=0
}

# connect A-NAMESPACE A-DEVICE B-NAMESPACE B-DEVICE
connect() {
  ip -n "$1" link add name "$2" type veth peer name "$4" netns "$3"
}

snooping_bridge() {
  local where=$1 device=$2
  ip -n "$where" link add name "$device" type bridge mcast_snooping 1 mcast_igmp_version 3 mcast_mld_version 2 \
    mcast_query_interval 1000 mcast_query_response_interval 100 mcast_membership_interval 2100 \
    mcast_querier_interval 2050 mcast_last_member_count 2 mcast_last_member_interval 100 \
    mcast_startup_query_count 2 mcast_startup_query_interval 250
}

build_access_segment() {
  local lan
  add_namespace lan
  lan=$(namespace lan)
  snooping_bridge "$lan" br0
  # The switch itself must not be a host of the segment: no IPv6 address, so no reports of its own.
  set_key "$lan" ipv6/conf/br0/disable_ipv6=1
  ip -n "$lan" link set br0 up
}

# attach SHORT DEVICE MAC: DEVICE in namespace SHORT is cabled to port SHORT of the access bridge.
attach() {
  local short=$1 device=$2 mac=$3 lan where
  lan=$(namespace lan)
  where=$(namespace "$short")
  connect "$where" "$device" "$lan" "$short"
  ip -n "$where" link set "$device" address "$mac"
  set_key "$lan" "ipv6/conf/$short/disable_ipv6=1"
  ip -n "$lan" link set "$short" master br0
  ip -n "$lan" link set "$short" up
}

# A snooping switch forwards reports only to router ports (RFC 4541): this makes a port one for good.
always_router_port() {
  ip -n "$(namespace lan)" link set "$1" type bridge_slave mcast_router 2
}

build_routers() {
  local r1 r2
  add_namespace r1
  add_namespace r2
  r1=$(namespace r1)
  r2=$(namespace r2)
  attach r1 lan0 "$ROUTER_MAC"
  always_router_port r1
  connect "$r1" wan0 "$r2" lan0
  for where in "$r1" "$r2"; do
    lift_icmp_limits "$where"
    # A real loop also makes the routers send redirects; they are switched off so that one fault shows one symptom.
    set_key "$where" ipv4/ip_forward=1 ipv4/conf/all/rp_filter=0 ipv4/conf/default/rp_filter=0 \
      ipv4/conf/all/send_redirects=0 ipv4/conf/default/send_redirects=0
  done
  set_key "$r1" ipv4/conf/lan0/send_redirects=0 ipv4/conf/wan0/send_redirects=0
  set_key "$r2" ipv4/conf/lan0/send_redirects=0
  ip -n "$r1" address add "$ROUTER_ADDRESS/24" dev lan0
  ip -n "$r1" address add 10.20.255.1/30 dev wan0
  ip -n "$r2" address add 10.20.255.2/30 dev lan0
  ip -n "$r1" link set lan0 up
  ip -n "$r1" link set wan0 up
  ip -n "$r2" link set lan0 up
  ip -n "$r1" route add default via 10.20.255.2
  ip -n "$r2" route add 10.20.0.0/24 via 10.20.255.1
  # The fault: r2 believes that the prefix is behind r1, r1 sends what it does not know to r2.
  ip -n "$r2" route add "$LOOPED_PREFIX" via 10.20.255.1
}

build_scanner() {
  local scanner r2
  add_namespace scan
  scanner=$(namespace scan)
  r2=$(namespace r2)
  connect "$scanner" eth0 "$r2" scan0
  set_key "$r2" ipv4/conf/scan0/send_redirects=0
  ip -n "$r2" address add 203.0.113.1/24 dev scan0
  ip -n "$scanner" address add "$SCANNER_ADDRESS/24" dev eth0
  ip -n "$r2" link set scan0 up
  ip -n "$scanner" link set eth0 up
  ip -n "$scanner" route add default via 203.0.113.1
}

# querier_bridge SHORT DEVICE MAC: an independent snooping bridge with one port into the segment. As an MLD querier it
# sends general and group-specific queries that everybody (and the sensor) hears, and, because all hosts are behind its
# one port, its table is the state of the whole segment, as a router keeps it.
querier_bridge() {
  local short=$1 device=$2 mac=$3 where
  add_namespace "$short"
  where=$(namespace "$short")
  attach "$short" eth0 "$mac"
  always_router_port "$short"
  snooping_bridge "$where" "$device"
  ip -n "$where" link set "$device" address "$mac"
  ip -n "$where" link set eth0 master "$device"
  set_key "$where" ipv6/conf/eth0/disable_ipv6=1
  ip -n "$where" link set eth0 up
}

# Debian 12's FRR has no pim6d, so MLD needs another querier.
build_mld_querier() {
  local mldq
  querier_bridge mldq mq0 02:00:00:20:00:02
  mldq=$(namespace mldq)
  ip -n "$mldq" address add 10.20.0.2/24 dev mq0
  ip -n "$mldq" link set mq0 up
}

# Who takes over, and falls silent again, while a churn goes on. For MLD a bridge, which is the querier while mq0 is
# told not to be: a kernel's bridge that hears a querier is none, so each takes over when the other has been silent for
# 20.5 s. For IGMP another FRR, whose address is lower than that of r1: it wins once its cable is in.
build_rivals() {
  local r0
  querier_bridge rival rq0 02:00:00:20:00:00
  ip -n "$(namespace rival)" link set rq0 up
  add_namespace r0
  r0=$(namespace r0)
  attach r0 lan0 02:00:00:20:00:03
  always_router_port r0
  set_key "$r0" ipv6/conf/lan0/disable_ipv6=1
  ip -n "$r0" address add "$LOWEST_ADDRESS/24" dev lan0
}

# Only after mq0 heard FRR: until then it would query IGMP too, as 0.0.0.0, which RFC 4541 knows but no listener should
# have to sort out here. A bridge that has heard a query has the port down as a learned router port.
enable_mld_querier() {
  wait_until 15 "FRR's first query to reach the MLD querier" mldq_heard_a_query
  ip -n "$(namespace mldq)" link set mq0 type bridge mcast_querier 1
}

mldq_heard_a_query() {
  [[ $(ip netns exec "$(namespace mldq)" bridge -d mdb show dev mq0) == *"router ports on mq0: eth0"* ]]
}

# build_host NUMBER: h01 is 10.20.0.11 with MAC 02:00:00:20:01:01, its cable not yet plugged in.
build_host() {
  local number=$1 short where
  short=$(printf 'h%02d' "$number")
  add_namespace "$short"
  where=$(namespace "$short")
  lift_icmp_limits "$where"
  attach "$short" eth0 "$(printf '02:00:00:20:01:%02x' "$number")"
  ip -n "$where" address add "10.20.0.$((10 + number))/24" dev eth0
}
