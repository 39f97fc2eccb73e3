// @ts-check
// A table for any number of rows: a real one, of which only the rows in sight are in the page. j and k move, Enter
// opens. Sorting is offered where all rows are here; a sorted part would look like a sorted whole.
import {html, useEffect, useLayoutEffect, useMemo, useRef, useState} from '../preact.js';
import {natural} from '../pure/lanes.js';
import {bind} from '../state/keys.js';
import {go} from '../state/location.js';
import {useMoments} from './standing.js';

const ROW = 28;
const AHEAD = 8;
/** Without a scroll for so long it rests. */
const REST_MS = 150;

/**
 * @typedef {{key: string, title: string, cell: (row: any, moment: (at: string | null | undefined) => any) => any, sort?: (row: any) => string | number | null,
 *   number?: boolean, about?: string}} Column
 */

/** @param {Column[]} columns @param {any[]} rows @param {string} order */
function sorted(columns, rows, order) {
  const down = order.startsWith('-');
  const column = columns.find(each => each.key === order.replace(/^-/, ''));
  const value = column?.sort;
  if (!value) {
    return rows;
  }
  const compared = rows.slice().sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    return x === null
      ? 1
      : y === null
        ? -1
        : typeof x === 'number' && typeof y === 'number'
          ? x - y
          : natural(String(x), String(y));
  });
  return down ? compared.reverse() : compared;
}

/**
 * @param {{caption: string, columns: Column[], rows: any[], keyOf: (row: any) => string,
 *   hrefOf?: (row: any) => string | null, more?: (() => void) | null, order?: string,
 *   onOrder?: (order: string) => void, short?: boolean}} props
 */
export function Table({caption, columns, rows, keyOf, hrefOf, more = null, order = '', onOrder, short = false}) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [view, setView] = useState({top: 0, height: 600});
  const [selected, setSelected] = useState(/** @type {string | null} */ (null));
  const inSight = useRef(/** @type {Map<string, {row: any, columns: Column[], chosen: boolean, index: number,
    moment: any, node: any}>} */ (new Map()));
  const moment = useMoments();
  const widths = useWidths(box, columns, rows, moment);
  const shown = useMemo(() => sorted(columns, rows, order), [rows, order]);
  const count = shown.length;
  const first = Math.max(0, Math.min(count, Math.floor(view.top / ROW) - AHEAD));
  const last = Math.min(count, first + Math.ceil(view.height / ROW) + 2 * AHEAD);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) {
      return undefined;
    }
    const look = () =>
      setView(before =>
        before.top === element.scrollTop && before.height === element.clientHeight
          ? before
          : {top: element.scrollTop, height: element.clientHeight},
      );
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, {passive: true});
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);

  useEffect(() => {
    if (more && last >= count - AHEAD) {
      more();
    }
  }, [last, count, more]);

  // Keys may come faster than a frame: each finds what the one before it has left.
  const latest = useRef({shown, selected, keyOf, hrefOf});
  latest.current = {shown, selected, keyOf, hrefOf};
  useEffect(() => {
    /** @param {number} by */
    const move = by => {
      const {shown, selected, keyOf} = latest.current;
      const count = shown.length;
      const at = shown.findIndex(row => keyOf(row) === selected);
      const next = Math.max(0, Math.min(count - 1, at < 0 ? (by > 0 ? 0 : count - 1) : at + by));
      if (count > 0) {
        setSelected(keyOf(shown[next]));
        reveal(box.current, next);
      }
    };
    const endings = [
      bind('j', 'next row', () => move(1)),
      bind('k', 'row before', () => move(-1)),
      bind('Enter', 'open the row', () => {
        const {shown, selected, keyOf, hrefOf} = latest.current;
        const row = shown.find(each => keyOf(each) === selected);
        const target = row && hrefOf ? hrefOf(row) : null;
        if (target) {
          go(target);
        }
      }),
    ];
    return () => endings.forEach(end => end());
  }, []);

  const drawn = rowsInSight(inSight, shown, first, last, keyOf, {columns, moment, selected, choose: setSelected});
  const sortable = onOrder && more === null;
  return html`<div class="table ${short ? 'short' : ''}" ref=${box} tabindex="0" role="region" aria-label=${caption}>
    <table aria-rowcount=${count + 1} class=${widths ? 'kept' : ''}>
      <caption class="hidden">${caption}</caption>
      ${widths && html`<colgroup>${widths.map((width, i) => html`<col key=${i} style=${{width: `${width}px`}} />`)}</colgroup>`}
      <thead><tr aria-rowindex="1">${columns.map(
        column => html`<th key=${column.key} scope="col"
        class=${column.number ? 'number' : ''} title=${column.about ?? ''}
        aria-sort=${order === column.key ? 'ascending' : order === `-${column.key}` ? 'descending' : undefined}>
        ${
          sortable && column.sort
            ? html`<button class="sort"
                onClick=${() => onOrder(order === column.key ? `-${column.key}` : column.key)}>${column.title}${
                order === column.key ? ' ▲' : order === `-${column.key}` ? ' ▼' : ''
              }</button>`
            : column.title
        }</th>`,
      )}</tr></thead>
      <tbody>
        ${first > 0 && html`<tr class="space" aria-hidden="true" style=${{height: `${first * ROW}px`}}><td
            colspan=${columns.length}></td></tr>`}
        ${drawn}
        ${last < count && html`<tr class="space" aria-hidden="true" style=${{height: `${(count - last) * ROW}px`}}><td
            colspan=${columns.length}></td></tr>`}
      </tbody>
    </table></div>`;
}

