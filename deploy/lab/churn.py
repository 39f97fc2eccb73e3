"""A seeded mixture of joins, source and mode changes, leaves and silent deaths, played by real hosts and recorded.

The plan depends on the flags alone (same seed, same plan). What is written beside the capture is described in
README.md ("What churn writes").
"""

import argparse
import json
import os
import random
import sys
import time

from client import ActionLog, Lab, LabFailure, now_us, stop_in_order, versions

# What a host can join. The last two of 232/8 are also joined without a source, which RFC 4604 forbids and hosts do.
ANY_SOURCE = [f"239.20.0.{n}" for n in range(1, 13)] + [f"ff15::20:{n:x}" for n in range(1, 9)]
SOURCE_SPECIFIC = [f"232.20.0.{n}" for n in range(1, 6)] + [f"ff35::8000:{n:x}" for n in range(1, 4)]
WRONGLY_ANY_SOURCE = ["232.20.0.4", "232.20.0.5"]
SOURCES = {4: [f"10.9.0.{n}" for n in range(1, 7)], 6: [f"2001:db8:9::{n:x}" for n in range(1, 7)]}

MOST_GROUPS_A_HOST = 6
MOST_SOURCES = 4
WEIGHTS = {"join": 24, "join_sources": 22, "add_source": 10, "drop_source": 9, "block": 8, "unblock": 5, "filter": 10,
           "leave": 16, "die": 5, "revive": 4}

# One general query of each family is answered in this time (query interval 10 s, response interval 1 s).
SETTLE_SECONDS = 12.0
# Snapshots after a pause, and in the middle of the bustle.
QUIET = 5
BUSY = 10
# A host repeats a state change once, at most 1 s later, and the last member query time is 2 s: nothing is under way.
PAUSE_SECONDS = 3.5
# When other queriers take over and when they fall silent again, in parts of the time of the events. Nothing happens
# before an IGMP querier takes over, nor until it has asked twice: FRR hears no querier while it asks about a group.
RIVALS_ON = 0.2
RIVALS_OFF = 0.6
RIVALS_SETTLE_SECONDS = 4.0
# From the last event: while last-member queries run, after them, half way, and when every timer (22 s) has run out,
# the bridges' up to 2 s late.
LAST_SNAPSHOTS = (("after-last-event", 0.3), ("after-last-leaves", 4.0), ("half-way", 12.0), ("after-expiry", 27.0))


def family_of(group):
    return 6 if ":" in group else 4


class Player:
    """What one host holds, as far as planning needs it."""

    def __init__(self, name, old):
        self.name = name
        self.old = old
        self.held = {}
        self.died_at = None

    def possible(self, at, deaths_left):
        """The kinds of action that make sense now."""
        if self.died_at is not None:
            # The host itself waits 3 s before its cable is mended.
            return ["revive"] if at > self.died_at + 5 else []
        kinds = ["die"] if self.held and deaths_left > 0 else []
        if len(self.held) < MOST_GROUPS_A_HOST:
            kinds += ["join"] if self.old else ["join", "join_sources"]
        if self.held:
            kinds += ["leave"] if self.old else ["leave", "filter"]
        for kind in ("add_source", "drop_source", "block", "unblock"):
            if self.groups_for(kind):
                kinds.append(kind)
        return kinds

    def groups_for(self, kind):
        if self.old:
            return []
        fitting = {
            "add_source": lambda mode, sources: mode == "include" and len(sources) < MOST_SOURCES,
            "drop_source": lambda mode, sources: mode == "include",
            "block": lambda mode, sources: mode == "exclude" and len(sources) < MOST_SOURCES,
            "unblock": lambda mode, sources: mode == "exclude" and sources,
        }[kind]
        return sorted(group for group, (mode, sources) in self.held.items() if fitting(mode, sources))


