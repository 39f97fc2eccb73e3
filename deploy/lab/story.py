"""Plays the demo story in a built lab of twelve hosts and records it at the sensor place.

README.md ("The demo capture") tells the story and the facts that a correct listener finds in it.
"""

import argparse
import contextlib
import os
import re
import sys
import threading
import time

from client import ActionLog, Lab, LabFailure, stop_in_order, versions

LENGTH_SECONDS = 270
HOSTS = 12

TALK, SPORT, MARKET, NEWS = "239.1.1.1", "239.1.1.2", "239.1.1.3", "239.1.1.4"
FILM = "232.1.1.1"
CAMERA, RADIO = "ff15::1:1", "ff35::8000:1"

# Seconds after the start of the recording, who, and what (the commands of host.py).
STORY = (
    # Two hosts speak IGMPv2 and one MLDv1, as old set-top boxes do; they are told before they are plugged in.
    (0.0, "h06", "igmp 2"), (0.0, "h07", "igmp 2"), (0.0, "h10", "mld 1"),
    *((3.0 + 0.5 * number, f"h{number:02d}", "plug") for number in range(1, HOSTS + 1)),
    # Joins.
    (15.0, "h01", f"join {TALK}"), (16.0, "h02", f"join {TALK}"), (17.0, "h03", f"join {TALK}"),
    (18.0, "h06", f"join {TALK}"), (20.0, "h07", f"join {SPORT}"),
    (22.0, "h04", f"join {FILM} 10.9.0.5"), (24.0, "h05", f"join {FILM} 10.9.0.5"),
    (26.0, "h08", f"join {CAMERA}"), (27.0, "h09", f"join {RADIO} 2001:db8:9::5"), (28.0, "h10", f"join {CAMERA}"),
    (30.0, "h11", f"join {MARKET}"), (31.0, "h12", f"join {MARKET}"),
    # Ordinary life: a few pings, three strays to closed ports.
    (33.0, "h01", "ping 10.20.0.1 4"), (36.0, "h08", "stray 10.20.0.1 161"), (40.0, "h02", "stray 10.20.0.1 514"),
    # Sources change: from one to another, one more, one blocked.
    (34.0, "h04", f"filter {FILM} include 10.9.0.6"), (39.0, "h05", f"join {FILM} 10.9.0.6"),
    (42.0, "h11", f"block {MARKET} 10.9.0.7"), (44.0, "h09", f"join {RADIO} 2001:db8:9::6"),
    # A zap: out of one channel and into the next.
    (46.0, "h02", f"leave {TALK}"), (46.2, "h02", f"join {SPORT}"),
    (49.0, "h06", f"leave {TALK}"), (54.0, "h12", "stray 10.20.0.1 123"),
    # A silent death, with one membership. It expires a group membership interval (22 s) after its last report.
    (56.0, "h03", "die"),
    (60.0, "h10", f"leave {CAMERA}"), (64.0, "h12", f"leave {MARKET}"),
    (68.0, "h11", f"filter {MARKET} include 10.9.0.8"), (72.0, "h05", f"leave {FILM}"),
    # A group with one member: it ends with it, once the querier's last questions stay without an answer.
    (58.0, "h12", f"join {NEWS}"), (78.0, "h12", f"leave {NEWS}"),
    # The routing loop: six hosts, with TTL 64 and 255 turn about, so that both routers report.
    *((90.0, f"h{number:02d}", f"flood 198.51.100.0/24 20 18 {64 if number % 2 else 255}")
      for number in (1, 2, 4, 5, 8, 9)),
    # Quiet, but for memberships.
    (118.0, "h05", f"join {SPORT}"), (130.0, "h03", "revive"), (134.0, "h03", f"join {TALK}"),
    (140.0, "h07", f"leave {SPORT}"), (146.0, "h12", f"join {FILM} 10.9.0.5"),
    (152.0, "h08", f"block {CAMERA} 2001:db8:9::7"), (158.0, "h01", f"leave {TALK}"),
    # The scan: all twelve hosts, 100 closed ports a second, from behind the routers.
    (172.0, "scan", "scan " + ",".join(f"10.20.0.{10 + number}" for number in range(1, HOSTS + 1)) + " 100 15"),
    # Quiet, but for memberships.
    (200.0, "h01", f"join {SPORT}"), (212.0, "h09", f"drop {RADIO} 2001:db8:9::5"),
    (220.0, "h02", f"leave {SPORT}"), (228.0, "h06", f"join {TALK}"), (236.0, "h04", f"leave {FILM}"),
)


def act(lab, host, line, failures):
    try:
        lab.tell(host, line)
    except LabFailure as failure:
        failures.append(failure)


def play(lab):
    """Each action has its own thread: a flood lasts while others go on."""
    failures = []
    threads = []
    begin = time.monotonic()
    for at, host, line in sorted(STORY, key=lambda entry: entry[0]):
        time.sleep(max(0.0, begin + at - time.monotonic()))
        thread = threading.Thread(target=act, args=(lab, host, line, failures), daemon=True)
        thread.start()
        threads.append(thread)
        if failures:
            break
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    time.sleep(max(0.0, begin + LENGTH_SECONDS - time.monotonic()))


def record(lab, capture, actions):
    """Both files are written beside and renamed at the end: an interrupted recording never replaces a good one."""
    fresh = {capture: capture + ".new", actions: actions + ".new"}
    try:
        with open(fresh[actions], "w", encoding="utf-8") as file:
            lab.log = ActionLog(file)
            with lab.capture(fresh[capture]) as statistics:
                print(f"lab: recording {LENGTH_SECONDS} s to {capture}", file=sys.stderr, flush=True)
                play(lab)
        for final, written in fresh.items():
            os.replace(written, final)
        return statistics
    finally:
        for written in fresh.values():
            with contextlib.suppress(FileNotFoundError):
                os.remove(written)


def main():
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("--run", required=True)
    flags.add_argument("--out", required=True)
    chosen = flags.parse_args()
    stop_in_order()
    lab = Lab(chosen.run)
    actions = re.sub(r"\.pcap$", "", chosen.out) + ".actions.jsonl"
    try:
        statistics = record(lab, chosen.out, actions)
        print(f"lab: {statistics} {versions()}", file=sys.stderr)
    except LabFailure as failure:
        print(f"lab: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