/**
 * The widths of the columns in pixels; null: the browser is to find them. While one scrolls they stay as they are, or
 * columns jump about and each frame measures all cells. Where it rests they are found anew if something does not fit.
 * @param {{current: HTMLElement | null}} box @param {Column[]} columns @param {any[]} rows @param {any} moment
 */
function useWidths(box, columns, rows, moment) {
  const [found, setFound] = useState(/** @type {{of: Column[], widths: number[]} | null} */ (null));
  const widths = found?.of === columns ? found.widths : null;

  useLayoutEffect(() => {
    if (widths === null && rows.length > 0 && box.current) {
      const heads = [...box.current.querySelectorAll('th')];
      setFound({of: columns, widths: heads.map(head => head.getBoundingClientRect().width)});
    }
  }, [widths, rows, columns]);

  const soon = useRef(() => {});
  useEffect(() => {
    const element = box.current;
    if (!element) {
      return undefined;
    }
    let rest = 0;
    let width = element.clientWidth;
    const look = () => {
      if ([...element.querySelectorAll('td')].some(cell => cell.scrollWidth > cell.clientWidth)) {
        setFound(null);
      }
    };
    const later = () => {
      clearTimeout(rest);
      rest = setTimeout(look, REST_MS);
    };
    soon.current = later;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== width) {
        width = element.clientWidth;
        setFound(null);
      }
    });
    observer.observe(element);
    element.addEventListener('scroll', later, {passive: true});
    return () => {
      clearTimeout(rest);
      observer.disconnect();
      element.removeEventListener('scroll', later);
    };
  }, []);
  // What is told may be longer than before.
  useEffect(() => soon.current(), [rows, moment]);
  return widths;
}

/**
 * A row that is as it was keeps its node, which Preact then passes over: scrolling costs what comes into sight. Neither
 * the nodes nor what a rendering leaves behind may hold the nodes of the one before, or all are held for ever: hence
 * functions of their own.
 * @param {{current: Map<string, any>}} inSight @param {any[]} shown @param {number} first @param {number} last
 * @param {(row: any) => string} keyOf
 * @param {{columns: Column[], moment: any, selected: string | null, choose: (key: string) => void}} how
 */
function rowsInSight(inSight, shown, first, last, keyOf, {columns, moment, selected, choose}) {
  const before = inSight.current;
  inSight.current = new Map();
  return shown.slice(first, last).map((row, i) => {
    const key = keyOf(row);
    const now = {row, columns, moment, chosen: key === selected, index: first + i};
    const known = before.get(key);
    const same =
      known &&
      known.row === row &&
      known.columns === columns &&
      known.chosen === now.chosen &&
      known.index === now.index &&
      known.moment === moment;
    const told = same ? known : {...now, node: rowOf(now, key, choose)};
    inSight.current.set(key, told);
    return told.node;
  });
}

/** @param {{row: any, columns: Column[], moment: any, chosen: boolean, index: number}} of @param {string} key
 * @param {(key: string) => void} choose */
function rowOf({row, columns, moment, chosen, index}, key, choose) {
  return html`<tr key=${key} aria-rowindex=${index + 2}
      aria-selected=${chosen ? 'true' : undefined} class=${chosen ? 'selected' : ''} onClick=${() => choose(key)}>
      ${columns.map(column => html`<td key=${column.key}
          class=${column.number ? 'number' : ''}>${column.cell(row, moment)}</td>`)}
    </tr>`;
}

/** @param {HTMLElement | null} element @param {number} index */
function reveal(element, index) {
  if (element) {
    const head = 30;
    const top = index * ROW;
    if (top < element.scrollTop) {
      element.scrollTop = top;
    } else if (top + ROW + head > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + ROW + head - element.clientHeight;
    }
  }
}
