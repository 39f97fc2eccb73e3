// Looks on while changes come: whether anything grows.
import {BASE, close, heap, row, tab} from './measuring.mjs';

const SECONDS = Number(process.env.SECONDS);
const LOOKS = 6;

const one = await tab();
await one.page.goto(`${BASE}/console/#/live`);
await one.page.waitForSelector('.freshness[data-state=live]');
await one.page.waitForSelector('tbody tr');
const told = () =>
    one.page.evaluate(async () => {
        const {totals} = await import('/console/main.js');
        return {...totals, at: performance.now()};
    });
const first = await told();
const looks = [];
for (let i = 0; i < LOOKS; i++) {
    await one.page.waitForTimeout((SECONDS * 1000) / LOOKS);
    looks.push(await heap(one));
}
const last = await told();
row('seconds', ((last.at - first.at) / 1000).toFixed(0));
row('changes told a second', (((last.changes - first.changes) * 1000) / (last.at - first.at)).toFixed(0), process.env.RATE);
row('gaps', last.gaps, '0');
looks.forEach(({mib, nodes}, i) => {
    const seconds = Math.round((SECONDS / LOOKS) * (i + 1));
    row(`heap after ${seconds} s, MiB (elements of the page)`, `${mib.toFixed(1)} (${nodes})`, 'flat');
});
await close();
