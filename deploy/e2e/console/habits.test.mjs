import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {API, SEGMENT, api, cells, close, open, settled, until, violations} from './browser.mjs';

after(close);

/** What the console calls the cause of an alert. */
async function titleOf(alert) {
    const {causeOf} = await import(`${process.env.CONSOLE}/pure/causes.js`);
    return causeOf(alert).title;
}

const ROWS = ['Enter', 'j', 'k'];

test('every key does what the table of keys says', async () => {
    const tab = await open();
    const {page} = tab;
    await tab.show('#/');
    for (const [key, path] of Object.entries({
        m: 'groups',
        h: 'hosts',
        c: 'churn',
        s: 'alerts',
        q: 'queriers',
        a: 'sensors',
        l: 'live',
        w: 'questions',
        o: '',
    })) {
        await page.keyboard.press('g');
        await page.keyboard.press(key);
        await page.waitForFunction(place => location.hash.split('?')[0] === `#/${place}`, path);
    }
    // The keys of a view are told once it is there.
    await page.waitForSelector('.table');
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    assert.deepEqual(await violations(page), []);
    const told = await page.locator('dialog kbd').allInnerTexts();
    // Each of these is pressed in this test.
    const places = ['g a', 'g c', 'g h', 'g l', 'g m', 'g o', 'g q', 'g s', 'g w'];
    assert.deepEqual(told.sort(), [...places, ...ROWS, 'Escape', '?', 't', 'u'].sort());
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', {state: 'detached'});

    await tab.show(`#/groups?segment=${SEGMENT}`);
    const groups = (await api(`segments/${SEGMENT}/groups`)).items.map(each => each.group);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.waitForSelector('tr.selected');
    assert.ok((await page.locator('tr.selected td').first().innerText()).startsWith(groups[0]));
    await page.keyboard.press('Enter');
    await page.waitForFunction(
        group => location.hash.startsWith(`#/groups/lab/${encodeURIComponent(group)}`),
        groups[0],
    );
    await page.goBack();
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type('239.1.1.2');
    await page.waitForFunction(() => location.hash.includes('q=239.1.1.2'));
    await page.waitForFunction(() => document.querySelectorAll('tbody tr:not(.space)').length === 1);
    // Keys are not taken from somebody who types.
    await page.keyboard.type('t');
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
    await page.keyboard.press('u');
    await page.waitForFunction(() => localStorage.getItem('tidewatch.zone') === 'local');
    await tab.done();
});

test('a link holds the view, the back button returns, the theme stays', async () => {
    const tab = await open();
    const {page} = tab;
    await tab.show(`#/groups?segment=${SEGMENT}&family=ipv6&mode=exclude`);
    const rows = await cells(page, 'Groups on');
    await page.selectOption('label.choice:has-text("family") select', '');
    await page.waitForFunction(() => !location.hash.includes('family'));
    await page.waitForFunction(
        before => document.querySelectorAll('tbody tr:not(.space)').length > before,
        rows.length,
    );
    await page.goBack();
    await page.waitForFunction(
        count => document.querySelectorAll('tbody tr:not(.space)').length === count,
        rows.length,
    );
    assert.deepEqual(await cells(page, 'Groups on'), rows);
    await page.keyboard.press('t');
    const link = page.url();
    const other = await tab.context.newPage();
    await other.goto(link);
    await settled(other);
    assert.deepEqual(await cells(other, 'Groups on'), rows);
    assert.equal(await other.locator('html').getAttribute('data-theme'), 'dark');
    await tab.done();
});

