import assert from 'node:assert/strict';
import {test} from 'node:test';
import {groupSearch, isAddress, isMac, isMulticast} from '../../main/resources/console/pure/search.js';

test('a search is told by its look', () => {
    const cases = {
        '': {},
        239.1: {group: '239.1'},
        '239.1.0.0/16': {group: '239.1.0.0/16'},
        'ff05::': {group: 'ff05::'},
        23: {group: '23'},
        '10.20.0.12': {host: '10.20.0.12'},
        'fe80::1': {host: 'fe80::1'},
        '02:00:00:20:01:0c': {host: '02:00:00:20:01:0c'},
        'source: 10.9.0.5': {source: '10.9.0.5'},
        'host:239.1.1.1': {host: '239.1.1.1'},
        'GROUP:10': {group: '10'},
    };
    for (const [text, expected] of Object.entries(cases)) {
        assert.deepEqual(groupSearch(text), expected, text);
    }
});

test('half of a host gets a hint and no question', () => {
    for (const text of ['10.20', 'fe80:', '02:00:00', 'source:10.9', 'x', '<b>', '239.1.1.2t', '239.1.0.0/']) {
        assert.deepEqual(Object.keys(groupSearch(text)), ['hint'], text);
    }
});

test('addresses', () => {
    assert.ok(isAddress('1.2.3.4') && isAddress('::1') && isAddress('ff05::1:3') && isAddress('::ffff:1.2.3.4'));
    assert.ok(!isAddress('1.2.3') && !isAddress('1.2.3.256') && !isAddress('lab') && !isAddress('02:00:00:00:00:01'));
    assert.ok(isMac('02-00-00-00-00-01') && !isMac('02:00'));
    assert.ok(isMulticast('224.0.0.1') && isMulticast('ff02') && !isMulticast('240.1') && !isMulticast('fe80::1'));
});
