// @ts-check
// What each cause means, what speaks for it, and what to do: the words beside the numbers of an alert. The texts are
// constant; nothing from the wire is in them.

/** @typedef {{title: string, means: string, speaks: string, todo: string[]}} Cause */

/** @type {Record<string, Cause>} */
export const CAUSES = {
  routing_loop: {
    title: 'Routing loop',
    means: 'Two or more routers send packets for a prefix to each other until their TTL runs out.',
    speaks:
      'Time exceeded in transit, from few routers in like shares; quoted TTL 0 or 1; many sources and applications ' +
      'towards one prefix.',
    todo: [
      'On each reporter: show the route for the quoted prefix; the next hops point at each other.',
      'Look for a stale static route, a redistribution without a filter, or a link that has just changed.',
      'Until it is mended: a discard route for the prefix on one of them ends the storm.',
    ],
  },
  unreachable_prefix: {
    title: 'Unreachable prefix',
    means: 'A router has no route, or no neighbour answers, for where traffic still goes.',
    speaks:
      'Network or host unreachable, from one or two routers, a step at the start; many sources towards one prefix.',
    todo: [
      'On the reporter: is the route withdrawn, or the neighbour silent (ARP, ND)?',
      'Compare the start with the change log of the prefix.',
    ],
  },
  admin_prohibited: {
    title: 'Filtered',
    means: 'A filter refuses traffic and says so.',
    speaks: 'Administratively prohibited from one device, few quoted ports; begins with a change.',
    todo: [
      'Which rule of the reporter refuses the quoted port, since when?',
      'Is it meant? Then let it drop silently, or tell the senders.',
    ],
  },
  pmtud_blackhole: {
    title: 'Path MTU discovery fails',
    means: 'Senders are told to send smaller packets and do not.',
    speaks: 'Fragmentation needed or packet too big; the same flows are told again and again with the same length.',
    todo: [
      'Does the sender, or a filter before it, drop ICMP type 3 code 4 or ICMPv6 type 2?',
      'Clamp the MSS on the tunnel, or raise its MTU.',
    ],
  },
  forged_ptb: {
    title: 'Forged packet too big',
    means: 'Somebody tells a host an MTU that no link has, to slow or break its flows.',
    speaks: 'MTU below 576 (IPv6: 1280), from a sender unseen before, about flows that do not exist.',
    todo: [
      'Find where the packets come in: the outer TTL tells the distance.',
      'Filter errors that quote flows which the host does not have.',
    ],
  },
  redirect_storm: {
    title: 'Redirects',
    means: 'A gateway tells hosts again and again to use another one.',
    speaks: 'Redirects from a gateway on the link that name one other gateway; many destinations.',
    todo: ['Two gateways on one segment: let hosts use the right one, or switch redirects off on the gateway.'],
  },
  redirect_attack: {
    title: 'Forged redirects',
    means: 'Somebody points hosts to itself.',
    speaks: 'The gateway named in the redirect is its sender, which is no known router.',
    todo: ['Find the port of the MAC address, isolate it.', 'Switch accepting of redirects off on hosts.'],
  },
  source_quench: {
    title: 'Source quench',
    means: 'A message that nobody should send any more (RFC 6633).',
    speaks: 'ICMP type 4 at any rate.',
    todo: ['Old equipment, or an attack on TCP (RFC 5927): find the sender; hosts may ignore it.'],
  },
  reassembly_timeout: {
    title: 'Reassembly timeouts',
    means: 'Fragments of datagrams are lost on the way.',
    speaks: 'Time exceeded in reassembly, from the hosts that receive.',
    todo: ['Where are fragments dropped: a filter, a balancer, a full queue?'],
  },
  parameter_problem: {
    title: 'Parameter problems',
    means: 'Headers that a device does not take.',
    speaks: 'ICMP type 12, ICMPv6 type 4; the pointer names the octet.',
    todo: ['Decode the quoted header at the pointer: an option, an extension header, a broken stack?'],
  },
  udp_scan_backscatter: {
    title: 'Backscatter of a UDP scan',
    means: 'Somebody scans our hosts; they answer that ports are closed.',
    speaks:
      'Port unreachable from our hosts to one receiver; its quoted packets have many ports, or one port at many hosts.',
    todo: [
      'The receiver is the scanner: is it one of ours?',
      'Which ports did not answer with an error? Those are open.',
    ],
  },
  scan_by_internal_host: {
    title: 'One host scans',
    means: 'A host of ours asks many that are not there.',
    speaks: 'Unreachables from many to one host; its quoted destinations are spread, its ports few.',
    todo: ['Whose host is it: an inventory, or malware?', 'Isolate it while nobody knows.'],
  },
  spoofed_ddos_backscatter: {
    title: 'Backscatter of forged sources',
    means: 'Our addresses are forged as sources of an attack on somebody else.',
    speaks: 'Errors to addresses of ours that do not exist; one quoted destination, random source ports.',
    todo: ['Nothing here is broken: drop them at the edge.', 'Tell the victim.'],
  },
  reflection_attempt_on_host: {
    title: 'Reflection against one host',
    means: 'Services are asked in the name of a host of ours.',
    speaks: 'Port unreachable to one host from many; quoted ports of reflectors (53, 123, 389, 1900).',
    todo: ['Expect the answers of those that do run: filter the source ports at the edge.'],
  },
  traceroute_storm: {
    title: 'Traceroutes',
    means: 'Somebody maps paths.',
    speaks: 'Time exceeded from many routers to few receivers; a series of TTLs, ports 33434 and up.',
    todo: ['A monitoring system with too short an interval? Else: who maps us?'],
  },
  broken_client: {
    title: 'Broken client',
    means: 'A program sends on to a service that is not there.',
    speaks: 'One receiver, one reporter, one port, an even period.',
    todo: ['Which program sends to the quoted port (syslog, SNMP, DNS)? Mend its settings.'],
  },
  multicast_error: {
    title: 'Errors about multicast',
    means: 'A stack answers multicast with errors, which it must not (RFC 1122, RFC 4443).',
    speaks: 'The quoted destination is a group.',
    todo: ['Update or isolate the reporter.'],
  },
  echo_flood: {
    title: 'Echo flood',
    means: 'Far more echo requests or replies than usual.',
    speaks: 'ICMP type 8 or 0, ICMPv6 128 or 129.',
    todo: ['A monitoring burst, or an attack? Limit the rate at the edge.'],
  },
  smurf: {
    title: 'Echo replies that nobody asked for',
    means: 'Many reply to one that did not ask.',
    speaks: 'Echo replies of one network to one receiver without requests from it.',
    todo: ['Switch answering to directed broadcasts off.'],
  },
  igmp_query_flood: {
    title: 'Query flood',
    means: 'Queries far above the query interval: every one makes all members report.',
    speaks: 'IGMP or MLD queries at a rate.',
    todo: [
      'See Queriers: is the sender the elected one?',
      'A topology change makes bursts; a steady rate is a fault or an attack.',
    ],
  },
  report_flood: {
    title: 'Report flood',
    means: 'More reports than members would send.',
    speaks: 'One host with many groups, or many hosts that join and never leave.',
    todo: ['Limit groups a port on the snooping switch.', 'See the host: which groups, since when?'],
  },
  unclassified: {
    title: 'Unclassified',
    means: 'No cause reached 50 of 100: the evidence does not suffice, and nothing is guessed.',
    speaks: 'The runner-up is what it looks like most.',
    todo: ['Read top reporters, receivers and quoted destinations below.'],
  },
};

