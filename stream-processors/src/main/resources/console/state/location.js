// @ts-check
// Where we are, as the address bar has it.
import {Cell, useCell} from './cell.js';
import {href, parseRoute} from '../pure/route.js';

export const route = new Cell(parseRoute(location.hash));

export function startLocation() {
  addEventListener('hashchange', () => route.set(parseRoute(location.hash)));
}

/** Another view: the back button returns. @param {string} hash */
export function go(hash) {
  location.hash = hash;
}

/** The same view with other parameters; `quietly` leaves no step for the back button, as while somebody types.
 * @param {Record<string, string | number | null | undefined>} params @param {boolean} [quietly] */
export function refine(params, quietly = false) {
  const hash = href(route.value.path, {...route.value.params, ...params});
  if (quietly) {
    history.replaceState(null, '', hash);
    route.set(parseRoute(hash));
  } else {
    go(hash);
  }
}

export function useRoute() {
  return useCell(route);
}
