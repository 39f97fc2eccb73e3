package io.tidewatch.processors.storm;

/** ICMP for IPv4 or ICMPv6. Both count types differently, so nothing is compared across. */
public enum Family { IPV4, IPV6 }
