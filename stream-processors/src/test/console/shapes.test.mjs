import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';
import {accounts, wellness} from '../../main/resources/console/pure/accounts.js';
import {churnMap, fromFirstSeen, level, segmentMap, together} from '../../main/resources/console/pure/churn.js';
import {CAUSES, causeOf} from '../../main/resources/console/pure/causes.js';
import {alertCopies, curl, kcat, shellWord} from '../../main/resources/console/pure/copies.js';
import {formatBytes, formatCount, formatMembers, formatRate} from '../../main/resources/console/pure/numbers.js';
import {quotedFields} from '../../main/resources/console/pure/quoted.js';
import {spansOf, unseen} from '../../main/resources/console/pure/spans.js';

const NASTY = `it's "$(id)" \`id\` \\ ; & | \n é`;

test('a word of a shell is one word, whatever is in it', () => {
    assert.equal(execFileSync('sh', ['-c', `printf %s ${shellWord(NASTY)}`], {encoding: 'utf8'}), NASTY);
    assert.equal(shellWord('http://localhost:8787/api/v1/alerts'), 'http://localhost:8787/api/v1/alerts');
});

test('copies hold no token and quote what they hold', () => {
    assert.equal(
        curl('http://h/a?b=1&c=2', true),
        'curl -s -H "Authorization: Bearer $TIDEWATCH_TOKEN" \'http://h/a?b=1&c=2\'',
    );
    assert.match(kcat('x.v1', {from: 5, holds: 'a.b', avro: false}), /-t tidewatch\.x\.v1 -o s@5 .*'a\\\.b'$/);
    assert.equal(alertCopies({alert_id: 'a"b\\'}).KQL, 'labels.alert_id : "a\\"b\\\\"');
});

test('what was not seen is never zero', () => {
    const window = (start, coverage, joins = 0) => ({window_start: start, coverage, joins, leaves: 0, expiries: 0});
    const {rows, most} = churnMap(
        [
            window('2026-01-01T00:58:00Z', 'FULL', 9),
            window('2026-01-01T00:59:00Z', 'BLIND'),
            window('2026-01-01T01:01:00Z', 'PARTIAL'),
        ],
        '1m',
    );
    assert.equal(most, 9);
    assert.deepEqual(
        rows.map(row => row.cells.length),
        [60, 60],
    );
    assert.deepEqual(
        [
            rows[0].cells[57].state,
            rows[0].cells[58].state,
            rows[0].cells[59].state,
            rows[1].cells[0].state,
            rows[1].cells[1].state,
        ],
        ['none', 'full', 'blind', 'none', 'partial'],
    );
    assert.equal(rows[0].cells[58].level, 5);
    assert.deepEqual(churnMap([], '1h').rows, []);
    assert.equal(churnMap([window('2026-01-01T00:00:00Z', 'BLIND', 2)], '1m').rows[0].cells[0].state, 'partial');
    const blind = ['00', '01', '02', '03'].map(minute => window(`2026-01-01T00:${minute}:00Z`, 'BLIND'));
    assert.deepEqual(fromFirstSeen([...blind, window('2026-01-01T00:04:00Z', 'FULL')]).length, 2);
    assert.deepEqual(fromFirstSeen(blind), blind.slice(-1));
    assert.deepEqual([level(0, 9), level(1, 1000), level(1000, 1000)], [0, 1, 5]);
});

const hour = (segment, at, coverage, joins) => ({
    segment,
    window_start: `2026-01-01T${at}:00:00Z`,
    size_s: 3600,
    coverage,
    joins,
    leaves: 0,
    expiries: 0,
});

test('segments lie side by side, and what is not told of one is no zero', () => {
    const {rows, starts, most} = segmentMap([
        hour('a', '01', 'FULL', 4),
        hour('a', '03', 'BLIND', 0),
        hour('b', '02', 'FULL', 0),
    ]);
    assert.equal(most, 4);
    assert.equal(starts.length, 3);
    assert.deepEqual(
        rows.map(row => [row.segment, row.cells.map(cell => cell.state).join()]),
        [
            ['a', 'full,none,blind'],
            ['b', 'none,full,none'],
        ],
    );
    assert.deepEqual(segmentMap([]), {rows: [], starts: [], most: 0});
});

test('a day of all segments has no number for an hour that nobody watched', () => {
    const from = Date.parse('2026-01-01T01:00:00Z');
    const windows = [
        hour('a', '01', 'FULL', 4),
        hour('b', '01', 'PARTIAL', 3),
        hour('a', '02', 'BLIND', 0),
        hour('a', '03', 'FULL', 0),
        hour('a', '09', 'FULL', 7),
    ];
    assert.deepEqual(
        together(windows, from, 4, 3_600_000).map(each => [each.churn, each.partial]),
        [
            [7, true],
            [null, false],
            [0, false],
            [null, false],
        ],
    );
});

