// @ts-check
// The answers to what a component asks: one request for all of it when it changes, again when something happens on the
// stream (at most once a second) or after a while, and kept on the screen until the next are there.
import {useLayoutEffect, useRef, useState} from '../preact.js';
import {Problem, askAll, askJson} from './api.js';
import {changed} from './live.js';
import {token} from './session.js';

/** @typedef {{data: any, problem: Problem | null, loading: boolean, more: (() => void) | null}} Answer */
/** @typedef {{path: string | null, data: any, problem: Problem | null}} Kept */

const AGAIN_MS = 10_000;
const SOONEST_MS = 1000;
/** @type {Kept} */
const NONE = {path: null, data: null, problem: null};

/**
 * @param {string | null} path of the API; null: nothing is asked
 * @param {{live?: boolean}} [how] `live`: asked again, for what is about now
 * @returns {Answer}
 */
export function useAnswer(path, how = {}) {
  return useAnswers([path], how)[0];
}

/**
 * Several questions, each at its place.
 * @param {(string | null)[]} paths @param {{live?: boolean}} [how] @returns {Answer[]}
 */
export function useAnswers(paths, how = {}) {
  const [state, setState] = useState(/** @type {Kept[]} */ ([]));
  const latest = useRef(state);
  latest.current = state;
  const live = how.live ?? false;
  // Not after the next frame, as other effects: the question is on its way while the view is painted.
  useLayoutEffect(() => {
    const asking = new Asking(paths, live, latest, setState);
    asking.start();
    return () => asking.stop();
  }, [JSON.stringify(paths), live]);
  return paths.map((path, i) => {
    const {path: known, data, problem} = state[i] ?? NONE;
    const current = known === path;
    return {
      data: path !== null && (current || sameList(known, path)) ? data : null,
      problem: current ? problem : null,
      loading: path !== null && !current,
      more: path !== null && current && data?.next && !data.growing ? () => nextPage(i, path, data, setState) : null,
    };
  });
}

/** Filters of one list may change while its rows stay on the screen; another list's rows would be wrong.
 * @param {string | null} a @param {string} b */
function sameList(a, b) {
  return a !== null && a.split('?')[0] === b.split('?')[0];
}

/** @param {number} place @param {string} path @param {any} data @param {(next: any) => void} setState */
async function nextPage(place, path, data, setState) {
  data.growing = true;
  /** @param {any} told */
  const take = told =>
    setState((/** @type {Kept[]} */ before) =>
      before.map((kept, i) => (i === place && kept.data === data ? {...kept, ...told} : kept)),
    );
  try {
    const page = await askJson(`${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(data.next)}`);
    take({data: {...page, items: data.items.concat(page.items), grown: true}});
  } catch (problem) {
    data.growing = false;
    take({problem});
  }
}

class Asking {
  /** @param {(string | null)[]} paths @param {boolean} live @param {{current: Kept[]}} latest
   * @param {(next: any) => void} setState */
  constructor(paths, live, latest, setState) {
    this.paths = paths;
    this.live = live;
    this.latest = latest;
    this.setState = setState;
    this.abort = new AbortController();
    this.asked = 0;
    this.busy = false;
    this.took = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.endings = /** @type {(() => void)[]} */ ([]);
  }

  start() {
    this.endings.push(token.watch(() => this.ask()));
    if (this.live) {
      // What takes long to answer is asked more rarely.
      const apart = () => Math.max(SOONEST_MS, 4 * this.took);
      this.endings.push(changed.watch(() => this.soon(Math.max(0, this.asked + apart() - performance.now()))));
    }
    this.ask();
  }

  stop() {
    this.abort.abort();
    clearTimeout(this.timer);
    this.endings.forEach(end => end());
  }

  /** @param {number} ms */
  soon(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), ms);
  }

  /** What somebody has paged through is not pulled away under their eyes. @param {Kept | undefined} kept
   * @param {string} path */
  grown(kept, path) {
    return kept?.path === path && kept.data?.grown === true;
  }

  async ask() {
    const open = this.paths.filter((path, i) => path !== null && !this.grown(this.latest.current[i], path));
    if (open.length === 0) {
      return;
    }
    // One question at a time; a tab that nobody sees asks no more than once in a while.
    if (this.busy || (document.hidden && this.asked > 0)) {
      this.soon(this.busy ? SOONEST_MS : AGAIN_MS);
      return;
    }
    this.asked = performance.now();
    this.busy = true;
    await this.answer(/** @type {string[]} */ (open));
    this.busy = false;
    this.took = performance.now() - this.asked;
  }

  /** @param {string[]} open */
  async answer(open) {
    let told;
    try {
      told = await askAll(open, this.abort.signal);
    } catch (error) {
      if (this.abort.signal.aborted) {
        return;
      }
      const problem = error instanceof Problem ? error : new Problem(0, 'Error', String(error));
      told = open.map(() => problem);
    }
    const answers = new Map(open.map((path, i) => [path, told[i]]));
    this.setState((/** @type {Kept[]} */ before) =>
      this.paths.map((path, i) => {
        const kept = before[i] ?? NONE;
        return path === null || !answers.has(path) || this.grown(kept, path)
          ? kept
          : next(kept, path, answers.get(path));
      }),
    );
    const pause = told.reduce((ms, each) => Math.max(ms, each instanceof Problem ? patience(each) : 0), 0);
    if (pause > 0 || this.live) {
      this.soon(pause || AGAIN_MS);
    }
  }
}

/** @param {Kept} kept @param {string} path @param {any} told an answer or a problem @returns {Kept} */
function next(kept, path, told) {
  return told instanceof Problem
    ? {path, data: kept.path === path && told.status !== 404 ? kept.data : null, problem: told}
    : {path, data: told, problem: null};
}

/** After how long it may be otherwise; 0: asking again would not change it. @param {Problem} problem */
function patience(problem) {
  return problem.status === 0 || problem.status === 503 ? Math.max(problem.retryAfterS * 1000, 2000) : 0;
}