class Planner:
    """Draws one command after the other; keeps the model of every host in step with what it will do."""

    def __init__(self, seed, hosts, deaths, mixed):
        self.random = random.Random(seed)
        # In mixed mode every third host speaks IGMPv2 or IGMPv1, and MLDv1, and knows no sources.
        self.players = [Player(f"h{n:02d}", mixed and n % 3 == 0) for n in range(1, hosts + 1)]
        self.deaths_left = deaths

    def next(self, at):
        """(host, command line), or None when the drawn host has nothing to do."""
        player = self.random.choice(self.players)
        kinds = player.possible(at, self.deaths_left)
        if not kinds:
            return None
        kind = self.random.choices(kinds, [WEIGHTS[k] for k in kinds])[0]
        return player.name, getattr(self, kind)(player, at)

    def death(self, at):
        """A death that is due whatever is drawn; of a host that holds something."""
        living = [p for p in self.players if p.died_at is None and p.held]
        player = self.random.choice(living)
        return player.name, self.die(player, at)

    def some_sources(self, group, most):
        return self.random.sample(SOURCES[family_of(group)], self.random.randint(1, most))

    def join(self, player, _):
        # A host holds at most six groups, so there is always one of the twenty left.
        pool = ANY_SOURCE if player.old or self.random.random() < 0.93 else ANY_SOURCE + WRONGLY_ANY_SOURCE
        group = self.random.choice([g for g in pool if g not in player.held])
        player.held[group] = ("exclude", set())
        return f"join {group}"

    def join_sources(self, player, _):
        pool = SOURCE_SPECIFIC if self.random.random() < 0.7 else ANY_SOURCE
        free = [g for g in pool if g not in player.held]
        if not free:
            return self.join(player, _)
        group = self.random.choice(free)
        sources = self.some_sources(group, 2)
        player.held[group] = ("include", set(sources))
        return " ".join(["join", group, *sources])

    def add_source(self, player, _):
        return self.change(player, "add_source", "join", wanted=True)

    def drop_source(self, player, _):
        return self.change(player, "drop_source", "drop", wanted=False)

    def block(self, player, _):
        return self.change(player, "block", "block", wanted=True)

    def unblock(self, player, _):
        return self.change(player, "unblock", "unblock", wanted=False)

    def change(self, player, kind, verb, wanted):
        """One source into (wanted) or out of the list of a group."""
        group = self.random.choice(player.groups_for(kind))
        mode, sources = player.held[group]
        choices = [s for s in SOURCES[family_of(group)] if (s in sources) != wanted]
        source = self.random.choice(choices)
        sources.symmetric_difference_update({source})
        if mode == "include" and not sources:
            del player.held[group]
        return f"{verb} {group} {source}"

    def filter(self, player, _):
        group = self.random.choice(sorted(player.held))
        mode = "exclude" if player.held[group][0] == "include" else "include"
        if group in SOURCE_SPECIFIC and group not in WRONGLY_ANY_SOURCE:
            mode = "include"
        sources = self.some_sources(group, 3)
        if mode == "exclude" and self.random.random() < 0.4:
            sources = []
        player.held[group] = (mode, set(sources))
        return " ".join(["filter", group, mode, *sources])

    def leave(self, player, _):
        group = self.random.choice(sorted(player.held))
        del player.held[group]
        return f"leave {group}"

    def die(self, player, at):
        player.held.clear()
        player.died_at = at
        self.deaths_left -= 1
        return "die"

    def revive(self, player, _):
        player.died_at = None
        return "revive"