test('spans of coverage are cut to what is shown', () => {
    const item = (from, to, coverage, sensors) => ({segment: 'lab', from, to, coverage, sensors});
    const spans = spansOf(
        [
            item('1970-01-01T00:00:00Z', '1970-01-01T00:00:10Z', 'FULL', ['s:eth0']),
            item('1970-01-01T00:00:10Z', '1970-01-01T00:00:15Z', 'PARTIAL', ['other:eth0']),
            item('1970-01-01T00:00:15Z', null, 'BLIND', []),
        ],
        's:eth0',
        4000,
        20_000,
    ).get('lab');
    assert.deepEqual(
        spans.map(({from, to, lasts, own}) => [from, to, lasts, own]),
        [
            [4000, 10_000, false, true],
            [10_000, 15_000, false, false],
            [15_000, 20_000, true, false],
        ],
    );
    assert.deepEqual(unseen(spans), {blind: 5000, partial: 5000});
    assert.equal(spansOf([item('1970-01-01T00:00:00Z', '1970-01-01T00:00:10Z', 'FULL', [])], 's', 10_000, 20_000).size, 0);
});

test('the books of a sensor add up, or it is told', () => {
    const status = {
        received: 10,
        published: 4,
        filtered: 3,
        fragments: 0,
        coalesced: 1,
        malformed: 1,
        pending: 1,
        spooled: 0,
        lost: 0,
        state: 'RUNNING',
        sent_at: '2026-01-01T00:00:00Z',
        kernel_dropped: 0,
    };
    assert.equal(accounts(status).missing, 0);
    assert.equal(accounts({...status, received: 12}).missing, 2);
    assert.deepEqual(wellness(status, Date.parse('2026-01-01T00:00:05Z')), {well: true, text: 'yes'});
    assert.equal(wellness(status, Date.parse('2026-01-01T00:01:00Z')).well, false);
    assert.equal(wellness({...status, state: 'FAILED'}, Date.parse('2026-01-01T00:00:01Z')).well, false);
});

test('a quoted datagram is told as far as it goes', () => {
    const ipv4 = '4500003c1c4640004006b1e6ac100a63ac100a0c'; // 172.16.10.99 to 172.16.10.12, TCP
    const {fields, error} = quotedFields(`${ipv4}00500bb8deadbeef`);
    assert.equal(error, null);
    const value = name => fields.find(field => field.name === name)?.value;
    assert.equal(value('Source'), '172.16.10.99');
    assert.equal(value('Protocol'), '6 (TCP)');
    assert.equal(value('Flags, fragment offset'), 'DF 0');
    assert.equal(value('Destination port'), '3000');
    assert.equal(value('Sequence number'), String(0xdeadbeef));
    const ipv6 = `6000000000083a01${'fe80'.padEnd(31, '0')}1${'ff02'.padEnd(31, '0')}1`;
    const six = quotedFields(`${ipv6}80001234`).fields;
    assert.deepEqual(
        six.slice(4, 7).map(field => field.value),
        ['fe80::1', 'ff02::1', '128'],
    );
    assert.ok(quotedFields('zz').error && quotedFields('ff').error && quotedFields('').error);
    for (let end = 2; end <= ipv4.length; end += 2) {
        const told = quotedFields(ipv4.slice(0, end)).fields;
        assert.equal(
            told.reduce((sum, field) => sum + field.bytes, 0),
            end / 2,
            `cut at ${end}`,
        );
    }
});

test('numbers are short', () => {
    assert.deepEqual(
        [formatCount(1234567), formatCount(null), formatMembers(3, 'LOWER_BOUND'), formatMembers(3, 'EXPLICIT')],
        ['1 234 567', '–', '≥ 3', '3'],
    );
    assert.deepEqual(
        [formatRate(0), formatRate(0.256), formatRate(12.34), formatRate(1234.5)],
        ['0', '0.26', '12.3', '1 235'],
    );
    assert.deepEqual([formatBytes(0), formatBytes(1536), formatBytes(2 ** 40)], ['0 B', '1.5 KiB', '1.0 TiB']);
});

test('an unknown cause has the words of its alert', () => {
    assert.equal(causeOf({cause: 'new_one', message: 'Said so', rule: {id: 'x'}}).title, 'Said so');
    assert.equal(causeOf({cause: 'routing_loop', rule: {id: 'icmp.storm'}}), CAUSES.routing_loop);
});
