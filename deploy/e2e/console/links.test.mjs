// Links that others have to the console: of Grafana's dashboards, and of alerts.
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {API, api, close, open} from './browser.mjs';

after(close);

/** All addresses in links of a dashboard, wherever they are. */
function linksOf(node) {
    if (Array.isArray(node)) {
        return node.flatMap(linksOf);
    }
    if (node === null || typeof node !== 'object') {
        return [];
    }
    const own = Array.isArray(node.links) ? node.links.map(link => link.url) : [];
    return own.concat(Object.values(node).flatMap(linksOf));
}

/** The part behind the console's address. */
function hashOf(url, base) {
    assert.ok(url.startsWith(`${base}#/`), url);
    return url.slice(base.length);
}

/** Shows a view, which must be one and hold something. */
async function leadsSomewhere(tab, hash) {
    await tab.show(hash);
    const text = await tab.page.locator('main').innerText();
    assert.doesNotMatch(text, /There is no such view|There is no alert/, hash);
    assert.equal(await tab.page.locator('main .state.failure').count(), 0, hash);
}

test('every link of the dashboards leads to a view', async () => {
    const tab = await open();
    const [sensor] = (await api('sensors')).items;
    const labels = {sensor: sensor.sensor, interface: sensor.interface};
    for (const file of readdirSync(process.env.DASHBOARDS).filter(name => name.endsWith('.json'))) {
        const dashboard = JSON.parse(readFileSync(join(process.env.DASHBOARDS, file), 'utf8'));
        const variable = dashboard.templating.list.find(each => each.name === 'console');
        assert.match(variable.query, /^http:.*\/console\/$/);
        const links = new Set(linksOf(dashboard));
        assert.ok(links.size >= 3, `${file} has ${links.size} links`);
        for (const link of links) {
            const filled = link.replaceAll(/\$\{__field\.labels\.(\w+)\}/g, (all, label) => labels[label]);
            assert.doesNotMatch(filled.replace('${console:raw}', ''), /\$/, link);
            await leadsSomewhere(tab, hashOf(filled, '${console:raw}'));
            if (link.includes('?of=')) {
                assert.match(await tab.page.locator('main').innerText(), new RegExp(`${labels.sensor}:`));
            }
        }
    }
    await tab.done();
});

test('the url of every alert leads to it', async () => {
    const tab = await open();
    const alerts = (await api('alerts')).items;
    assert.ok(alerts.length >= 2);
    for (const alert of alerts) {
        assert.equal(new URL(alert.url).origin, process.env.PUBLIC);
        await leadsSomewhere(tab, hashOf(alert.url, `${process.env.PUBLIC}/console/`));
        assert.ok((await tab.page.locator('main').innerText()).includes(alert.scope.value));
        assert.ok(tab.page.url().startsWith(API));
    }
    await tab.done();
});