def plan(seed, events, hosts, seconds, mixed, takeover=False):
    """[(seconds, host, command line)], with ("snapshot", label) in place of host and command where one is due.

    For a takeover there are "rivals", who come after a part of the time and later go.

    One event in twenty is a silent death (at least four, at most as many as three quarters of the hosts); two of them
    come last, so that something is left to expire at the end. The other snapshots: some after a pause in which nothing
    is under way, twice as many in the middle of the bustle.
    """
    deaths = min(max(4, events // 20), hosts * 3 // 4)
    planner = Planner(seed, hosts, deaths - 2, mixed)
    quiet = {events * part // (QUIET + 1): part for part in range(1, QUIET + 1)}
    busy = {events * (2 * part - 1) // (2 * BUSY): part for part in range(1, BUSY + 1)}
    lull = PAUSE_SECONDS + RIVALS_SETTLE_SECONDS if takeover else 0.0
    mean = max(0.0, seconds - len(quiet) * PAUSE_SECONDS - lull) / events
    at = 0.0
    steps = []
    done = 0
    rivals = takeover
    while done < events:
        if rivals and at >= seconds * RIVALS_ON:
            steps += [(at + PAUSE_SECONDS, "rivals", "on"), (seconds * RIVALS_OFF, "rivals", "off")]
            at += lull
            rivals = False
        action = planner.death(at) if done >= events - 2 else planner.next(at)
        if action is None:
            continue
        steps.append((at, *action))
        done += 1
        # Bursts and lulls: half of the gaps are short enough for several changes to share one report.
        at += mean * (planner.random.uniform(0.05, 0.4) if planner.random.random() < 0.5
                      else planner.random.uniform(1.0, 2.55))
        if done in quiet:
            at += PAUSE_SECONDS
            steps.append((at, "snapshot", f"pause-{quiet[done]}"))
        if done in busy:
            steps.append((at, "snapshot", f"in-flight-{busy[done]}"))
    last = steps[-1][0]
    steps += [(last + after, "snapshot", label) for label, after in LAST_SNAPSHOTS]
    return sorted(steps, key=lambda step: step[0])


class Recorder:
    """The files of one churn: see README.md."""

    def __init__(self, lab, out):
        self.lab = lab
        self.out = out
        self.taken = 0

    def write(self, name, value):
        with open(os.path.join(self.out, name), "w", encoding="utf-8") as file:
            json.dump(value, file, indent=1)
            file.write("\n")

    def snapshot(self, label):
        self.write(f"snapshots/{self.taken:02d}-{label}.json", self.lab.snapshot(label))
        self.taken += 1


def perform(lab, chosen):
    steps = plan(chosen.seed, chosen.events, len(lab.hosts), chosen.seconds, chosen.mixed, chosen.takeover)
    out = chosen.out
    os.makedirs(os.path.join(out, "snapshots"), exist_ok=True)
    recorder = Recorder(lab, out)
    began = now_us()
    with open(os.path.join(out, "actions.jsonl"), "w", encoding="utf-8") as file:
        lab.log = ActionLog(file)
        with lab.capture(os.path.abspath(os.path.join(out, "capture.pcap"))) as statistics:
            start_hosts(lab, chosen.mixed, chosen.oldest)
            time.sleep(SETTLE_SECONDS)
            recorder.snapshot("settled")
            play(recorder, steps)
    interface = lab.frr("show ip igmp interface lan0 json")
    recorder.write("run.json", {
        "seed": chosen.seed, "events": chosen.events, "seconds": chosen.seconds, "mixed": chosen.mixed,
        "takeover": chosen.takeover,
        "began_us": began, "ended_us": now_us(), "capture": statistics, "versions": versions(),
        "querier": {"igmp": interface["lan0"]["address"], "mld": "fe80::ff:fe20:2"},
        "rivals": {"igmp": "10.20.0.1", "mld": "fe80::ff:fe20:0"} if chosen.takeover else {},
        "hosts": lab.identities(), "interface": interface})
    print(f"lab: {chosen.events} events, {recorder.taken} snapshots, {statistics} in {out}", file=sys.stderr)


def start_hosts(lab, mixed, oldest):
    for number, host in enumerate(lab.hosts, 1):
        if mixed and number % 3 == 0:
            lab.tell(host, "igmp 1" if oldest and number % 6 == 0 else "igmp 2")
            lab.tell(host, "mld 1")
        lab.tell(host, "plug")


def play(recorder, steps):
    begin = time.monotonic()
    for at, who, what in steps:
        time.sleep(max(0.0, begin + at - time.monotonic()))
        if who == "snapshot":
            recorder.snapshot(what)
        elif who == "rivals":
            recorder.lab.rivals(what)
        else:
            recorder.lab.tell(who, what)


def main():
    flags = argparse.ArgumentParser(prog="lab churn", description=__doc__.splitlines()[0])
    flags.add_argument("--run", help=argparse.SUPPRESS)
    flags.add_argument("--check", action="store_true", help=argparse.SUPPRESS)
    flags.add_argument("--out", required=True, help="directory to write to; must be new or empty")
    flags.add_argument("--seed", type=int, default=1)
    flags.add_argument("--events", type=int, default=220, help="20 to 5000 (default 220)")
    flags.add_argument("--hosts", type=int, default=20, help="4 to 60 (default 20)")
    flags.add_argument("--seconds", type=float, default=100, help="how long the events last, 20 to 1800 (default 100)")
    flags.add_argument("--mixed", action="store_true", help="every third host speaks IGMPv2 and MLDv1")
    flags.add_argument("--oldest", action="store_true", help="with --mixed: half of these IGMPv1 instead of IGMPv2")
    flags.add_argument("--takeover", action="store_true",
                       help="other queriers of IGMP and MLD take over, and fall silent again")
    chosen = flags.parse_args()
    if not (20 <= chosen.events <= 5000 and 4 <= chosen.hosts <= 60 and 20 <= chosen.seconds <= 1800):
        flags.error("--events, --hosts or --seconds is out of range (see lab churn --help)")
    if os.path.isdir(chosen.out) and os.listdir(chosen.out):
        flags.error(f"{chosen.out} is not empty: name a new directory")
    if chosen.check:
        return 0
    stop_in_order()
    try:
        perform(Lab(chosen.run), chosen)
    except LabFailure as failure:
        print(f"lab: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
