// Opens views on much state: how large, how soon, how smoothly. Nothing changes meanwhile.
import {BASE, GROUP, SEGMENT, close, frames, heap, kilobytes, row, tab, tellFrames, weighed} from './measuring.mjs';

const FRAMES = Number(process.env.FRAMES);
const LANES = Number(process.env.LANES);

// All has been heard when the segments' time has come to the end.
for (let settled = false; !settled; ) {
    const {items} = await (await fetch(`${BASE}/api/v1/segments?limit=1000`)).json();
    settled = items.length > 0 && items.every(each => each.watermark !== null && each.coverage === 'BLIND');
    await new Promise(done => setTimeout(done, 200));
}

/** A view in a tab of its own. */
async function opened(hash, until) {
    const one = await tab();
    const bytes = await weighed(one);
    const asked = [];
    one.page.on('request', request => {
        const {pathname} = new URL(request.url());
        if (pathname.startsWith('/api/') && !pathname.endsWith('/stream')) {
            asked.push(pathname);
        }
    });
    await one.page.goto(`${BASE}/console/${hash}`);
    await one.page.waitForFunction(name => window.firstSeen[name], until);
    return {...one, asked, bytes, ms: await one.page.evaluate(name => window.firstSeen[name], until)};
}

const groups = await opened(`#/groups?segment=${SEGMENT}`, 'table');
row(`first load, KB over the wire, heads included, ${groups.bytes.size} files`, kilobytes(groups.bytes), '120');
row('groups: first load to a table, ms', groups.ms.toFixed(0), '1000');
row('groups: API calls until then', groups.asked.length, '1');
tellFrames(
    'groups, scrolling through pages',
    await frames(groups.page, FRAMES, () => {
        document.querySelector('.table').scrollTop += 300;
    }),
);
row('groups: rows loaded by then', Number(await groups.page.locator('table').getAttribute('aria-rowcount')) - 1);
row('groups: heap then, MiB', (await heap(groups)).mib.toFixed(1));
await groups.context.close();

const timeline = await opened(`#/groups/${SEGMENT}/${GROUP}?tab=timeline`, 'lanes');
row('timeline: first load to lanes, ms', timeline.ms.toFixed(0), '1000');
const lanes = async () =>
    Number(/: (\d+) lanes/.exec((await timeline.page.locator('.lanes').getAttribute('aria-label')) ?? '')?.[1]);
for (let pages = 0; pages < 6 && (await lanes()) < LANES; pages++) {
    const before = await timeline.page.locator('.standing b').first().innerText();
    await timeline.page.getByRole('button', {name: 'load more stays'}).click();
    await timeline.page.waitForFunction(text => document.querySelector('.standing b').textContent !== text, before);
}
row('timeline: lanes', await lanes());
tellFrames(
    'timeline, zooming',
    await frames(timeline.page, FRAMES, i => {
        const where = {ctrlKey: true, clientX: 800, clientY: 300, bubbles: true, cancelable: true};
        document
            .querySelector('.lanes canvas')
            .dispatchEvent(new WheelEvent('wheel', {...where, deltaY: i % 40 < 20 ? -1 : 1}));
    }),
);
tellFrames(
    'timeline, scrolling',
    await frames(timeline.page, FRAMES, () => {
        const box = document.querySelector('.lanes');
        box.scrollTop = box.scrollTop + 60 > box.scrollHeight - box.clientHeight ? 0 : box.scrollTop + 60;
    }),
);
row('timeline: heap then, MiB', (await heap(timeline)).mib.toFixed(1));

// Each view once, the last with charts; as somebody who goes from one to the other.
let most = 0;
for (const hash of [
    '#/',
    '#/groups',
    '#/churn',
    '#/queriers',
    '#/sensors',
    '#/alerts',
    '#/questions',
    '#/hosts/10.3.0.0',
    `#/groups/${SEGMENT}/${GROUP}`,
    `#/groups/${SEGMENT}/${GROUP}?tab=history`,
    `#/groups/${SEGMENT}/${GROUP}?tab=churn`,
]) {
    timeline.asked.length = 0;
    await timeline.page.evaluate(target => {
        location.hash = target;
    }, hash);
    await timeline.page.waitForTimeout(200);
    await timeline.page.waitForFunction(() => document.querySelector('.state.loading, .answered.waiting') === null);
    most = Math.max(most, timeline.asked.length);
}
row('API calls of a view, at most', most, '1');
await timeline.page.waitForSelector('.chart .u-wrap');
row(`all of it, KB over the wire, ${timeline.bytes.size} files`, kilobytes(timeline.bytes), '120');
await close();