test('a link opened anew shows what it says', async () => {
    const tab = await open();
    const {page} = tab;
    const [sensor] = (await api('sensors')).items;
    const name = encodeURIComponent(`${sensor.sensor}:${sensor.interface}`);
    const [alert] = (await api('alerts')).items;
    const chosen = (label, value) => `label.choice:has-text("${label}") select:has(option[value="${value}"]:checked)`;
    const links = {
        [`#/groups/${SEGMENT}/239.1.1.1?tab=history&q=10.20`]: 'table[aria-rowcount] caption:has-text("Stays in")',
        [`#/groups/${SEGMENT}/239.1.1.1?as=table&size=1h&tab=churn`]: chosen('by', '1h'),
        '#/hosts/10.20.0.12?tab=stays': 'caption:has-text("Stays of 10.20.0.12")',
        '#/alerts?as=table&status=closed': chosen('status', 'closed'),
        [`#/alerts?during=${encodeURIComponent(alert.opened_at)}`]: '.card',
        [`#/alerts/${alert.alert_id}`]: `h1:has-text("${await titleOf(alert)}")`,
        [`#/churn?segment=${SEGMENT}&size=1h`]: chosen('by', '1h'),
        [`#/sensors?as=table&last=7d&of=${name}`]: chosen('the last', '7d'),
        [`#/queriers?segment=${SEGMENT}`]: `h2:has-text("${SEGMENT}")`,
        '#/live?family=ipv6': chosen('family', 'ipv6'),
    };
    for (const [hash, shown] of Object.entries(links)) {
        // Another document, as for somebody who was sent the link.
        await page.goto(`${API}/console/icon.svg`);
        await tab.show(hash);
        await page.waitForSelector(shown, {state: 'attached'});
        assert.ok(page.url().endsWith(hash), page.url());
    }
    await tab.done();
});

test('a table that is drawn again and again keeps nothing of the times before', async () => {
    const tab = await open();
    const {page} = tab;
    await tab.show(`#/groups?segment=${SEGMENT}`);
    const inner = await tab.context.newCDPSession(page);
    const draw = times =>
        page.evaluate(async many => {
            const rows = () => document.querySelectorAll('tbody tr:not(.space)');
            for (let i = 0; i < many; i++) {
                rows()[i % 2].click();
                await new Promise(drawn => setTimeout(drawn));
            }
        }, times);
    const heap = async () => {
        await inner.send('HeapProfiler.collectGarbage');
        return (await inner.send('Runtime.getHeapUsage')).usedSize / 1024;
    };
    await draw(200);
    const before = await heap();
    await draw(500);
    const grown = (await heap()) - before;
    console.log(`500 drawings: ${grown.toFixed(0)} KiB more on the heap`);
    assert.ok(grown < 1024, `${grown.toFixed(0)} KiB of 500 drawings are kept`);
    await tab.done();
});

test('the timeline zooms by brush, key and link', async () => {
    const tab = await open();
    const {page} = tab;
    await tab.show(`#/groups/${SEGMENT}/239.1.1.1?tab=timeline`);
    const box = await page.locator('.lanes canvas').boundingBox();
    await page.mouse.move(box.x + 400, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 700, box.y + 60, {steps: 5});
    await page.mouse.up();
    await page.waitForFunction(() => location.hash.includes('zoom='));
    const brushed = page.url();
    await page.locator('.lanes').focus();
    await page.keyboard.press('+');
    await page.waitForFunction(before => location.href !== before, brushed);
    await page.keyboard.press('0');
    await page.waitForFunction(() => !location.hash.includes('zoom='));
    await tab.done();
});

test('the token is asked for, tried, kept for the tab, and forgotten', async () => {
    const tab = await open({signedIn: false});
    const {page} = tab;
    await page.goto(`${API}/console/#/groups?segment=${SEGMENT}`);
    await page.waitForSelector('form.signin');
    assert.deepEqual(await violations(page), []);
    await page.fill('#token', 'not-the-token-at-all');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() =>
        document.querySelector('form.signin .notice')?.textContent.includes('does not take'),
    );
    await page.fill('#token', process.env.TOKEN);
    await page.keyboard.press('Enter');
    await page.waitForSelector('table');
    assert.ok(!page.url().includes(process.env.TOKEN));
    assert.ok(page.url().endsWith(`#/groups?segment=${SEGMENT}`));
    await page.waitForSelector('.freshness[data-state=live]');
    await page.reload();
    await page.waitForSelector('table');
    await page.getByRole('button', {name: 'sign out'}).click();
    await page.waitForSelector('form.signin');
    assert.equal(
        await page.evaluate(
            () => sessionStorage.length + Object.values(localStorage).filter(value => value.length > 12).length,
        ),
        0,
    );
    await tab.done();
});
