"""When to call a rate that creeps up a storm: rules for whole seconds, held against the yardstick of the labels.

A model, apart from the detector: messages come by chance (Poisson), at a rate that grows evenly to 60 to 300 a second
within 5 to 15 minutes. Needs numpy; prints a line for each rule. README.md says what it means.
"""
import sys
import numpy as np

FLOOR = 20
RAMPS, HOURS = (int(each) for each in (sys.argv[1:3] or (1500, 20)))
STEADY = 12, 14, 15, 16, 18
chance = np.random.default_rng(7)


def last(values, seconds):
    """Sum of so many values up to each."""
    sums = np.cumsum(np.insert(values, 0, 0))
    total = np.zeros(len(values), int)
    total[seconds - 1:] = sums[seconds:] - sums[:-seconds]
    return total


def now(counts):
    """Three in a row; three of four that hold what is enough for five; or three of ten, and the mean of ten over."""
    over = (counts > FLOOR).astype(int)
    return ((last(over, 3) == 3) | (last(over, 4) == 3) & (last(counts, 4) > FLOOR * 5)
            | (last(over, 10) >= 3) & (last(counts, 10) > FLOOR * 10))


def of_five(counts):
    over = (counts > FLOOR).astype(int)
    return now(counts) | (last(over, 5) >= 3) & (last(counts, 5) > FLOOR * 5)


def of_three(counts):
    return now(counts) | (last(counts, 3) > FLOOR * 3)


def cusum(drift, limit):
    def rule(counts):
        reached, level = np.zeros(len(counts), bool), 0.0
        for second, count in enumerate(counts):
            level = max(0.0, level + count - drift)
            reached[second] = level > limit
        return now(counts) | reached
    return rule


# Each with how often a second it looks at the seconds that end then.
RULES = {
    "as it is": (now, 1),
    "or three of five, mean of five over": (of_five, 1),
    "or the mean of three over": (of_three, 1),
    "or CUSUM, drift 20, limit 15": (cusum(20, 15), 1),
    "or CUSUM, drift 18, limit 15": (cusum(18, 15), 1),
    "as it is, each half second": (now, 2),
    "as it is, each quarter second": (now, 4),
}


def opened(rule, looks, times, begin, seconds):
    """Ends of seconds at which the rule holds."""
    ends = []
    for look in range(looks):
        first = begin + look / looks
        counts = np.histogram(times, bins=first + np.arange(seconds))[0]
        ends.append(np.flatnonzero(rule(counts)) + first + 1)
    return np.sort(np.concatenate(ends))


def minutes_apart(ends):
    """How many are more than a minute after the one counted before."""
    many, counted = 0, -np.inf
    for end in ends:
        if end > counted + 60:
            many, counted = many + 1, end
    return many


def ramp():
    """Times of messages, and when there were enough: the last three seconds over the floor, and the true rate."""
    peak, length = chance.uniform(60, 300), chance.uniform(300, 900)
    slope = peak / length
    begin, end = 6 / slope, min(length, 60 / slope) + 30
    most = min(peak, slope * end)
    times = np.sort(chance.uniform(begin, end, chance.poisson(most * (end - begin))))
    times = times[chance.uniform(0, most, len(times)) < np.minimum(peak, slope * times)]
    number = np.arange(len(times)) + 1
    before = [number] + [np.searchsorted(times, times - ago, side="right")
                         for ago in (1, 2, 3)]
    enough = times >= FLOOR / slope
    for newer, older in zip(before, before[1:]):
        enough &= newer - older > FLOOR
    return times, np.floor(begin) - chance.uniform(), int(end - begin), times[np.argmax(enough)]


ramps = [ramp() for _ in range(RAMPS)]
steady = [np.sort(chance.uniform(0, HOURS * 3600, chance.poisson(rate * HOURS * 3600))) for rate in STEADY]
print("rule | delay median, p90, p99, s | over 2 s | alarms an hour at a steady", *STEADY)
for name, (rule, looks) in RULES.items():
    delays = np.array([np.append(opened(rule, looks, times, begin, seconds), np.inf)[0] - enough
                       for times, begin, seconds, enough in ramps])
    alarms = []
    for times in steady:
        ends = opened(rule, looks, times, 0, HOURS * 3600)
        alarms.append(minutes_apart(ends) / HOURS)
    print(f"{name} | {np.median(delays):.2f}, {np.quantile(delays, .9):.2f}, {np.quantile(delays, .99):.2f} | "
          f"{np.mean(delays > 2):.1%} |", *(f"{each:.2f}" for each in alarms))
