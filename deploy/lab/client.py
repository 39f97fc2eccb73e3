"""Speaks to a built lab: its hosts, its witnesses (FRR and the two bridges) and the capture at the sensor place."""

import argparse
import contextlib
import glob
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time

# IGMP, ICMP, ICMPv6, and whatever else starts with an IPv6 hop-by-hop header (MLD does).
CAPTURE_FILTER = "igmp or icmp or icmp6 or (ip6 and ip6[6] == 0)"


class LabFailure(Exception):
    """Something in the lab did not do what it was asked."""


def now_us():
    return time.time_ns() // 1000


class Lab:
    """One run under /run/tidewatch-lab; finds everything by the names that the script `lab` gave."""

    def __init__(self, run):
        self.run = run
        self.run_id = os.path.basename(run)
        self.hosts = sorted(os.path.basename(path)[:-5] for path in glob.glob(f"{run}/h*.sock"))
        self.log = None

    def namespace(self, short):
        return f"tw-{self.run_id}-{short}"

    def inside(self, short, *command):
        return ["ip", "netns", "exec", self.namespace(short), *command]

    def tell(self, host, line):
        """The host's answer; an action that changes something is logged with its exact time."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as control:
            control.settimeout(90)
            try:
                control.connect(f"{self.run}/{host}.sock")
                control.sendall(line.encode() + b"\n")
                answer = json.loads(control.makefile().readline())
            except (OSError, ValueError) as gone:
                raise LabFailure(f"{host} does not answer '{line}': {gone}") from gone
        if not answer["ok"]:
            raise LabFailure(f"{host}: {answer['error']}")
        if self.log is not None and line.split()[0] != "list":
            self.log.write(host, line, answer)
        return answer

    def plug(self):
        for host in self.hosts:
            self.tell(host, "plug")

    # -- witnesses

    def frr(self, command):
        return json.loads(output_of("vtysh", "--vty_socket", f"{self.run}/frr-r1", "-c", command) or "{}")

    def bridge(self, short):
        return json.loads(output_of(*self.inside(short, "bridge", "-d", "-s", "-j", "mdb", "show")))

    def rivals(self, state):
        """Other queriers take over, or fall silent again.

        One MLD querier falls silent; the other (the rival, if on) notices after 20.5 s. The IGMP rival's cable goes in,
        and it wins by its address; when it goes out, FRR in r1 notices after 20.5 s.
        """
        for short, device, queries in ("mldq", "mq0", state == "off"), ("rival", "rq0", state == "on"):
            output_of("ip", "-n", self.namespace(short), "link", "set", device, "type", "bridge", "mcast_querier",
                      str(int(queries)))
        output_of("ip", "-n", self.namespace("r0"), "link", "set", "lan0", "up" if state == "on" else "down")

    def snapshot(self, label):
        """Everything the witnesses know, each part with the time before and after it was asked."""
        parts = {
            "frr_groups": lambda: self.frr("show ip igmp groups json"),
            "frr_sources": lambda: self.frr("show ip igmp sources json"),
            "frr_interface": lambda: self.frr("show ip igmp interface lan0 json"),
            "access_bridge": lambda: self.bridge("lan"),
            "querier_bridge": lambda: self.bridge("mldq"),
            "sockets": lambda: {host: self.socket_view(host) for host in self.hosts},
        }
        taken = {"label": label, "begun_us": now_us(), "parts": {}}
        for name, ask in parts.items():
            begun = now_us()
            data = ask()
            taken["parts"][name] = {"begun_us": begun, "ended_us": now_us(), "data": data}
        taken["ended_us"] = now_us()
        return taken

    def socket_view(self, host):
        answer = self.tell(host, "list")
        return {"dead": answer["dead"], "groups": answer["groups"]}

    def identities(self):
        """Address, MAC and link-local address of every host, as its kernel has them."""
        found = {}
        for host in self.hosts:
            device, = json.loads(output_of("ip", "-n", self.namespace(host), "-j", "address", "show", "dev", "eth0"))
            addresses = {info["family"]: info["local"] for info in device["addr_info"]}
            found[host] = {"mac": device["address"], "ipv4": addresses.get("inet"), "ipv6": addresses.get("inet6")}
        return found

    # -- capture

    @contextlib.contextmanager
    def capture(self, file):
        """tcpdump at the sensor place while the body runs; says afterwards how many packets were kept and dropped."""
        # Not immediate, tcpdump is given packets up to a second late, and those of its last second are lost when it ends.
        command = self.inside("r1", "tcpdump", "-i", "lan0", "-s", "0", "-n", "--immediate-mode", "-U", "-B", "8192",
                              "-Z", "root", "-w", file, CAPTURE_FILTER)
        statistics = {}
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True, start_new_session=True)
        try:
            self.remember(process.pid, "tcpdump")
            first = process.stderr.readline()
            if "listening on" not in first:
                raise LabFailure(f"tcpdump did not start: {first.strip()} {process.stderr.read().strip()}")
            yield statistics
            time.sleep(0.5)
        finally:
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=10)
            for number, what in re.findall(r"(\d+) packets (captured|dropped by kernel)", said):
                statistics[what.replace(" ", "_")] = int(number)
        # Reached only when the body ended well; a loss would make every comparison worthless.
        if statistics.get("dropped_by_kernel") != 0:
            raise LabFailure(f"the capture is not whole, tcpdump said: {said.strip()}")

    def remember(self, pid, name):
        """In the list of what this run started (see lib/processes.sh), so that the teardown ends it in any case."""
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            since = stat.read().rpartition(")")[2].split()[19]
        with open(f"{self.run}/processes", "a", encoding="ascii") as processes:
            processes.write(f"{pid} {since} {name}\n")


class ActionLog:
    """One JSON line per action, in the order of the answers."""

    def __init__(self, file):
        self.file = file
        self.lock = threading.Lock()

    def write(self, host, line, answer):
        words = line.split()
        entry = {"begun_us": answer["begun_us"], "ended_us": answer["ended_us"], "host": host, "action": words[0],
                 "arguments": words[1:]}
        if "sent" in answer:
            entry["sent"] = answer["sent"]
        with self.lock:
            self.file.write(json.dumps(entry) + "\n")
            self.file.flush()


def output_of(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabFailure(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def versions():
    """What a recording was made with."""
    return {"kernel": os.uname().release,
            "frr": output_of("/usr/lib/frr/pimd", "--version").split("\n", 1)[0],
            "iproute2": output_of("ip", "-V").strip(),
            "tcpdump": output_of("tcpdump", "--version").split("\n", 1)[0]}


def stop_in_order():
    """TERM becomes an exception, so that `finally` ends the capture and the file is whole."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def main():
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--run", required=True)
    commands = flags.add_subparsers(dest="command", required=True)
    commands.add_parser("plug")
    tell = commands.add_parser("tell")
    tell.add_argument("host")
    tell.add_argument("words", nargs="+")
    snapshot = commands.add_parser("snapshot")
    snapshot.add_argument("file", nargs="?")
    chosen = flags.parse_args()
    lab = Lab(chosen.run)
    try:
        if chosen.command == "plug":
            lab.plug()
        elif chosen.command == "tell":
            answer = lab.tell(chosen.host, " ".join(chosen.words))
            print("\n".join(answer["help"]) if "help" in answer else json.dumps(answer))
        else:
            text = json.dumps(lab.snapshot("asked"), indent=1) + "\n"
            if chosen.file:
                with open(chosen.file, "w", encoding="utf-8") as out:
                    out.write(text)
            else:
                sys.stdout.write(text)
    except LabFailure as failure:
        print(f"lab: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
