"""One real host: holds the sockets whose memberships the kernel reports, and obeys one command a line.

Runs inside the host's network namespace (device eth0) and listens on a Unix socket. Every answer is one JSON line with
the time just before and just after the system call, in microseconds since 1970. Nothing here forges a packet: joins
are setsockopt calls (RFC 3678), so what is on the wire is what the Linux kernel says.
"""

import argparse
import json
import os
import socket
import socketserver
import struct
import subprocess
import sys
import threading
import time

import traffic

DEVICE = "eth0"

# linux/in.h; the protocol-independent calls of RFC 3678 section 5, for which Python has no names.
MCAST_JOIN_GROUP = 42
MCAST_BLOCK_SOURCE = 43
MCAST_UNBLOCK_SOURCE = 44
MCAST_LEAVE_GROUP = 45
MCAST_JOIN_SOURCE_GROUP = 46
MCAST_LEAVE_SOURCE_GROUP = 47
MCAST_MSFILTER = 48
FILTER_MODES = {"EXCLUDE": 0, "INCLUDE": 1}

# After its sockets are closed a host may repeat its leave for robustness x 1 s (RFC 9776 section 8.11); a dead host's
# cable is mended only after that, or the dead would speak.
LAST_WORDS_SECONDS = 3.0

HELP = """
join GROUP                    member in EXCLUDE mode with no source blocked
join GROUP SOURCE...          source-specific member (INCLUDE); more sources may be added with another join
drop GROUP SOURCE...          give up sources of a source-specific membership
block GROUP SOURCE...         do not want these sources (EXCLUDE list)
unblock GROUP SOURCE...       want them again
filter GROUP include|exclude [SOURCE...]   set mode and list in one call
leave GROUP                   close the membership
igmp 0|1|2|3, mld 0|1|2       force the version the kernel speaks (0: follow the querier)
plug, unplug                  the cable (carrier is lost: a managed switch notices)
die                           silent death: no frame leaves any more, sockets are closed, carrier stays
revive                        the dead host starts again, without memberships
list                          what the sockets hold
ping ADDRESS COUNT            echo requests, one a second
stray ADDRESS PORT            one datagram to a closed port
flood PREFIX PACKETS-PER-SECOND SECONDS [TTL]        UDP to addresses in PREFIX
scan ADDRESS,... PACKETS-PER-SECOND SECONDS          UDP to closed ports
""".strip()


class Refused(Exception):
    """A command that cannot be done; the text goes back to whoever asked."""


def address_of(text):
    """An address as struct sockaddr_storage, with its family."""
    family = socket.AF_INET6 if ":" in text else socket.AF_INET
    try:
        packed = socket.inet_pton(family, text)
    except OSError as bad:
        raise Refused(f"'{text}' is not an IP address") from bad
    if family == socket.AF_INET:
        head = struct.pack("=HH4s", family, 0, packed)
    else:
        head = struct.pack("=HHI16sI", family, 0, 0, packed, 0)
    return family, head.ljust(128, b"\0")


class Membership:
    """One group on one socket: the mode and list that the application asked for."""

    def __init__(self, group, mode):
        self.group = group
        self.mode = mode
        self.sources = set()
        family, self.packed_group = address_of(group)
        self.level = socket.IPPROTO_IPV6 if family == socket.AF_INET6 else socket.IPPROTO_IP
        self.interface = socket.if_nametoindex(DEVICE)
        self.socket = socket.socket(family, socket.SOCK_DGRAM)

    def request(self, option, source=None):
        head = struct.pack("=I4x", self.interface) + self.packed_group
        if source is not None:
            head += address_of(source)[1]
        self.socket.setsockopt(self.level, option, head)

    def set_filter(self, mode, sources):
        """struct group_filter: the only call that changes mode and list at once."""
        ordered = sorted(sources)
        head = struct.pack("=I4x", self.interface) + self.packed_group
        head += struct.pack("=II", FILTER_MODES[mode], len(ordered))
        self.socket.setsockopt(self.level, MCAST_MSFILTER, head + b"".join(address_of(s)[1] for s in ordered))
        self.mode = mode
        self.sources = set(ordered)

    def view(self):
        return {"mode": self.mode, "sources": sorted(self.sources)}


