import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, test} from 'node:test';
import {API, SEGMENT, TOKEN, api, cells, close, open, settled} from './browser.mjs';

after(close);

/** Members as the console writes them. */
const members = group => `${group.tracking === 'LOWER_BOUND' ? '≥ ' : ''}${group.member_count}`;

test('time travel tells what the API tells', async () => {
    const tab = await open();
    const {page} = tab;
    const stays = (await api(`segments/${SEGMENT}/groups/239.1.1.1/history`)).items;
    const start = Date.parse(stays[0].from);
    await tab.show(`#/groups?segment=${SEGMENT}`);
    for (const seconds of [20, 60, 150, 250]) {
        const at = new Date(start + seconds * 1000).toISOString();
        await page.fill('#as-of', at);
        await page.keyboard.press('Enter');
        await page.waitForFunction(text => location.hash.includes(encodeURIComponent(text)), at);
        await settled(page);
        const answer = await api(`segments/${SEGMENT}/groups?limit=1000&asOf=${at}`);
        const shown = await cells(page, 'Groups on');
        assert.deepEqual(
            shown.map(row => [row[0].split(' ')[0], row[1]]),
            answer.items.map(each => [each.group, members(each)]),
            at,
        );
        assert.match(await page.locator('.standing').innerText(), new RegExp(`${answer.items.length} groups`));
        assert.match(await page.locator('.standing').innerText(), new RegExp(answer.coverage.toLowerCase()));
    }
    const then = new Date(start + 20_000).toISOString();
    await tab.show(`#/groups/${SEGMENT}/239.1.1.1?at=${encodeURIComponent(then)}`);
    const hosts = (await api(`segments/${SEGMENT}/groups/239.1.1.1/members?limit=1000&asOf=${then}`)).items;
    assert.deepEqual(
        (await cells(page, 'Members of')).map(row => [row[0], row[1]]),
        hosts.map(each => [each.host, each.mac]),
    );
    assert.ok(hosts.length > 1);
    await page.goBack();
    await settled(page);
    // The moment goes along to the group and back to now.
    await page.locator('tbody a').first().click();
    await page.waitForFunction(() => location.hash.includes('at='));
    await settled(page);
    await page.getByRole('button', {name: 'back to now'}).click();
    await page.waitForFunction(() => !location.hash.includes('at='));
    await tab.done();
});

test('exports are what the API has, exactly', async () => {
    const loop = (await api('alerts')).items[0];
    const lists = {
        [`#/groups?segment=${SEGMENT}&family=ipv4&q=239.1`]:
            `segments/${SEGMENT}/groups?family=ipv4&group=239.1&limit=1000`,
        [`#/groups/${SEGMENT}/239.1.1.1?tab=history`]: `segments/${SEGMENT}/groups/239.1.1.1/history?limit=1000`,
        '#/hosts/10.20.0.12?tab=stays': 'hosts/10.20.0.12?limit=1000',
        '#/alerts': 'alerts?limit=1000',
        '#/sensors': 'sensors?limit=1000',
        '#/queriers': 'queriers?limit=1000',
        '#/groups?family=ipv6': 'groups?family=ipv6&limit=1000',
        [`#/churn?segment=${SEGMENT}`]: `segments/${SEGMENT}/windows?size=1m&limit=1000`,
        '#/churn': 'windows?size=1h&limit=1000',
        [`#/groups/${SEGMENT}/239.1.1.1`]: `segments/${SEGMENT}/groups/239.1.1.1/members?limit=1000`,
    };
    for (const [hash, path] of Object.entries(lists)) {
        // A tab for each: Chromium says nothing and drops what is beyond ten downloads a second of one.
        const tab = await open();
        const {page} = tab;
        await tab.show(hash);
        for (const [button, format] of [
            ['CSV', 'csv'],
            ['NDJSON', 'ndjson'],
        ]) {
            const [download] = await Promise.all([
                page.waitForEvent('download'),
                page.locator('.take').first().getByRole('button', {name: button, exact: true}).click(),
            ]);
            assert.equal(
                readFileSync(await download.path(), 'utf8'),
                await api(`${path}&format=${format}`, '*/*'),
                `${hash} ${format}`,
            );
        }
        await tab.done();
    }
    const tab = await open();
    const {page} = tab;
    await tab.show(`#/alerts/${loop.alert_id}`);
    const copied = {};
    for (const button of await page.locator('.take button').all()) {
        copied[await button.innerText()] = await button.getAttribute('data-copy');
    }
    assert.deepEqual(Object.keys(copied).sort(), ['KQL', 'SPL', 'curl', 'kcat']);
    assert.ok(copied.curl.includes(`/api/v1/alerts/${loop.alert_id}`) && !copied.curl.includes(TOKEN));
    assert.ok(Object.values(copied).every(text => text.includes(loop.alert_id)));
    await page.getByRole('button', {name: 'curl'}).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), copied.curl);
    await tab.done();
});

