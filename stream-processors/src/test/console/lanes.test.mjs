import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
    Scale,
    barAt,
    extent,
    firstEndingAfter,
    lanesOf,
    natural,
    ticks,
    visibleBars,
} from '../../main/resources/console/pure/lanes.js';

const T0 = Date.parse('2026-01-01T00:00:00Z');
const stay = (host, from, to, more = {}) => ({
    host,
    from: new Date(T0 + from).toISOString(),
    to: to === null ? null : new Date(T0 + to).toISOString(),
    filter_mode: 'EXCLUDE',
    sources: [],
    version: 3,
    tracking: 'EXPLICIT',
    ended_by: to === null ? null : 'LEAVE',
    ...more,
});

/** A generator of numbers from a seed (mulberry32). */
function seeded(seed) {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}

test('a lane a host, by number, its bars in order', () => {
    const lanes = lanesOf(
        [stay('10.0.0.10', 5000, null), stay('10.0.0.9', 0, 1000), stay('10.0.0.10', 0, 4000)],
        each => each.host,
    );
    assert.deepEqual(
        lanes.map(lane => lane.label),
        ['10.0.0.9', '10.0.0.10'],
    );
    assert.deepEqual(
        lanes[1].bars.map(bar => [bar.from - T0, bar.to === null ? null : bar.to - T0]),
        [
            [0, 4000],
            [5000, null],
        ],
    );
    assert.ok(natural('ff05::a', 'ff05::b') < 0);
});

test('the extent holds everything', () => {
    const {from, to} = extent(
        lanesOf([stay('a', 0, 100_000), stay('b', 50_000, null)], each => each.host),
        T0 + 200_000,
    );
    assert.ok(from < T0 && to > T0 + 200_000);
    assert.deepEqual(extent([], T0), {from: T0 - 3_600_000, to: T0});
});

test('a scale goes there and back; zooming keeps the time under the pointer', () => {
    const scale = new Scale(T0, T0 + 60_000, 600);
    assert.equal(scale.x(T0 + 30_000), 300);
    assert.equal(scale.time(scale.x(T0 + 12_345)), T0 + 12_345);
    const zoomed = scale.zoomed(150, 0.5);
    assert.ok(Math.abs(zoomed.time(150) - scale.time(150)) < 1e-6 * scale.time(150));
    assert.equal(Math.round(zoomed.to - zoomed.from), 30_000);
    assert.equal(scale.panned(60).from, T0 + 6000);
    assert.ok(scale.zoomed(0, 1e-9).to - scale.from >= 100);
});

test('what is drawn and hit is what a look at every bar would give', () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1e9);
    const random = seeded(seed);
    for (let round = 0; round < 300; round++) {
        const stays = [];
        let at = 0;
        for (let i = Math.floor(random() * 40); i >= 0; i--) {
            const from = at + Math.floor(random() * 3000);
            at = from + Math.floor(random() * 3000);
            stays.push(stay('h', from, i === 0 && random() < 0.5 ? null : at));
        }
        const [lane] = lanesOf(stays, each => each.host);
        const until = T0 + at + 1000;
        const from = T0 + random() * at;
        const scale = new Scale(from, from + 10 + random() * at, 50 + random() * 500);
        const seen = lane.bars.filter(bar => (bar.to ?? until) >= scale.from && bar.from <= scale.to);
        const drawn = visibleBars(lane, scale, until);
        const why = `seed ${seed} round ${round}`;
        assert.ok(drawn.length <= Math.min(seen.length, scale.width + 2) + 1, why);
        for (const bar of seen) {
            const [x, end] = [scale.x(bar.from), scale.x(bar.to ?? until)];
            assert.ok(
                drawn.some(
                    each =>
                        each.x - 1.5 <= Math.min(Math.max(x, -4), scale.width + 4) &&
                        each.end + 1.5 >= Math.min(Math.max(end, -4), scale.width + 4),
                ),
                `${why}: nothing at ${x} to ${end}`,
            );
        }
        const x = random() * scale.width;
        const near = lane.bars.some(bar => (bar.to ?? until) >= scale.time(x - 3) && bar.from <= scale.time(x + 3));
        assert.equal(barAt(lane, scale, x, until) !== null, near, why);
        const time = scale.time(x);
        const naive = lane.bars.findIndex(bar => bar.to === null || bar.to >= time);
        assert.equal(firstEndingAfter(lane.bars, time), naive < 0 ? lane.bars.length : naive, why);
    }
});

test('a lane of a hundred thousand bars costs as many as it is wide', () => {
    const lane = {
        key: 'h',
        label: 'h',
        bars: Array.from({length: 100_000}, (unused, i) => ({
            from: T0 + i * 10,
            to: T0 + i * 10 + 5,
            mode: 'EXCLUDE',
            sources: [],
            version: 3,
            tracking: 'EXPLICIT',
            endedBy: 'LEAVE',
        })),
    };
    assert.ok(visibleBars(lane, new Scale(T0, T0 + 1_000_000, 800), T0).length <= 801);
});

test('ticks are round and not too many', () => {
    for (const length of [500, 60_000, 3_600_000, 86_400_000, 30 * 86_400_000]) {
        const {step, times} = ticks(new Scale(T0 + 17, T0 + 17 + length, 900));
        assert.ok(times.length >= 1 && times.length <= 10, `${length}: ${times.length}`);
        assert.ok(times.every(time => time % step === 0));
    }
});
