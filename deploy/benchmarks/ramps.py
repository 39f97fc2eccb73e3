"""When to call a rate that creeps up a storm: rules for whole seconds, held against the yardstick of the labels.

A model, apart from the detector: messages come by chance (Poisson), at a rate that grows evenly from nothing to 60 to
300 a second within 5 to 15 minutes, where next to nothing was usual; what the baseline learns on the way is in it.
Beside it, what must not be taken for a storm and is not known as usual: rates that stay below the floor, that begin at
once, or that rise for two minutes and then stay. Needs numpy; prints a line for each rule. README.md says what it
means.
"""
import sys
import numpy as np

FLOOR, RATIO, SIGMAS, MEMORY = 20, 3, 6, 1800
RAMPS, HOURS, ONSETS = (int(each) for each in (sys.argv[1:4] or (1000, 10, 200)))
STEADY = 12, 14, 15, 16, 18
ONSET = 15, 16, 17
chance = np.random.default_rng(7)


def last(values, seconds):
    """Sum of so many values up to each."""
    sums = np.cumsum(np.insert(values, 0, 0))
    total = np.zeros(len(values), sums.dtype)
    total[seconds - 1:] = sums[seconds:] - sums[:-seconds]
    return total


class Seconds:
    """Counts of whole seconds, and what is too much for the mean of so many; the floor where nothing is known."""

    def __init__(self, counts, known):
        self.counts = counts
        self.usual = self.spread = np.zeros(len(counts))
        if known:
            self.learn()

    def learn(self):
        self.usual, self.spread = np.empty((2, len(self.counts)))
        mean, square = 0.05, 0.05 + 0.05 ** 2
        for second, count in enumerate(self.counts):
            if count <= FLOOR or count <= self.of(mean, np.sqrt(square - mean ** 2), 1):
                mean += (count - mean) / MEMORY
                square += (count ** 2 - square) / MEMORY
            self.usual[second], self.spread[second] = mean, np.sqrt(square - mean ** 2)

    @staticmethod
    def of(usual, spread, seconds):
        more = SIGMAS * np.maximum(spread, np.sqrt(usual)) / np.sqrt(seconds)
        return np.maximum(FLOOR, np.maximum(RATIO * usual, usual + more))

    def limit(self, seconds):
        return self.of(self.usual, self.spread, seconds)


def now(seconds):
    """Three in a row; three of four that hold what is enough for five; or three of ten, and the mean of ten over."""
    counts, one, ten = seconds.counts, seconds.limit(1), seconds.limit(10)
    over = (counts > one).astype(int)
    return ((last(over, 3) == 3) | (last(over, 4) == 3) & (last(counts, 4) > one * 5)
            | (last((counts > ten).astype(int), 10) >= 3) & (last(counts, 10) > ten * 10))


def of_five(seconds):
    over = (seconds.counts > seconds.limit(1)).astype(int)
    return now(seconds) | (last(over, 5) >= 3) & (last(seconds.counts, 5) > seconds.limit(5) * 5)


def of_three(seconds):
    return now(seconds) | (last(seconds.counts, 3) > seconds.limit(3) * 3)


def cusum(drift, limit):
    def rule(seconds):
        reached, level = np.zeros(len(seconds.counts), bool), 0.0
        for second, count in enumerate(seconds.counts):
            level = max(0.0, level + count - drift)
            reached[second] = level > limit
        return now(seconds) | reached
    return rule


def smoothed(tau, sure, ahead):
    """The trend by double exponential smoothing (Brown)."""
    def rule(seconds):
        weight, first, second = 1 / tau, 0.0, 0.0
        rate, slope = np.empty((2, len(seconds.counts)))
        for at, count in enumerate(seconds.counts):
            first += weight * (count - first)
            second += weight * (first - second)
            rate[at], slope[at] = 2 * first - second, (first - second) * weight / (1 - weight)
        noise = np.sqrt(2 * weight ** 3 / (2 - weight) ** 3 * np.maximum(rate, 1))
        return now(seconds) | (slope > sure * noise) & (rate + ahead * slope > seconds.limit(tau))
    return rule


def line(lengths, sure, ahead, steps=True):
    """A line through the last seconds rises beyond doubt, and passes the limit within a share of that time."""
    def rule(seconds):
        counts = seconds.counts.astype(float)
        reached = now(seconds)
        for length in lengths:
            if len(counts) < length:
                continue
            windows = np.lib.stride_tricks.sliding_window_view(counts, length)
            x = np.arange(length) - (length - 1) / 2
            around = np.sum(x ** 2)
            mean, slope = windows.mean(1), windows @ x / around
            by_line = slope ** 2 * around
            rest = last(counts ** 2, length)[length - 1:] - length * mean ** 2 - by_line
            doubt = np.sqrt(np.maximum(mean, rest / (length - 2)) / around)
            rises = (slope > sure * doubt) & (mean + slope * length * (0.5 + ahead)
                                              > seconds.limit(length / 4)[length - 1:])
            for at in np.flatnonzero(rises):
                reached[at + length - 1] |= not steps or by_line[at] > by_step(windows[at])
        return reached
    return rule


