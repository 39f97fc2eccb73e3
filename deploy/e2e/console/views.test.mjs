import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {SEGMENT, api, close, open, painted, questionsOf, settled, shot, violations} from './browser.mjs';

const views = {
    overview: '#/',
    groups: `#/groups?segment=${SEGMENT}`,
    allgroups: '#/groups',
    hosts: '#/hosts',
    alerts: '#/alerts',
    alerttable: '#/alerts?as=table',
    queriers: `#/queriers?segment=${SEGMENT}`,
    sensors: '#/sensors',
    sensorgaps: '#/sensors?last=1d&as=table',
    segmentchurn: `#/churn?segment=${SEGMENT}`,
    segmenthours: `#/churn?segment=${SEGMENT}&size=1h`,
    segmenttable: `#/churn?segment=${SEGMENT}&as=table`,
    allchurn: '#/churn',
    live: '#/live',
    questions: '#/questions',
    group: `#/groups/${SEGMENT}/239.1.1.1`,
    timeline: `#/groups/${SEGMENT}/239.1.1.1?tab=timeline`,
    stays: `#/groups/${SEGMENT}/239.1.1.1?tab=history`,
    churn: `#/groups/${SEGMENT}/239.1.1.1?tab=churn`,
    windows: `#/groups/${SEGMENT}/239.1.1.1?tab=churn&as=table`,
    nogroup: `#/groups/${SEGMENT}/239.9.9.9`,
    nosegment: '#/groups?segment=nowhere',
    nothing: `#/groups?segment=${SEGMENT}&q=239.77`,
    noview: '#/no/such/view',
    host: '#/hosts/10.20.0.12',
    hoststays: '#/hosts/10.20.0.12?tab=stays',
    nohost: '#/hosts/192.0.2.77',
};
let minute = '';

before(async () => {
    const alerts = await api('alerts');
    const loop = alerts.items.find(each => each.cause === 'routing_loop');
    views.alert = `#/alerts/${loop.alert_id}`;
    views.scan = `#/alerts/${alerts.items.find(each => each.cause === 'udp_scan_backscatter').alert_id}`;
    views.noalert = '#/alerts/nothing';
    const stays = await api(`segments/${SEGMENT}/groups/239.1.1.1/history`);
    minute = new Date(Date.parse(stays.items[0].from) + 60_000).toISOString();
    views.past = `#/groups?segment=${SEGMENT}&at=${minute}`;
});
after(close);

test('every view in both themes: shows with one question, says nothing wrong, and is accessible', async () => {
    const tab = await open();
    const asked = questionsOf(tab.page);
    const found = [];
    let last = 'light';
    for (const [name, hash] of Object.entries(views)) {
        asked.clear();
        await tab.show(hash);
        assert.equal((await tab.page.locator('main h1').count()) > 0, true, name);
        // It begins with the theme of the one before.
        for (const theme of last === 'light' ? ['light', 'dark'] : ['dark', 'light']) {
            await tab.page.emulateMedia({colorScheme: theme});
            await tab.page.waitForSelector(`html[data-theme=${theme}]`, {state: 'attached'});
            await painted(tab.page);
            await shot(tab.page, `${name}-${theme}`);
            (await violations(tab.page, {colours: theme !== last})).forEach(each =>
                found.push(`${name}, ${theme}: ${each}`),
            );
            last = theme;
        }
        assert.ok(asked.size <= 1, `${name} asks ${[...asked].join(' and ')}`);
    }
    assert.deepEqual(found, []);
    await tab.done();
});

test('states say what to do next', async () => {
    const tab = await open();
    for (const [name, words] of Object.entries({
        nogroup: 'has no members',
        nosegment: 'There is no segment',
        nothing: 'Show all groups',
        nohost: 'MAC address',
        noalert: 'There is no alert',
        noview: 'Choose a view above',
    })) {
        await tab.show(views[name]);
        assert.match(await tab.page.locator('main').innerText(), new RegExp(words), name);
    }
    // The recording is over: nobody watches, and that is told beside the numbers.
    await tab.show(views.groups);
    await tab.page.waitForSelector('.notice.blind');
    assert.match(await tab.page.locator('.notice.blind').innerText(), /Nobody watches this segment any more/);
    await tab.done();
});

test('refusals and truncated answers say what to do next', async () => {
    const tab = await open({cut: true});
    const {page} = tab;
    const problems = {
        500: 'The log of the processors tells why',
        503: 'asks again by itself',
        400: 'Change the search or the time',
    };
    let status = 200;
    await page.route('**/api/v1/alerts?**', route =>
        status === 200
            ? route.continue({url: route.request().url().replace('limit=200', 'limit=1')})
            : status === 0
              ? route.abort()
              : route.fulfill({
                    status,
                    contentType: 'application/problem+json',
                    body: JSON.stringify({title: 'Refused', detail: 'for a test', status}),
                }),
    );
    await tab.show('#/alerts');
    assert.match(await page.locator('.standing').innerText(), /1\+ alerts\s+not all loaded/);
    await page.getByRole('button', {name: 'load more'}).click();
    await page.waitForFunction(() => document.querySelectorAll('.card').length === 2);
    status = 0;
    await tab.show('#/hosts');
    await tab.show('#/alerts');
    assert.match(await page.locator('.state.failure').innerText(), /No answer[^]*Look at the process and its log/);
    for (const [code, words] of Object.entries(problems)) {
        status = Number(code);
        await tab.show('#/hosts');
        await tab.show('#/alerts');
        assert.match(await page.locator('.state.failure').innerText(), new RegExp(`for a test[^]*${words}`));
    }
    assert.deepEqual(await violations(page), []);
    await tab.done();
});

test('names are text, whatever is in them', async () => {
    const tab = await open({cut: true});
    const nasty = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    await tab.page.route('**/api/v1/**', async route => {
        if (route.request().url().includes('/stream')) {
            await route.abort();
            return;
        }
        const answer = await route.fetch();
        const spoiled = (await answer.text())
            .replaceAll(
                /"(segment|sensor|interface|type_name|message|version|defect|file)":"[^"]*"/g,
                (all, name) => `"${name}":${JSON.stringify(nasty)}`,
            )
            .replaceAll(
                /"(segments|sensors|cause_evidence)":\["[^\]]*"\]/g,
                (all, name) => `"${name}":[${JSON.stringify(nasty)}]`,
            )
            .replaceAll(/"(runbook|url)":(null|"[^"]*")/g, '"$1":"javascript:window.hacked=1"');
        await route.fulfill({response: answer, body: spoiled});
    });
    for (const name of [
        'overview',
        'groups',
        'segmentchurn',
        'allchurn',
        'alerts',
        'alerttable',
        'alert',
        'queriers',
        'sensors',
        'sensorgaps',
        'group',
        'timeline',
        'churn',
        'host',
        'hoststays',
        'questions',
    ]) {
        await tab.show(views[name]);
        await settled(tab.page);
        assert.equal(await tab.page.evaluate(() => window.hacked), undefined, name);
        assert.equal(await tab.page.locator('main img, main script, main a[href^="javascript"]').count(), 0, name);
    }
    for (const name of ['overview', 'sensors', 'queriers', 'allchurn', 'alerts']) {
        await tab.show(views[name]);
        assert.match(await tab.page.locator('main').innerText(), /<img src=x/, name);
    }
    await tab.done();
});
