import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
    apiTime,
    formatAgo,
    formatLength,
    formatDay,
    formatMoment,
    parseMoment,
    urlTime,
    zoneName,
} from '../../main/resources/console/pure/time.js';

const NOW = Date.parse('2026-01-31T12:30:00Z');

test('what people type is a moment', () => {
    const cases = {
        '': {now: true},
        now: {now: true},
        ' now ': {now: true},
        'now-15m': {ms: NOW - 900_000},
        'now-1d-2h': {ms: NOW - 93_600_000},
        '12:02': {ms: Date.parse('2026-01-31T12:02:00Z')},
        '14:02:05': {ms: Date.parse('2026-01-30T14:02:05Z')},
        '2026-01-31': {ms: Date.parse('2026-01-31T00:00:00Z')},
        '2026-01-31 14:02': {ms: Date.parse('2026-01-31T14:02:00Z')},
        '2026-01-31T14:02:05.123Z': {ms: Date.parse('2026-01-31T14:02:05.123Z')},
        '2026-01-31T14:02:05+02:00': {ms: Date.parse('2026-01-31T12:02:05Z')},
        1767225600000: {ms: 1767225600000},
    };
    for (const [text, expected] of Object.entries(cases)) {
        assert.deepEqual(parseMoment(text, NOW, 'utc'), expected, text);
    }
});

test('what is none says what would be', () => {
    for (const text of [
        '25:00',
        'now-',
        'now-5x',
        'now+5m',
        'yesterday',
        '2026-13-01',
        '2026-02-31T99:00',
        '9999999999999999',
        '<b>',
    ]) {
        assert.match(parseMoment(text, NOW, 'utc').error ?? '', /./, text);
    }
    assert.equal(apiTime('yesterday', NOW, 'utc'), null);
    assert.equal(apiTime('now-1h', NOW, 'utc'), '2026-01-31T11:30:00.000Z');
});

test('a local time of day comes back as it was typed', () => {
    const {ms} = parseMoment('01:02:03', NOW, 'local');
    assert.equal(formatMoment(ms, 'local').slice(11), '01:02:03');
    assert.ok(ms <= NOW && ms > NOW - 86_400_000);
});

test('a link means the same to everybody', () => {
    assert.equal(urlTime('14:02', NOW, 'utc'), '2026-01-30T14:02:00.000Z');
    assert.equal(urlTime(' now-5m ', NOW, 'utc'), 'now-5m');
    assert.equal(urlTime('now', NOW, 'utc'), null);
    assert.equal(urlTime('soon', NOW, 'utc'), 'soon');
});

test('moments, lengths and zones are short', () => {
    assert.equal(formatMoment(NOW, 'utc', {today: formatDay(NOW, 'utc')}), '12:30:00');
    assert.equal(formatMoment(NOW - 86_400_000, 'utc', {today: formatDay(NOW, 'utc')}), '2026-01-30 12:30:00');
    assert.equal(formatMoment(null, 'utc'), '–');
    assert.equal(zoneName(NOW, 'utc'), 'UTC');
    const lengths = {
        0: '0 ms',
        999: '999 ms',
        1500: '1.5 s',
        9999: '9.9 s',
        61_000: '1 m 1 s',
        3_600_000: '1 h',
        90_061_000: '1 d 1 h',
    };
    for (const [ms, text] of Object.entries(lengths)) {
        assert.equal(formatLength(Number(ms)), text);
    }
    assert.equal(formatAgo(NOW - 90_000, NOW), '1 m 30 s ago');
    assert.equal(formatAgo(null, NOW), 'never');
});
