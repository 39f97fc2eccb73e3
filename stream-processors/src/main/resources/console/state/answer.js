// @ts-check
// The answer to one question in a component: asked when the question changes, again when something happens on the
// stream (at most once a second) or after a while, and kept on the screen until the next is there.
import {useEffect, useRef, useState} from '../preact.js';
import {Problem, askJson} from './api.js';
import {changed} from './live.js';
import {token} from './session.js';

/** @typedef {{data: any, problem: Problem | null, loading: boolean, more: (() => void) | null}} Answer */

const AGAIN_MS = 10_000;
const SOONEST_MS = 1000;

/**
 * @param {string | null} path of the API; null: nothing is asked
 * @param {{live?: boolean}} [how] `live`: asked again, for what is about now
 * @returns {Answer}
 */
export function useAnswer(path, how = {}) {
  const [state, setState] = useState(
    /** @type {{path: string | null, data: any, problem: Problem | null}} */ ({path: null, data: null, problem: null}),
  );
  const live = how.live ?? false;
  useEffect(() => {
    if (path === null) {
      return undefined;
    }
    const asking = new Asking(path, live, setState);
    asking.start();
    return () => asking.stop();
  }, [path, live]);
  const grow = useRef(/** @type {(() => void) | null} */ (null));
  const current = state.path === path ? state : {...state, problem: null};
  grow.current =
    current.data?.next && path !== null && !current.data.growing ? () => nextPage(path, current.data, setState) : null;
  return {
    data: sameList(state.path, path) || state.path === path ? state.data : null,
    problem: current.problem,
    loading: path !== null && state.path !== path,
    more: grow.current,
  };
}

/** Filters of one list may change while its rows stay on the screen; another list's rows would be wrong.
 * @param {string | null} a @param {string | null} b */
function sameList(a, b) {
  return a !== null && b !== null && a.split('?')[0] === b.split('?')[0];
}

/** @param {string} path @param {any} data @param {(next: any) => void} setState */
async function nextPage(path, data, setState) {
  data.growing = true;
  try {
    const page = await askJson(`${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(data.next)}`);
    setState((/** @type {any} */ before) =>
      before.data !== data ? before : {...before, data: {...page, items: data.items.concat(page.items), grown: true}},
    );
  } catch (problem) {
    data.growing = false;
    setState((/** @type {any} */ before) => (before.data === data ? {...before, problem} : before));
  }
}

class Asking {
  /** @param {string} path @param {boolean} live @param {(next: any) => void} setState */
  constructor(path, live, setState) {
    this.path = path;
    this.live = live;
    this.setState = setState;
    this.abort = new AbortController();
    this.asked = 0;
    this.busy = false;
    this.took = 0;
    this.grown = false;
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

  async ask() {
    if (this.grown) {
      return;
    }
    // One question at a time; a tab that nobody sees asks no more than once in a while.
    if (this.busy || (document.hidden && this.asked > 0)) {
      this.soon(this.busy ? SOONEST_MS : AGAIN_MS);
      return;
    }
    this.asked = performance.now();
    this.busy = true;
    await this.answer();
    this.busy = false;
    this.took = performance.now() - this.asked;
  }

  async answer() {
    try {
      const data = await askJson(this.path, this.abort.signal);
      this.setState((/** @type {any} */ before) => {
        // What somebody has paged through is not pulled away under their eyes.
        this.grown = before.path === this.path && before.data?.grown === true;
        return this.grown ? before : {path: this.path, data, problem: null};
      });
      if (this.live) {
        this.soon(AGAIN_MS);
      }
    } catch (error) {
      if (this.abort.signal.aborted) {
        return;
      }
      const problem = error instanceof Problem ? error : new Problem(0, 'Error', String(error));
      this.setState((/** @type {any} */ before) => ({
        path: this.path,
        data: before.path === this.path && problem.status !== 404 ? before.data : null,
        problem,
      }));
      if (problem.status === 0 || problem.status === 503) {
        this.soon(Math.max(problem.retryAfterS * 1000, 2000));
      } else if (this.live) {
        this.soon(AGAIN_MS);
      }
    }
  }
}
