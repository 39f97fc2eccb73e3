// @ts-check
// The stream of changes: one a tab. It goes on behind the last event when it was cut, says how fresh it is, and keeps
// the newest events only.
import {Cell} from './cell.js';
import {Problem, ask} from './api.js';
import {EventParser} from '../pure/events.js';
import {apiPath} from '../pure/route.js';
import {refused, token} from './session.js';

/** @typedef {'off' | 'connecting' | 'live' | 'cut' | 'full' | 'refused'} StreamState */
/** @typedef {{id: string, event: string, at: number, data: any}} Told */

export const KEPT = 500;
const SILENT_MS = 15_000;
const LONGEST_PAUSE_MS = 30_000;

/** @type {Cell<StreamState>} */
export const streamState = new Cell(/** @type {StreamState} */ ('off'));
/** Counts up when something has happened, at most four times a second. */
export const changed = new Cell(0);
/** When bytes came last, by performance.now(). */
export const heardAt = new Cell(0);
/** The newest events, newest last; another array each time. @type {Cell<Told[]>} */
export const told = new Cell(/** @type {Told[]} */ ([]));
/** Events since the page was opened, and those of a gap. */
export const totals = {changes: 0, alerts: 0, gaps: 0, resumed: 0};

/** @type {Told[]} */
let ring = [];
let notifying = false;
let filters = /** @type {Record<string, string>} */ ({});
let lastId = '';
let abort = new AbortController();
let running = false;

/** Tells of events together, so that ten thousand a second cost four renderings. */
function notify() {
  if (!notifying) {
    notifying = true;
    setTimeout(() => {
      notifying = false;
      told.set(ring.slice());
      changed.set(changed.value + 1);
    }, 250);
  }
}

/** Id of the last event that was told. */
export function position() {
  return lastId;
}

/** @param {{id: string, event: string, data: string}} event */
function take(event) {
  if (event.event === 'change' || event.event === 'alert') {
    totals[event.event === 'change' ? 'changes' : 'alerts']++;
    ring.push({id: event.id, event: event.event, at: Date.now(), data: JSON.parse(event.data)});
    if (ring.length > 2 * KEPT) {
      ring = ring.slice(-KEPT);
    }
    notify();
  } else if (event.event === 'gap') {
    totals.gaps++;
    ring.push({id: event.id, event: 'gap', at: Date.now(), data: JSON.parse(event.data)});
    notify();
  }
}

/** Listens to what passes the filters; with others it begins from now on.
 * @param {Record<string, string>} wanted */
export function listenTo(wanted) {
  if (JSON.stringify(wanted) !== JSON.stringify(filters)) {
    filters = wanted;
    lastId = '';
    ring = [];
    told.set([]);
    abort.abort();
  }
}

/** Starts it, once. */
export function startStream() {
  if (!running) {
    running = true;
    // Whoever signs out or in is another listener.
    token.watch(() => {
      lastId = '';
      ring = [];
      told.set([]);
      abort.abort();
    });
    document.addEventListener('visibilitychange', () => {
      // A tab that nobody sees frees its place; it goes on where it was.
      if (document.hidden) {
        abort.abort();
      }
    });
    run();
  }
}

/** @param {number} ms */
const pause = ms => new Promise(done => setTimeout(done, ms));

async function seen() {
  while (document.hidden || refused.value) {
    streamState.set('off');
    await pause(250);
  }
}

async function run() {
  let failures = 0;
  for (;;) {
    await seen();
    abort = new AbortController();
    streamState.set(failures === 0 ? 'connecting' : 'cut');
    try {
      await listen(abort);
      failures = 0;
    } catch (error) {
      if (abort.signal.aborted) {
        failures = 0;
        continue;
      }
      failures++;
      const status = error instanceof Problem ? error.status : 0;
      streamState.set(status === 503 ? 'full' : status === 401 ? 'refused' : 'cut');
      if (status === 400 && lastId !== '') {
        // The id is of other filters or of another cluster.
        lastId = '';
        totals.gaps++;
      }
    }
    await pause(failures === 0 ? 250 : Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(failures, 6)));
  }
}

/** @param {AbortController} ending */
async function listen(ending) {
  const resuming = lastId !== '';
  const response = await ask(apiPath(['stream'], filters), ending.signal, {
    Accept: 'text/event-stream',
    ...(resuming ? {'Last-Event-ID': lastId} : {}),
  });
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const parser = new EventParser();
  const decoder = new TextDecoder();
  let silent = setTimeout(() => ending.abort(), SILENT_MS);
  if (resuming) {
    totals.resumed++;
  }
  try {
    for (;;) {
      const {value, done} = await reader.read();
      if (done) {
        return;
      }
      clearTimeout(silent);
      silent = setTimeout(() => ending.abort(), SILENT_MS);
      heardAt.set(performance.now());
      streamState.set('live');
      parser.feed(decoder.decode(value, {stream: true})).forEach(take);
      lastId = parser.id || lastId;
    }
  } finally {
    clearTimeout(silent);
  }
}
