// While the demo is replayed the stream is cut again and again by a proxy, and nothing is missed or doubled.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {connect, createServer} from 'node:net';
import {after, test} from 'node:test';
import {API, SEGMENT, TOKEN, close, open, until} from './browser.mjs';

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

/** All ids of changes behind an event, as the API tells them to one that is never cut, until nothing comes any more. */
async function changesBehind(id) {
    const ending = new AbortController();
    const response = await fetch(`${API}/api/v1/stream`, {
        signal: ending.signal,
        headers: {'Last-Event-ID': id, Authorization: `Bearer ${TOKEN}`},
    });
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        // A comment comes when there was nothing to tell for five seconds.
        if (text.includes(': alive')) {
            break;
        }
    }
    ending.abort();
    return [...text.matchAll(/event: change\ndata: (.*)\n\n/g)].map(([, json]) => JSON.parse(json).change_id);
}

/** The agent replays the demo, as somebody who has a sensor would. */
function replay() {
    const {LAUNCHER, DEMO, KAFKA, REGISTRY} = process.env;
    const agent = spawn(
        LAUNCHER,
        [
            'capture',
            '-r',
            DEMO,
            '--pace',
            '24',
            '--sensor',
            'demo',
            '--segment',
            SEGMENT,
            '--bootstrap-server',
            KAFKA,
            '--schema-registry',
            REGISTRY,
        ],
        {stdio: 'inherit'},
    );
    return new Promise((done, failed) => {
        agent.on('exit', code => (code === 0 ? done() : failed(new Error(`the agent ended with ${code}`))));
        agent.on('error', failed);
    });
}

test('a stream that is cut again and again tells all that one tells which never is', async () => {
    const between = await proxy();
    const tab = await open({base: between.base, cut: true});
    const {page} = tab;
    await page.goto(`${between.base}/console/#/live`);
    await page.waitForSelector('.freshness[data-state=live]');
    await until(page, async () => (await import('/console/main.js')).position() !== '');
    const first = await page.evaluate(async () => (await import('/console/main.js')).position());
    let replaying = true;
    const replayed = replay().finally(() => {
        replaying = false;
    });
    while (replaying) {
        await page.waitForTimeout(700);
        // One that is not up again yet is not cut: it would only wait longer each time.
        if (await page.locator('.freshness[data-state=live]').count()) {
            between.cut();
        }
    }
    await replayed;
    const expected = await changesBehind(first);
    assert.ok(expected.length > 50, `${expected.length} changes`);
    await until(page, async count => (await import('/console/main.js')).totals.changes >= count, expected.length);
    await page.waitForTimeout(1000);
    const {totals, newest} = await page.evaluate(async () => {
        const live = await import('/console/main.js');
        const changes = live.told.value.filter(each => each.event === 'change');
        return {totals: {...live.totals}, newest: changes.map(each => each.data.change_id)};
    });
    console.log(`${totals.changes} changes, resumed ${totals.resumed} times`);
    assert.equal(totals.changes, expected.length);
    assert.ok(totals.resumed >= 3, `resumed ${totals.resumed} times`);
    assert.equal(totals.gaps, 0);
    // Partitions may take turns in another order.
    assert.equal(new Set(newest).size, newest.length);
    assert.ok(newest.every(id => expected.includes(id)));
    assert.ok(newest.length >= Math.min(expected.length, 200));
    await page.waitForSelector('tbody tr');
    await tab.done();
    between.end();
});
