// @ts-check
// Names that people know groups by (IANA registries of IPv4 and IPv6 multicast addresses).

const KNOWN = /** @type {Record<string, string>} */ ({
  '224.0.0.1': 'all systems',
  '224.0.0.2': 'all routers',
  '224.0.0.5': 'OSPF routers',
  '224.0.0.6': 'OSPF designated routers',
  '224.0.0.9': 'RIPv2',
  '224.0.0.13': 'PIM routers',
  '224.0.0.18': 'VRRP',
  '224.0.0.22': 'IGMPv3 routers',
  '224.0.0.102': 'HSRP, GLBP',
  '224.0.0.106': 'MRD snoopers',
  '224.0.0.251': 'mDNS',
  '224.0.0.252': 'LLMNR',
  '224.0.1.1': 'NTP',
  '224.0.1.129': 'PTP',
  '224.0.1.130': 'PTP',
  '224.0.1.187': 'CoAP',
  '239.255.255.250': 'SSDP',
  '239.255.255.253': 'SLP',
  'ff02::1': 'all nodes',
  'ff02::2': 'all routers',
  'ff02::5': 'OSPF routers',
  'ff02::6': 'OSPF designated routers',
  'ff02::9': 'RIPng',
  'ff02::d': 'PIM routers',
  'ff02::12': 'VRRP',
  'ff02::16': 'MLDv2 routers',
  'ff02::6a': 'MRD snoopers',
  'ff02::c': 'SSDP',
  'ff05::c': 'SSDP',
  'ff02::fb': 'mDNS',
  'ff05::fb': 'mDNS',
  'ff02::1:2': 'DHCPv6 servers',
  'ff02::1:3': 'LLMNR',
  'ff05::1:3': 'DHCPv6 servers',
  'ff05::101': 'NTP',
  'ff02::fd': 'CoAP',
  'ff05::fd': 'CoAP',
});

/** @param {string} group */
export function groupName(group) {
  return (
    KNOWN[group] ??
    (group.startsWith('ff02::1:ff')
      ? 'solicited node'
      : /^232\./.test(group)
        ? 'source-specific'
        : /^ff3[0-9a-f]:/.test(group)
          ? 'source-specific or by prefix'
          : '')
  );
}
