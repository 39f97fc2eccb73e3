// Runs while the demo is replayed: the stream is cut again and again by a proxy, and nothing is missed or doubled.
import assert from 'node:assert/strict';
import {connect, createServer} from 'node:net';
import {after, test} from 'node:test';
import {API, TOKEN, close, open} from './browser.mjs';

after(close);

/** Passes connections on, until they are cut. */
async function proxy() {
    const {hostname, port} = new URL(API);
    const open = new Set();
    const server = createServer(client => {
        const upstream = connect(Number(port), hostname);
        client.pipe(upstream).pipe(client);
        for (const socket of [client, upstream]) {
            open.add(socket);
            socket.on('error', () => socket.destroy());
            socket.on('close', () => {
                open.delete(socket);
                client.destroy();
                upstream.destroy();
            });
        }
    });
    await new Promise(listening => server.listen(0, '127.0.0.1', listening));
    return {
        base: `http://127.0.0.1:${server.address().port}`,
        cut: () => open.forEach(socket => socket.destroy()),
        end: () => {
            open.forEach(socket => socket.destroy());
            server.close();
        },
    };
}

/** All ids of changes behind an event, as the API tells them to one that is never cut. */
async function changesBehind(id, count) {
    const ending = new AbortController();
    const response = await fetch(`${API}/api/v1/stream`, {
        signal: ending.signal,
        headers: {'Last-Event-ID': id, Authorization: `Bearer ${TOKEN}`},
    });
    const ids = [];
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        ids.length = 0;
        for (const [, json] of text.matchAll(/event: change\ndata: (.*)\n\n/g)) {
            ids.push(JSON.parse(json).change_id);
        }
        if (ids.length >= count) {
            break;
        }
    }
    ending.abort();
    return ids;
}

test('a stream that is cut goes on with nothing missed and nothing doubled', async () => {
    const between = await proxy();
    const tab = await open({base: between.base});
    const {page} = tab;
    await page.goto(`${between.base}/console/#/live`);
    await page.waitForSelector('.freshness[data-state=live]');
    const first = await page.evaluate(async () => (await import('/console/state/live.js')).position());
    const counts = async () => page.evaluate(async () => ({...(await import('/console/state/live.js')).totals}));
    let {changes} = await counts();
    let idle = 0;
    for (let round = 0; round < 400 && idle < 12; round++) {
        await page.waitForTimeout(500);
        if (round % 3 === 0 && idle === 0) {
            between.cut();
        }
        const now = (await counts()).changes;
        idle = now === changes && now > 0 ? idle + 1 : 0;
        changes = now;
    }
    await page.waitForSelector('.freshness[data-state=live]');
    const {resumed, gaps} = await counts();
    const seen = await page.evaluate(async () =>
        (await import('/console/state/live.js')).told.value
            .filter(each => each.event === 'change')
            .map(each => each.data.change_id),
    );
    assert.ok(changes > 50, `${changes} changes`);
    assert.ok(resumed >= 3, `resumed ${resumed} times`);
    assert.equal(gaps, 0);
    assert.equal(new Set(seen).size, seen.length, 'doubled');
    const expected = await changesBehind(first, changes);
    assert.equal(expected.length, changes);
    assert.deepEqual(seen.slice().sort(), expected.slice(-seen.length).sort());
    console.log(`${changes} changes, resumed ${resumed} times`);
    await tab.context.close();
    between.end();
});
