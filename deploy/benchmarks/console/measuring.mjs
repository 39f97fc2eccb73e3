// What both programs measure with: a tab of a real Chromium, its frames, its heap.
import {chromium} from 'playwright-core';

export const {BASE, SEGMENT, GROUP} = process.env;

/** A line of the table. */
export function row(what, value, target = '') {
    console.log([what, value, target].join('\t'));
}

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--enable-precise-memory-info'],
});

/** Ends the browser. */
export function close() {
    return browser.close();
}

/** A tab with nothing in its caches, and a way to its inner counters. */
export async function tab() {
    const context = await browser.newContext({viewport: {width: 1360, height: 850}});
    context.setDefaultTimeout(300_000);
    const page = await context.newPage();
    page.on('pageerror', error => {
        throw error;
    });
    // When the first rows of a table, or a canvas, are there.
    await page.addInitScript(() => {
        window.firstSeen = {};
        new MutationObserver(() => {
            for (const [name, query] of [
                ['table', 'tbody tr:not(.space) td'],
                ['lanes', '.lanes canvas'],
            ]) {
                if (!window.firstSeen[name] && document.querySelector(query)) {
                    requestAnimationFrame(() => {
                        window.firstSeen[name] ??= performance.now();
                    });
                }
            }
        }).observe(document, {childList: true, subtree: true});
    });
    return {context, page, inner: await context.newCDPSession(page)};
}

/** What comes over the wire for the console's own files from now on, heads included: bytes by path. */
export async function weighed({inner}) {
    const paths = new Map();
    const bytes = new Map();
    inner.on('Network.requestWillBeSent', ({requestId, request}) =>
        paths.set(requestId, new URL(request.url).pathname),
    );
    inner.on('Network.loadingFinished', ({requestId, encodedDataLength}) => {
        const path = paths.get(requestId) ?? '';
        if (path.startsWith('/console/')) {
            bytes.set(path, (bytes.get(path) ?? 0) + encodedDataLength);
        }
    });
    await inner.send('Network.enable');
    return bytes;
}

/** Kilobytes in all. */
export function kilobytes(bytes) {
    return ([...bytes.values()].reduce((a, b) => a + b, 0) / 1000).toFixed(1);
}

/** Bytes of live objects after a collection, MiB. */
export async function heap({page, inner}) {
    await inner.send('HeapProfiler.collectGarbage');
    const used = (await inner.send('Runtime.getHeapUsage')).usedSize;
    const nodes = await page.evaluate(() => document.getElementsByTagName('*').length);
    return {mib: used / 1024 / 1024, nodes};
}

/**
 * Does something in each of so many frames.
 * @returns the time from frame to frame, and the work of the page in each until it is painted, sorted, in ms
 */
export function frames(page, count, step) {
    return page.evaluate(
        async ([many, source]) => {
            const act = new Function(`return (${source})`)();
            const apart = [];
            const work = [];
            const channel = new MessageChannel();
            let last = 0;
            let began = 0;
            channel.port1.onmessage = () => work.push(performance.now() - began);
            await new Promise(done => {
                let i = 0;
                const frame = () => {
                    const now = performance.now();
                    if (i > 0) {
                        apart.push(now - last);
                    }
                    last = now;
                    if (i++ >= many) {
                        done(undefined);
                        return;
                    }
                    began = performance.now();
                    act(i);
                    // Comes when the frame is done with.
                    channel.port2.postMessage(0);
                    requestAnimationFrame(frame);
                };
                requestAnimationFrame(frame);
            });
            return {apart: apart.sort((a, b) => a - b), work: work.sort((a, b) => a - b)};
        },
        [count, step.toString()],
    );
}

/** A share of sorted values. */
export function at(sorted, share) {
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Lines about frames. */
export function tellFrames(what, {apart, work}) {
    row(`${what}: frame to frame p95, ms`, at(apart, 0.95).toFixed(1), '16.7');
    row(`${what}: frame to frame p50, ms`, at(apart, 0.5).toFixed(1));
    row(`${what}: work of the page a frame p95, ms`, at(work, 0.95).toFixed(1), '16');
}
