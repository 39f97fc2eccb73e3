// @ts-check
// Windows of a group laid out as a map: a row an hour (or a day), a column a minute (or an hour). What was not seen is
// never zero: a cell is blind, or not told, or has a number.

/**
 * @typedef {{start: number, state: 'none' | 'blind' | 'partial' | 'full', churn: number, level: number, window: any}}
 *   Cell
 * @typedef {{start: number, cells: Cell[]}} Row
 */

const MINUTE = 60_000;
const HOUR = 3_600_000;
export const LEVELS = 5;

/** Joins, leaves and expiries together. @param {any} window */
export function churnOf(window) {
  return window.joins + window.leaves + window.expiries;
}

/** Whether anybody watched. Coverage is that of the worse end of a window: one with changes in it was seen in part.
 * @param {any} window */
export function watched(window) {
  return window.coverage !== 'BLIND' || churnOf(window) > 0;
}

/**
 * How strong a number shows, 0 for 0, else 1 to LEVELS by its root: few must be seen beside many.
 * @param {number} churn @param {number} most
 */
export function level(churn, most) {
  return churn <= 0 || most <= 0 ? 0 : Math.max(1, Math.ceil(Math.sqrt(churn / most) * LEVELS));
}

/**
 * Rows from the first window to the last, oldest first.
 * @param {any[]} windows of the API, all of one size
 * @param {'1m' | '1h'} size
 * @returns {{rows: Row[], most: number, columns: number}}
 */
export function churnMap(windows, size) {
  const cell = size === '1m' ? MINUTE : HOUR;
  const columns = size === '1m' ? 60 : 24;
  const row = cell * columns;
  const byStart = new Map(windows.map(window => [Date.parse(window.window_start), window]));
  if (byStart.size === 0) {
    return {rows: [], most: 0, columns};
  }
  const starts = [...byStart.keys()].sort((a, b) => a - b);
  const most = Math.max(...windows.map(churnOf));
  const rows = [];
  for (let start = Math.floor(starts[0] / row) * row; start <= starts[starts.length - 1]; start += row) {
    const cells = Array.from({length: columns}, (unused, column) =>
      cellOf(start + column * cell, byStart.get(start + column * cell), most),
    );
    rows.push({start, cells});
  }
  return {rows, most, columns};
}

/** @param {number} start @param {any} window @param {number} most @returns {Cell} */
function cellOf(start, window, most) {
  if (!window) {
    return {start, state: 'none', churn: 0, level: 0, window: null};
  }
  const churn = churnOf(window);
  return {
    start,
    state: !watched(window) ? 'blind' : window.coverage === 'FULL' ? 'full' : 'partial',
    churn,
    level: level(churn, most),
    window,
  };
}

/**
 * The windows from shortly before the first that was seen on: what nobody watched before says nothing more than that.
 * @param {any[]} windows oldest first
 */
export function fromFirstSeen(windows) {
  const first = windows.findIndex(watched);
  return first < 0 ? windows.slice(-1) : windows.slice(Math.max(0, first - 1));
}
