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
    // The moment goes along to the group and back to now.
    await page.locator('tbody a').first().click();
    await page.waitForFunction(() => location.hash.includes('at='));
    await settled(page);
    await page.getByRole('button', {name: 'back to now'}).click();
    await page.waitForFunction(() => !location.hash.includes('at='));
    await tab.done();
});

test('exports are what the API has, exactly', async () => {
    const tab = await open();
    const {page} = tab;
    const loop = (await api('alerts')).items[0];
    const lists = {
        [`#/groups?segment=${SEGMENT}&family=ipv4&q=239.1`]: `segments/${SEGMENT}/groups?family=ipv4&group=239.1&limit=1000`,
        [`#/groups/${SEGMENT}/239.1.1.1?tab=history`]: `segments/${SEGMENT}/groups/239.1.1.1/history?limit=1000`,
        '#/hosts/10.20.0.12?tab=stays': 'hosts/10.20.0.12?limit=1000',
        '#/alerts': 'alerts?limit=1000',
        '#/sensors': 'sensors?limit=1000',
        '#/queriers': 'queriers?limit=1000',
    };
    for (const [hash, path] of Object.entries(lists)) {
        await tab.show(hash);
        for (const [button, format] of [
            ['CSV', 'csv'],
            ['NDJSON', 'ndjson'],
        ]) {
            const [download] = await Promise.all([
                page.waitForEvent('download'),
                page.locator('.take').getByRole('button', {name: button, exact: true}).click(),
            ]);
            assert.equal(
                readFileSync(await download.path(), 'utf8'),
                await api(`${path}&format=${format}`, '*/*'),
                `${hash} ${format}`,
            );
        }
    }
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
            .map(each => ({body: each.encodedBodySize, wire: each.transferSize, end: each.responseEnd})),
    );
    const sum = name => loaded.reduce((total, each) => total + each[name], 0);
    const files = `${loaded.length} files, ${(sum('body') / 1024).toFixed(1)} KiB compressed`;
    console.log(`${files}, ${(sum('wire') / 1024).toFixed(1)} KiB with headers`);
    assert.ok(sum('body') > 20_000 && sum('body') < 120 * 1024, files);
    await tab.done();
});
