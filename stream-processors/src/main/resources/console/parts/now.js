// @ts-check
// The clock of this machine. One timer a period, however many cells of a table tell a time.
import {Cell, useCell} from '../state/cell.js';

const clocks = /** @type {Map<number, Cell<number>>} */ (new Map());

/** @param {number} everyMs one of a few periods */
function clockOf(everyMs) {
  const known = clocks.get(everyMs);
  if (known) {
    return known;
  }
  const clock = new Cell(Date.now());
  clocks.set(everyMs, clock);
  setInterval(() => clock.set(Date.now()), everyMs);
  return clock;
}

/** The time, told anew every so often. @param {number} everyMs */
export function useNow(everyMs) {
  return useCell(clockOf(everyMs));
}