def by_step(counts):
    """How much of the squares a step explains at best."""
    before = np.arange(1, len(counts))
    sums = np.cumsum(counts)
    after = len(counts) - before
    apart = (sums[-1] - sums[:-1]) / after - sums[:-1] / before
    return np.max(apart ** 2 * before * after / len(counts))


WINDOWS = 20, 30, 45, 70, 120
# Each with how often a second it looks at the seconds that end then.
RULES = {
    "before: three in a row, three of four, three of ten": (now, 1),
    "or three of five, mean of five over": (of_five, 1),
    "or the mean of three over": (of_three, 1),
    "or CUSUM, drift 18, limit 15": (cusum(18, 15), 1),
    "before, each half second": (now, 2),
    "or a smoothed trend (30 s), 4 errors, 5 s ahead": (smoothed(30, 4, 5), 1),
    "or a line over 60 s alone, 4 errors, a 16th ahead": (line((60,), 4, 1 / 16), 1),
    "or a line, 4 errors, nothing ahead": (line(WINDOWS, 4, 0), 1),
    "now: or a line, 4 errors, a 16th ahead": (line(WINDOWS, 4, 1 / 16), 1),
    "or a line, 4 errors, a 6th ahead": (line(WINDOWS, 4, 1 / 6), 1),
    "now, steps too": (line(WINDOWS, 4, 1 / 16, steps=False), 1),
}


def opened(rule, looks, times, begin, seconds, known=False):
    """Ends of seconds at which the rule holds."""
    ends = []
    for look in range(looks):
        first = begin + look / looks
        counts = np.histogram(times, bins=first + np.arange(seconds + 1))[0]
        ends.append(np.flatnonzero(rule(Seconds(counts, known))) + first + 1)
    return np.sort(np.concatenate(ends))


def minutes_apart(ends):
    """How many are more than a minute after the one counted before."""
    many, counted = 0, -np.inf
    for end in ends:
        if end > counted + 60:
            many, counted = many + 1, end
    return many


def arrivals(rate, most, seconds):
    """Times of messages at a rate that is a function of time."""
    times = np.sort(chance.uniform(0, seconds, chance.poisson(most * seconds)))
    return times[chance.uniform(0, most, len(times)) < rate(times)]


def ramp():
    """Times of messages, and when there were enough: the last three seconds over the floor, and the true rate."""
    peak, length = chance.uniform(60, 300), chance.uniform(300, 900)
    slope = peak / length
    end = min(length, 60 / slope) + 30
    times = arrivals(lambda time: np.minimum(peak, slope * time), min(peak, slope * end), end)
    number = np.arange(len(times)) + 1
    before = [number] + [np.searchsorted(times, times - ago, side="right")
                         for ago in (1, 2, 3)]
    enough = times >= FLOOR / slope
    for newer, older in zip(before, before[1:]):
        enough &= newer - older > FLOOR
    return times, -chance.uniform(), int(end), times[np.argmax(enough)]


def main():
    ramps = [ramp() for _ in range(RAMPS)]
    steady = [arrivals(lambda time, rate=rate: np.full(len(time), rate), rate, HOURS * 3600) for rate in STEADY]
    # Two minutes of nothing, then the rate at once, or two minutes later; a minute more.
    at_once = [[arrivals(lambda time, rate=rate: rate * (time > 120), rate, 300) for _ in range(ONSETS)]
               for rate in ONSET]
    rising = [[arrivals(lambda time, rate=rate: rate * np.clip(time / 120 - 1, 0, 1), rate, 300)
               for _ in range(ONSETS)] for rate in ONSET]
    print("rule | delay median, p90, p99, s | over 2 s | alarms an hour at a steady", *STEADY,
          "| % of beginnings at once with", *ONSET, "| % of rises to", *ONSET)
    for name, (rule, looks) in RULES.items():
        delays = np.array([np.append(opened(rule, looks, times, begin, seconds, True), np.inf)[0] - enough
                           for times, begin, seconds, enough in ramps])
        alarms = [minutes_apart(opened(rule, looks, times, 0, HOURS * 3600)) / HOURS for times in steady]
        onsets = [[100 * np.mean([len(opened(rule, looks, times, 0, 300)) > 0 for times in many]) for many in kind]
                  for kind in (at_once, rising)]
        print(f"{name} | {np.median(delays):.2f}, {np.quantile(delays, .9):.2f}, {np.quantile(delays, .99):.2f} | "
              f"{np.mean(delays > 2):.1%} |", *(f"{each:.2f}" for each in alarms), "|",
              *(f"{each:.1f}" for each in onsets[0]), "|", *(f"{each:.1f}" for each in onsets[1]), flush=True)


if __name__ == "__main__":
    main()
