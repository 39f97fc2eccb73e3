// Chromium on the console of one running Tidewatch, and what every test holds against it: no error on its console, no
// request to anybody else.
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {chromium} from 'playwright-core';

export const API = process.env.BASE;
export const TOKEN = process.env.TOKEN;
export const SEGMENT = 'lab';
const SHOTS = process.env.SHOTS ?? 'shots';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LIMIT = Number(process.env.LIMIT ?? 60_000);

let browser = null;

/** Ends the browser, if there is one. */
export async function close() {
    await browser?.close();
    browser = null;
}

/**
 * A tab of its own, signed in unless told otherwise.
 * @param {{theme?: 'light' | 'dark', signedIn?: boolean, base?: string, cut?: boolean}} how `cut`: the test itself cuts
 *     connections
 */
export async function open({theme = 'light', signedIn = true, base = API, cut = false} = {}) {
    browser ??= await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
    const context = await browser.newContext({
        colorScheme: theme,
        viewport: {width: 1360, height: 850},
        acceptDownloads: true,
        permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(LIMIT);
    if (signedIn && TOKEN) {
        await context.addInitScript(token => sessionStorage.setItem('tidewatch.token', token), TOKEN);
    }
    const page = await context.newPage();
    const wrong = [];
    const foreign = [];
    page.on('console', message => {
        // A refusal that the test asks for is no error of the console.
        const text = message.text();
        const asked = (cut ? /net::ERR_|status of \d/ : /status of (401|404|503)/).test(text);
        if (message.type() === 'error' && !asked) {
            wrong.push(text);
        }
    });
    page.on('pageerror', error => wrong.push(String(error)));
    page.on('request', request => {
        if (new URL(request.url()).origin !== new URL(base).origin && !request.url().startsWith('blob:')) {
            foreign.push(request.url());
        }
        if (TOKEN && request.url().includes(TOKEN)) {
            wrong.push(`the token is in ${request.url()}`);
        }
    });
    return {
        page,
        context,
        /** Shows a view and waits until its questions are answered. */
        async show(hash) {
            const url = `${base}/console/${hash}`;
            if (page.url().split('#')[0] === `${base}/console/`) {
                // Until the console has heard of it, what is shown and settled is the view before.
                await page.evaluate(
                    target =>
                        new Promise(heard => {
                            addEventListener('hashchange', () => setTimeout(heard), {once: true});
                            const before = location.href;
                            location.hash = target;
                            if (location.href === before) {
                                heard();
                            }
                        }),
                    hash,
                );
            } else {
                await page.goto(url);
            }
            await settled(page);
        },
        async done() {
            await context.close();
            assert.deepEqual(wrong, [], 'errors of the console');
            assert.deepEqual(foreign, [], 'requests to others');
        },
    };
}

/**
 * Collects what a page asks the API, each question once however often it is asked anew as time goes by.
 * @returns {Set<string>}
 */
export function questionsOf(page) {
    const asked = new Set();
    page.on('request', request => {
        const {pathname, search} = new URL(request.url());
        if (pathname.startsWith('/api/v1/') && pathname !== '/api/v1/stream') {
            asked.add(pathname + decodeURIComponent(decodeURIComponent(search)).replace(/\bfrom=[^&]*/g, 'from'));
        }
    });
    return asked;
}

/** Waits until nothing is asked any more. */
export async function settled(page) {
    await page.waitForSelector('h1');
    await page.waitForFunction(() => document.querySelector('.state.loading, .answered.waiting') === null);
}

/** Waits until this is so in the page; it may ask the console's modules. */
export async function until(page, condition, argument) {
    for (const end = Date.now() + LIMIT; !(await page.evaluate(condition, argument));) {
        assert.ok(Date.now() < end, `never: ${condition}`);
        await page.waitForTimeout(100);
    }
}

/** Rules about what a theme changes in a page that is the same otherwise. */
const COLOURS = {runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}};

/**
 * What axe-core finds against WCAG 2.1 AA and its own best practices.
 * @param {{colours?: boolean}} of `colours`: only what another theme may have changed
 */
export async function violations(page, {colours = false} = {}) {
    if (!(await page.evaluate(() => 'axe' in window))) {
        await page.evaluate(AXE);
    }
    const found = await page.evaluate(
        rules => window.axe.run(document, {resultTypes: ['violations'], ...rules}),
        colours ? COLOURS : {},
    );
    return found.violations.map(
        each =>
            `${each.id}: ${each.nodes
                .map(node => `${node.target} ${node.failureSummary}`)
                .slice(0, 3)
                .join(' | ')}`,
    );
}

/** Waits until what is asked for is painted, charts too. */
export async function painted(page) {
    await page.waitForFunction(
        () => document.querySelectorAll('.chart').length === document.querySelectorAll('.chart .u-wrap').length,
    );
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** A picture for people to look at. */
export async function shot(page, name) {
    mkdirSync(SHOTS, {recursive: true});
    await page.screenshot({path: join(SHOTS, `${name}.png`)});
}

/** The API's answer, past the console. */
export async function api(path, accept = 'application/json') {
    const response = await fetch(`${API}/api/v1/${path}`, {
        headers: {Accept: accept, ...(TOKEN ? {Authorization: `Bearer ${TOKEN}`} : {})},
    });
    assert.equal(response.status, 200, path);
    return accept === 'application/json' ? response.json() : response.text();
}

/** Cells of a table, by its caption: a row each. */
export function cells(page, caption) {
    return page.evaluate(text => {
        const table = [...document.querySelectorAll('table')].find(each => each.caption?.textContent.startsWith(text));
        return table === undefined
            ? null
            : [...table.querySelectorAll('tbody tr:not(.space)')].map(row =>
                  [...row.cells].map(cell => cell.textContent.trim().replace(/\s+/g, ' ')),
              );
    }, caption);
}
