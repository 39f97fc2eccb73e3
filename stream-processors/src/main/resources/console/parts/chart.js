// @ts-check
// A line chart over time (uPlot, loaded when first needed). Whoever shows one shows its table too.
import {html, useEffect, useRef} from '../preact.js';
import {useCell} from '../state/cell.js';
import {paint, zone} from '../state/settings.js';
import {formatMoment} from '../pure/time.js';

/** @typedef {{title: string, values: (number | null)[], ink: string, stepped?: boolean, dash?: number[],
 *   points?: boolean, fill?: boolean}} Line `ink`: name of a colour of the style sheet */

/** @type {Promise<any> | null} */
let loading = null;

/** The chart library: a classic script and its style, from here. @returns {Promise<any>} */
function uPlot() {
  loading ??= new Promise((done, failed) => {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = 'vendor/uplot.css';
    const script = document.createElement('script');
    script.src = 'vendor/uplot.js';
    script.onload = () => done(/** @type {any} */ (window).uPlot);
    script.onerror = failed;
    document.head.append(style, script);
  });
  return loading;
}

/** @param {{about: string, times: number[], lines: Line[], height?: number, unit?: string}} props times in ms, in
 * order */
export function Chart({about, times, lines, height = 220, unit = ''}) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const theme = useCell(paint);
  const inZone = useCell(zone);
  useEffect(() => {
    const element = box.current;
    if (!element) {
      return undefined;
    }
    /** @type {any} */
    let plot = null;
    let gone = false;
    const observer = new ResizeObserver(() => plot?.setSize({width: element.clientWidth, height}));
    uPlot().then(Plot => {
      if (!gone) {
        plot = new Plot(
          options(Plot, element, lines, height, unit, inZone),
          [times.map(time => time / 1000), ...lines.map(line => line.values)],
          element,
        );
        observer.observe(element);
      }
    });
    return () => {
      gone = true;
      observer.disconnect();
      plot?.destroy();
    };
  }, [times, lines, theme, inZone, height]);
  return html`<div class="chart" ref=${box} role="img" aria-label=${`${about}. The table tells the same.`}></div>`;
}

/** The time at a tick, with its day where that is another. @param {number} ms @param {number | null} before
 * @param {import('../pure/time.js').Zone} inZone */
function axisTime(ms, before, inZone) {
  const [date, time] = formatMoment(ms, inZone).split(' ');
  return before !== null && formatMoment(before, inZone).startsWith(date) ? time : `${time}\n${date}`;
}

/** @param {any} Plot @param {Element} element @param {Line[]} lines @param {number} height @param {string} unit
 * @param {import('../pure/time.js').Zone} inZone */
function options(Plot, element, lines, height, unit, inZone) {
  const style = getComputedStyle(element);
  const ink = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: ink('dim'),
    grid: {stroke: ink('line'), width: 1},
    ticks: {stroke: ink('line'), width: 1},
    font: '11px system-ui',
  };
  const stepped = Plot.paths.stepped({align: 1});
  return {
    width: element.clientWidth,
    height,
    // Half a label on the right.
    padding: [8, 34, 0, 0],
    legend: {live: true},
    tzDate: (/** @type {number} */ s) =>
      inZone === 'utc' ? Plot.tzDate(new Date(s * 1000), 'Etc/UTC') : new Date(s * 1000),
    scales: {
      x: {time: true},
      y: {
        range: (/** @type {any} */ unused, /** @type {number} */ least, /** @type {number} */ most) => [
          0,
          Math.max(1, most * 1.1),
        ],
      },
    },
    axes: [
      {
        ...axis,
        values: (/** @type {any} */ unused, /** @type {number[]} */ times) =>
          times.map((s, i) => axisTime(s * 1000, i === 0 ? null : times[i - 1] * 1000, inZone)),
      },
      {...axis, size: 54},
    ],
    series: [
      {
        label: 'time',
        value: (/** @type {any} */ unused, /** @type {number | null} */ s) =>
          s === null ? '' : formatMoment(s * 1000, inZone),
      },
      ...lines.map(line => ({
        label: line.title,
        stroke: ink(line.ink),
        width: 2,
        dash: line.dash,
        spanGaps: false,
        points: {show: line.points ?? false, size: 6},
        ...(line.stepped ? {paths: stepped} : {}),
        ...(line.fill ? {fill: `${ink(line.ink)}33`} : {}),
        // Without a pointer over it there is no moment to tell of.
        value: (
          /** @type {any} */ unused,
          /** @type {number | null} */ n,
          /** @type {any} */ line,
          /** @type {number | null} */ at,
        ) => (at === null ? '' : n === null ? 'not seen' : `${Math.round(n * 100) / 100}${unit}`),
      })),
    ],
  };
}