class Host:
    """The memberships of one namespace and the state of its cable."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.memberships = {}
        self.died_at = None

    def held(self, group):
        if group not in self.memberships:
            raise Refused(f"{group} is not joined")
        return self.memberships[group]

    def join(self, group, *sources):
        membership = self.memberships.get(group)
        if not sources:
            if membership is not None:
                raise Refused(f"{group} is joined already")
            membership = Membership(group, "EXCLUDE")
            self.keep(membership, MCAST_JOIN_GROUP)
            return
        for source in sources:
            if membership is None:
                membership = Membership(group, "INCLUDE")
                self.keep(membership, MCAST_JOIN_SOURCE_GROUP, source)
            else:
                membership.request(MCAST_JOIN_SOURCE_GROUP, source)
            membership.sources.add(source)

    def keep(self, membership, option, source=None):
        try:
            membership.request(option, source)
        except OSError:
            membership.socket.close()
            raise
        self.memberships[membership.group] = membership

    def drop(self, group, *sources):
        membership = self.held(group)
        for source in sources:
            membership.request(MCAST_LEAVE_SOURCE_GROUP, source)
            membership.sources.discard(source)
        if not membership.sources:
            membership.socket.close()
            del self.memberships[group]

    def block(self, group, *sources):
        for source in sources:
            self.held(group).request(MCAST_BLOCK_SOURCE, source)
            self.held(group).sources.add(source)

    def unblock(self, group, *sources):
        for source in sources:
            self.held(group).request(MCAST_UNBLOCK_SOURCE, source)
            self.held(group).sources.discard(source)

    def filter(self, group, mode, *sources):
        if mode.upper() not in FILTER_MODES:
            raise Refused(f"the mode is include or exclude, not '{mode}'")
        if group not in self.memberships:
            self.join(group)
        self.held(group).set_filter(mode.upper(), sources)

    def leave(self, group):
        self.held(group).request(MCAST_LEAVE_GROUP)
        self.memberships.pop(group).socket.close()

    def igmp(self, version):
        self.force("ipv4", "force_igmp_version", version)

    def mld(self, version):
        self.force("ipv6", "force_mld_version", version)

    @staticmethod
    def force(family, key, version):
        with open(f"/proc/sys/net/{family}/conf/{DEVICE}/{key}", "w", encoding="ascii") as setting:
            setting.write(version)

    def plug(self):
        run("ip", "link", "set", DEVICE, "up")
        if self.gateway:
            run("ip", "route", "replace", "default", "via", self.gateway)

    def unplug(self):
        run("ip", "link", "set", DEVICE, "down")

    def die(self):
        """A queueing discipline that loses everything: the carrier stays, as behind an unmanaged switch."""
        if self.died_at is not None:
            raise Refused("it is dead already")
        run("tc", "qdisc", "replace", "dev", DEVICE, "root", "blackhole")
        self.died_at = time.monotonic()
        for membership in self.memberships.values():
            membership.socket.close()
        self.memberships.clear()

    def revive(self):
        if self.died_at is None:
            raise Refused("it is not dead")
        time.sleep(max(0.0, self.died_at + LAST_WORDS_SECONDS - time.monotonic()))
        run("tc", "qdisc", "del", "dev", DEVICE, "root")
        self.died_at = None

    def view(self):
        return {"dead": self.died_at is not None,
                "groups": {group: m.view() for group, m in sorted(self.memberships.items())}}


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refused(f"{' '.join(command)}: {done.stderr.strip()}")


MEMBERSHIP_COMMANDS = ("join", "drop", "block", "unblock", "filter", "leave", "igmp", "mld", "plug", "unplug", "die",
                       "revive")


def obey(host, lock, line):
    """One command line to one answer; what a person typed wrong is an answer too."""
    words = line.split()
    begun = time.time_ns() // 1000
    answer = {"ok": True}
    try:
        if not words:
            raise Refused("an empty command")
        if words[0] == "help":
            answer["help"] = HELP.splitlines()
        elif words[0] == "list":
            with lock:
                answer.update(host.view())
        elif words[0] in MEMBERSHIP_COMMANDS:
            with lock:
                begun = time.time_ns() // 1000
                getattr(host, words[0])(*words[1:])
        elif words[0] in traffic.COMMANDS:
            answer["sent"] = traffic.COMMANDS[words[0]](*words[1:])
        else:
            raise Refused(f"unknown command '{words[0]}' (help lists them)")
    except (Refused, OSError, ValueError, TypeError) as failure:
        answer = {"ok": False, "error": f"{line.strip()}: {failure}"}
    answer["begun_us"] = begun
    answer["ended_us"] = time.time_ns() // 1000
    return answer


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


def main():
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("socket", help="path of the Unix socket to listen on")
    flags.add_argument("--gateway", help="the default router, set when the cable is plugged in")
    chosen = flags.parse_args()
    host = Host(chosen.gateway)
    lock = threading.Lock()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            for line in self.rfile:
                answer = obey(host, lock, line.decode("utf-8", "replace"))
                self.wfile.write(json.dumps(answer).encode() + b"\n")

    # Bound under another name first: who sees the socket can connect to it.
    hidden = chosen.socket + ".new"
    with Server(hidden, Handler) as server:
        os.rename(hidden, chosen.socket)
        server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