/** @type {Record<string, Cause>} Alerts on membership, by rule. */
export const RULES = {
  'querier.missing': {
    title: 'Querier missing',
    means: 'Nobody queries: memberships run out and snooping switches stop forwarding.',
    speaks: 'No general query for the other-querier-present interval.',
    todo: ['Is the router up, is its querier on?', 'Is the sensor blind? See Sensors.'],
  },
  'querier.conflict': {
    title: 'Two queriers',
    means: 'A router goes on querying beside one with a lower address.',
    speaks: 'General queries after the election.',
    todo: ['Do the two see each other? A filter or a VLAN between them.'],
  },
  'querier.versions': {
    title: 'Queriers of different versions',
    means: 'Hosts fall back to the older version.',
    speaks: 'Queries in two versions.',
    todo: ['Set the same version on all routers of the segment.'],
  },
  'querier.timers': {
    title: 'Queriers with different timers',
    means: 'Memberships end at another time than the routers think.',
    speaks: 'Queries with different robustness or intervals.',
    todo: ['Set the same timers on all routers of the segment.'],
  },
  'querier.takeover': {
    title: 'Another querier',
    means: 'Another router was elected.',
    speaks: 'Queries from a lower address, or silence of the one before.',
    todo: ['A planned change? Else: whose address is it? See its MAC address.'],
  },
  'querier.flapping': {
    title: 'Querier flaps',
    means: 'The querier changes again and again.',
    speaks: 'Three changes within short.',
    todo: ['A link or a router that comes and goes.'],
  },
};

/** @param {any} alert @returns {Cause} */
export function causeOf(alert) {
  return (
    (alert.cause === 'unclassified' ? RULES[alert.rule?.id] : undefined) ??
    CAUSES[alert.cause] ??
    RULES[alert.rule?.id] ?? {title: alert.message, means: '', speaks: '', todo: []}
  );
}
