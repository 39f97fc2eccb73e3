"""Bounded traffic: UDP into a routing loop, a UDP scan of closed ports, pings. Each call says how much and how long."""

import ipaddress
import random
import socket
import struct
import time

MOST_PACKETS_PER_SECOND = 500
MOST_SECONDS = 60

# What a site really sends: name service, QUIC, VPN, syslog, NTP, VoIP; lengths differ accordingly.
APPLICATIONS = ((53, 29, 64), (443, 60, 140), (4500, 60, 120), (514, 60, 110), (123, 48, 48), (5004, 32, 32))


def paced(rate, seconds):
    """Yields 0, 1, 2 ... at `rate` a second for `seconds`; a late start of one does not shift the next."""
    rate, seconds = float(rate), float(seconds)
    if not 0 < rate <= MOST_PACKETS_PER_SECOND or not 0 < seconds <= MOST_SECONDS:
        raise ValueError(f"at most {MOST_PACKETS_PER_SECOND} packets/s for {MOST_SECONDS} s")
    begin = time.monotonic()
    for number in range(int(rate * seconds)):
        wait = begin + number / rate - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        yield number


def flood(prefix, rate, seconds, ttl="64"):
    """Ordinary-looking UDP of several applications to many addresses of one prefix."""
    network = ipaddress.ip_network(prefix)
    # One socket, hence one source port, for each application: flows persist, as they do in a real loop.
    senders = []
    for port, shortest, longest in APPLICATIONS:
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, int(ttl))
        senders.append((sender, port, shortest, longest))
    chosen = random.Random(own_address(str(network[1])))
    sent = 0
    try:
        for _ in paced(rate, seconds):
            sender, port, shortest, longest = chosen.choice(senders)
            target = network[chosen.randrange(1, network.num_addresses - 1)]
            sender.sendto(bytes(chosen.randint(shortest, longest)), (str(target), port))
            sent += 1
    finally:
        for sender, *_ in senders:
            sender.close()
    return sent


def own_address(target):
    """The address this host speaks from: hosts choose different targets, each the same ones every time."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((target, 9))
        return probe.getsockname()[0]


def scan(targets, rate, seconds):
    """Each probe goes to the next target; the port rises by one each time around. One source port, no payload."""
    addresses = targets.split(",")
    sent = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for number in paced(rate, seconds):
            sender.sendto(b"", (addresses[number % len(addresses)], 1 + number // len(addresses)))
            sent += 1
    return sent


def ping(address, count):
    """Echo requests by a raw socket; the kernel of the other side answers."""
    sent = 0
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as sender:
        for number in paced(1, int(count)):
            body = struct.pack("!BBHHH", 8, 0, 0, 0x7477, number) + b"tidewatch lab"
            sender.sendto(body[:2] + struct.pack("!H", checksum(body)) + body[4:], (address, 0))
            sent += 1
    return sent


def stray(address, port):
    """One datagram to a closed port: the single port-unreachable that every network sees now and then."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"anybody there?", (address, int(port)))
    return 1


def checksum(body):
    """RFC 1071."""
    if len(body) % 2:
        body += b"\0"
    total = sum(struct.unpack(f"!{len(body) // 2}H", body))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


COMMANDS = {"flood": flood, "scan": scan, "ping": ping, "stray": stray}
