import assert from 'node:assert/strict';
import {test} from 'node:test';
import {EventParser} from '../../main/resources/console/pure/events.js';

const TEXT =
    'retry: 2000\nid: c0-1\nevent: begin\ndata: {}\n\n' +
    ': alive\nid: c0-2\n\n' +
    'id: c0-3\r\nevent: change\r\ndata: {"a":1}\r\n\r\n' +
    'data: one\ndata:two\n\n' +
    'id: c0-9\nevent: change\ndata: {"cut":';

test('however the text is cut, the events are the same', () => {
    const whole = new EventParser();
    const expected = whole.feed(TEXT);
    assert.deepEqual(expected, [
        {id: 'c0-1', event: 'begin', data: '{}'},
        {id: 'c0-3', event: 'change', data: '{"a":1}'},
        {id: 'c0-3', event: 'message', data: 'one\ntwo'},
    ]);
    assert.equal(whole.retry, 2000);
    for (let at = 0; at <= TEXT.length; at++) {
        const parser = new EventParser();
        assert.deepEqual([...parser.feed(TEXT.slice(0, at)), ...parser.feed(TEXT.slice(at))], expected, `cut at ${at}`);
    }
});

test('the id of what was cut off is not that of the last event', () => {
    const parser = new EventParser();
    parser.feed(TEXT);
    assert.equal(parser.id, 'c0-3');
});

test('an id without data moves on', () => {
    const parser = new EventParser();
    assert.deepEqual(parser.feed(': alive\nid: c0-7\n\n'), []);
    assert.equal(parser.id, 'c0-7');
});
