// @ts-check
// Windows laid out as a map: a row an hour (or a day), a column a minute (or an hour); or a row a segment. What was not
// seen is never zero: a cell is blind, or not told, or has a number.

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
  const most = windows.reduce((sum, window) => Math.max(sum, churnOf(window)), 0);
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
 * A row a segment, a column a time, by name; times from the first window of any to the last.
 * @param {any[]} windows of segments, all of one size
 * @returns {{rows: {segment: string, cells: Cell[]}[], starts: number[], most: number}}
 */
export function segmentMap(windows) {
  const times = windows.map(window => Date.parse(window.window_start));
  const most = windows.reduce((sum, window) => Math.max(sum, churnOf(window)), 0);
  const starts = /** @type {number[]} */ ([]);
  const first = times.reduce((a, b) => Math.min(a, b), Infinity);
  const last = times.reduce((a, b) => Math.max(a, b), -Infinity);
  for (let start = first; start <= last; start += windows[0].size_s * 1000) {
    starts.push(start);
  }
  const bySegment = /** @type {Map<string, Map<number, any>>} */ (new Map());
  windows.forEach((window, i) => {
    const own = bySegment.get(window.segment) ?? new Map();
    bySegment.set(window.segment, own.set(times[i], window));
  });
  const rows = [...bySegment].map(([segment, own]) => ({
    segment,
    cells: starts.map(start => cellOf(start, own.get(start), most)),
  }));
  return {rows, starts, most};
}

/**
 * All segments together, time by time: null where nobody watched any of them.
 * @param {any[]} windows of segments @param {number} from @param {number} count @param {number} size ms
 * @returns {{start: number, churn: number | null, partial: boolean}[]}
 */
export function together(windows, from, count, size) {
  const sums = Array.from({length: count}, (unused, i) => ({
    start: from + i * size,
    churn: /** @type {number | null} */ (null),
    partial: false,
  }));
  for (const window of windows) {
    const sum = sums[Math.round((Date.parse(window.window_start) - from) / size)];
    if (sum && watched(window)) {
      sum.churn = (sum.churn ?? 0) + churnOf(window);
      sum.partial ||= window.coverage !== 'FULL';
    }
  }
  return sums;
}

/**
 * The windows from shortly before the first that was seen on: what nobody watched before says nothing more than that.
 * @param {any[]} windows oldest first
 */
export function fromFirstSeen(windows) {
  const first = windows.findIndex(watched);
  return first < 0 ? windows.slice(-1) : windows.slice(Math.max(0, first - 1));
}