test('the map of churn tells what the API tells, and what nobody saw is no zero', async () => {
    const tab = await open();
    const {page} = tab;
    await tab.show(`#/churn?segment=${SEGMENT}`);
    const windows = (await api(`segments/${SEGMENT}/windows?size=1m&limit=720`)).items;
    const seen = windows.filter(each => each.joins + each.leaves + each.expiries > 0);
    assert.ok(seen.length >= 4, `${seen.length} minutes with changes`);
    const cell = at => `td[title^="${at.slice(0, 19).replace('T', ' ')}"]`;
    for (const each of seen) {
        const title = await page.locator(cell(each.window_start)).getAttribute('title');
        const happened = `${each.joins} joined, ${each.leaves} left, ${each.expiries} expired, ${each.zaps} zaps`;
        assert.ok(title.includes(`: ${happened}`), `${title}: ${happened}`);
    }
    const shown = await page.locator('.map td').allInnerTexts();
    const all = seen.reduce((sum, each) => sum + each.joins + each.leaves + each.expiries, 0);
    assert.equal(
        shown.reduce((sum, text) => sum + (Number(text) || 0), 0),
        all,
    );
    // Its groups, one by one, come to the same.
    const groups = new Set();
    for (let at = Date.parse(seen[0].window_start); at < Date.parse(windows.at(-1).window_end); at += 5000) {
        (await api(`segments/${SEGMENT}/groups?limit=1000&asOf=${at}`)).items.forEach(each => groups.add(each.group));
    }
    let changes = 0;
    for (const group of groups) {
        for (const each of (await api(`segments/${SEGMENT}/groups/${group}/windows?size=1h&limit=24`)).items) {
            changes += each.joins + each.leaves + each.expiries;
        }
    }
    assert.equal(changes, all, [...groups].join());
    // The cell leads to the groups at its end.
    await page.locator('.map td a').last().click();
    await page.waitForFunction(() => location.hash.startsWith('#/groups?'));
    await settled(page);
    await tab.show('#/churn?segment=*');
    const hours = (await api('windows?size=1h')).items;
    const rows = await page.locator('.map tbody tr').count();
    assert.equal(rows, new Set(hours.map(each => each.segment)).size);
    // Nobody watches any more: hours since then are not there, and none before is a number.
    const unseen = await page.locator('.map td.blind, .map td.none').allTextContents();
    assert.ok(unseen.every(text => /^not (seen|told)$/.test(text.trim())), unseen.join());
    await tab.done();
});

test('gaps of coverage are those of the API', async () => {
    const tab = await open();
    const {page} = tab;
    const [sensor] = (await api('sensors')).items;
    const name = `${sensor.sensor}:${sensor.interface}`;
    const spans = (await api(`coverage?sensor=${encodeURIComponent(name)}`)).items;
    assert.deepEqual(new Set(spans.map(each => each.segment)), new Set([SEGMENT]));
    assert.equal(spans.at(-1).coverage, 'BLIND', 'the recording is over');
    assert.equal(spans.at(-1).to, null);
    await tab.show('#/sensors?last=7d&as=table');
    const shown = await cells(page, 'Coverage over time');
    assert.deepEqual(
        shown.map(row => [row[0], row[4].split(' ').at(-1), row[5]]),
        spans
            .map(each => [
                each.segment,
                each.coverage.toLowerCase(),
                each.sensors.includes(name) ? 'watched' : 'did not watch',
            ])
            .reverse(),
    );
    await tab.show('#/sensors?last=7d');
    assert.match(await page.locator('.strip').getAttribute('aria-label'), /blind/);
    assert.match(await page.locator('.strips').innerText(), /blind \d+/);
    await tab.show('#/');
    assert.match(
        await page.locator('.spark').getAttribute('aria-label'),
        /^Changes of all segments: [12] of 24 hours watched, at most \d/,
    );
    await tab.done();
});

test('an export goes over all pages', async () => {
    const tab = await open();
    const {page} = tab;
    await tab.show('#/groups');
    const text = await page.evaluate(async path => {
        const {exported} = await import('/console/state/api.js');
        const all = {};
        for (const format of ['csv', 'ndjson']) {
            all[format] = await exported(path, format, () => {}, new AbortController().signal);
        }
        return all;
    }, `segments/${SEGMENT}/groups`);
    const pages = {csv: '', ndjson: ''};
    for (const format of ['csv', 'ndjson']) {
        let cursor = '';
        do {
            const page = await api(`segments/${SEGMENT}/groups?limit=2${cursor}`);
            const rows = await api(`segments/${SEGMENT}/groups?limit=2${cursor}&format=${format}`, '*/*');
            pages[format] += format === 'csv' && pages.csv !== '' ? rows.slice(rows.indexOf('\n') + 1) : rows;
            cursor = page.next === null ? null : `&cursor=${page.next}`;
        } while (cursor !== null);
    }
    assert.deepEqual(text, pages);
    await tab.done();
});

test('all that is loaded is small', async () => {
    const tab = await open();
    // The alert view loads the charts too.
    const alert = (await api('alerts')).items[0];
    await tab.show(`#/alerts/${alert.alert_id}`);
    await tab.page.waitForSelector('.u-wrap');
    const loaded = await tab.page.evaluate(() =>
        [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
            .filter(each => new URL(each.name).pathname.startsWith('/console/'))
            .map(each => ({body: each.encodedBodySize, wire: each.transferSize})),
    );
    const sum = name => loaded.reduce((total, each) => total + each[name], 0);
    const files = `${loaded.length} files, ${(sum('wire') / 1000).toFixed(1)} KB over the wire`;
    console.log(`${files}, ${(sum('body') / 1000).toFixed(1)} KB of them compressed bodies`);
    assert.ok(sum('body') > 20_000 && sum('wire') < 120_000, files);
    await tab.done();
});
