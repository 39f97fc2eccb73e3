// @ts-check
// Joins, leaves and expiries by time, of a group, of a segment, of all: maps that are tables.
import {html, useMemo} from '../preact.js';
import {apiPath, href} from '../pure/route.js';
import {LEVELS, churnMap, fromFirstSeen, segmentMap, watched} from '../pure/churn.js';
import {formatMoment} from '../pure/time.js';
import {formatCount, formatRate, words} from '../pure/numbers.js';
import {kcat} from '../pure/copies.js';
import {useAnswers} from '../state/answer.js';
import {useRoute} from '../state/location.js';
import {Choice, Title} from '../parts/fields.js';
import {Chart} from '../parts/chart.js';
import {Clock, useAsOf} from '../parts/clock.js';
import {SEGMENTS, SegmentChoice, segmentOf} from '../parts/segments.js';
import {Coverage, Moment, Standing, Tracking} from '../parts/standing.js';
import {Answered, Empty} from '../parts/states.js';
import {Table} from '../parts/table.js';
import {Take} from '../parts/take.js';

/** @typedef {import('../pure/churn.js').Cell} Cell */

const WINDOWS = /** @type {Record<string, number>} */ ({'1m': 720, '1h': 168});

/** @param {{size: string | undefined, as: string | undefined, map: string, children?: any}} props */
function Choices({size, as, map, children}) {
  return html`<${Choice} label="by" name="size" value=${size} options=${[
    ['', 'minute (12 h)'],
    ['1h', 'hour (7 d)'],
  ]} />
    <${Choice} label="as" name="as" value=${as} options=${[
      ['', map],
      ['table', 'table'],
    ]} /><span class="grow"></span>${children}`;
}

/** The question for the windows of a group or segment. @param {string[]} here its path in the API
 * @param {string | undefined} said size @param {string | null} asOf */
export function windowsPath(here, said, asOf) {
  const size = said === '1h' ? '1h' : '1m';
  return apiPath([...here, 'windows'], {size, to: asOf, limit: WINDOWS[size]});
}

/** Of a group. @param {{path: string, answer: import('../state/answer.js').Answer}} props */
export function Churn({path, answer}) {
  const {params} = useRoute();
  const size = params.size === '1h' ? '1h' : '1m';
  return html`<div class="filters"><${Choices} size=${params.size} as=${params.as} map="map and line">
      <${Take} path=${path} name="windows" /></${Choices}></div>
    <${Answered} of=${answer}>${(/** @type {any} */ data) => html`<${Standing} of=${data} count="windows" />
      ${
        data.items.length === 0
          ? html`<${Empty} title="No windows"><p>Nothing is known of this time.</p></${Empty}>`
          : params.as === 'table'
            ? html`<${Table} caption="Windows" rows=${newestFirst(data.items)} columns=${COLUMNS}
                keyOf=${(/** @type {any} */ row) => row.window_start} />`
            : html`<${Seen} windows=${data.items} size=${size} lines />`
      }`}</${Answered}>`;
}

/** Of a segment as a whole, or of all segments side by side. */
export function Churns() {
  const {params} = useRoute();
  const asOf = useAsOf();
  const chosen = segmentOf(params);
  const all = chosen === null;
  const size = params.size === '1h' || all ? '1h' : '1m';
  const path = all
    ? apiPath(['windows'], {size, to: asOf, limit: 1000})
    : windowsPath(['segments', chosen], params.size, asOf);
  const [segments, answer] = useAnswers([SEGMENTS, path], {live: asOf === null});
  const kept = kcat('membership.windows.v1', {from: null, holds: all ? '' : `${chosen}|`, avro: true});
  return html`<${Title} title="Churn"><${Clock} /></${Title}>
    <div class="filters">
      <${SegmentChoice} data=${segments.data} value=${chosen} all />
      ${
        all
          ? html`<${Choice} label="as" name="as" value=${params.as} options=${[
              ['', 'map'],
              ['table', 'table'],
            ]} /><span class="grow"></span>`
          : html`<${Choices} size=${params.size} as=${params.as} map="map" />`
      }
      <${Take} path=${path} name=${`churn-${all ? 'all' : chosen}`} copies=${{kcat: kept}} />
    </div>
    ${
      all && segments.data?.items.length === 0
        ? html`<${Empty} title="No segment yet"><p>Nothing was heard of any segment. Start a sensor:
            ${' '}<code>tidewatch capture -i eth0</code>.</p></${Empty}>`
        : html`<${Answered} of=${answer}>${(/** @type {any} */ data) => html`<${Standing} of=${data} count="windows" />
            ${
              data.items.length === 0
                ? html`<${Empty} title="Nothing is counted of this time"><p>Changes are counted from when a segment is
                    first heard, and kept for <code>membership.retention.ms</code>. Choose another time above.</p>
                  </${Empty}>`
                : params.as === 'table'
                  ? html`<${Table} caption="Windows of segments" columns=${OF_SEGMENTS}
                      rows=${all ? data.items : newestFirst(data.items)} more=${all ? answer.more : null}
                      keyOf=${(/** @type {any} */ row) => `${row.segment} ${row.window_start}`} />`
                  : all
                    ? html`<${AllSegments} windows=${data.items} whole=${!data.next} />`
                    : html`<${Seen} windows=${data.items} size=${size} segment=${chosen} />`
            }`}</${Answered}>`
    }`;
}

/** What was seen, for a table. @param {any[]} windows */
const newestFirst = windows => fromFirstSeen(windows).slice().reverse();

/** @param {string[]} keys @returns {import('../parts/table.js').Column[]} */
const counts = keys =>
  keys.map(key => ({
    key,
    title: key[0].toUpperCase() + words(key).slice(1),
    number: true,
    cell: (/** @type {any} */ row) => (watched(row) ? formatCount(row[key]) : '–'),
  }));

/** @type {import('../parts/table.js').Column[]} */
const ENDS = [
  {key: 'coverage', title: 'Coverage', cell: row => html`<${Coverage} of=${row.coverage} />`},
  {key: 'final', title: 'Answer', cell: row => (row.final ? 'final' : 'provisional')},
];

/** @type {import('../parts/table.js').Column[]} */
const COLUMNS = [
  {key: 'start', title: 'From', cell: (row, moment) => moment(row.window_start)},
  ...counts(['joins', 'leaves', 'expiries', 'zaps', 'members_min', 'members_max', 'members_last']),
  {key: 'mean', title: 'Members mean', number: true, cell: row => (watched(row) ? formatRate(row.members_mean) : '–')},
  {key: 'tracking', title: 'Tracking', cell: row => html`<${Tracking} of=${row.tracking} />`},
  ...ENDS,
];

/** @type {import('../parts/table.js').Column[]} */
const OF_SEGMENTS = [
  {key: 'segment', title: 'Segment', cell: row => row.segment},
  {key: 'start', title: 'From', cell: (row, moment) => moment(row.window_start)},
  ...counts(['joins', 'leaves', 'expiries', 'zaps']),
  ...ENDS,
];

/** What was seen; before it there is nothing to show.
 * @param {{windows: any[], size: '1m' | '1h', lines?: boolean, segment?: string}} props */
function Seen({windows, size, lines = false, segment}) {
  const seen = useMemo(() => fromFirstSeen(windows), [windows]);
  return html`${
    seen.length < windows.length &&
    html`<p class="notice">Nobody watched before <${Moment} at=${seen[0].window_end} />.</p>`
  }
    ${lines && html`<${Members} windows=${seen} />`}<${Map} windows=${seen} size=${size} segment=${segment} />`;
}

/** @param {{windows: any[]}} props */
function Members({windows}) {
  const lines = useMemo(
    () =>
      ['members_max', 'members_min'].map((key, i) => ({
        title: key.replace('_', ' '),
        ink: i ? 'dim' : 'exclude',
        stepped: true,
        fill: i === 0,
        values: windows.map(each => (watched(each) ? each[key] : null)),
      })),
    [windows],
  );
  const times = useMemo(() => windows.map(each => Date.parse(each.window_start)), [windows]);
  return html`<h2>Members</h2><${Chart} about="Most and fewest members by window" times=${times} lines=${lines}
      height=${160} />`;
}

/** @param {{most: number, unit: string}} props */
function Legend({most, unit}) {
  return html`<p class="legend">${Array.from(
    {length: LEVELS + 1},
    (unused, level) => html`<span key=${level} class="cell level${level}"></span>`,
  )}
      <span>0 to ${formatCount(most)} a ${unit}</span>
      <span class="cell blind"></span> nobody watched
      <span class="cell none"></span> not kept, or not yet
      <span class="cell partial level0"></span> partly seen</p>`;
}

/** Rows are whole hours and days of UTC, whatever the zone of the other views.
 * @param {{windows: any[], size: '1m' | '1h', segment?: string}} props */
function Map({windows, size, segment}) {
  const map = useMemo(() => churnMap(windows, size), [windows, size]);
  const unit = size === '1m' ? 'minute' : 'hour';
  return html`<h2>Joins, leaves and expiries</h2><${Legend} most=${map.most} unit=${unit} />
    <div class="scroll" tabindex="0" role="region" aria-label="Churn map"><table class="map">
      <caption class="hidden">Changes by ${unit}</caption>
      <thead><tr><th scope="col">${size === '1m' ? 'hour' : 'day'} (UTC)</th>${Array.from(
        {length: map.columns},
        (unused, i) =>
          html`<th key=${i} scope="col">${
            i % 5 === 0 || size === '1h' ? i : html`<span class="hidden">${i}</span>`
          }</th>`,
      )}</tr></thead>
      <tbody>${map.rows.map(
        row => html`<tr key=${row.start}>
          <th scope="row">${formatMoment(row.start, 'utc').slice(0, size === '1m' ? 16 : 10)}</th>
          ${row.cells.map(cell => html`<${MapCell} key=${cell.start} of=${cell} segment=${segment} />`)}</tr>`,
      )}</tbody></table></div>`;
}

/** A row a segment, a column an hour. @param {{windows: any[], whole: boolean}} props */
function AllSegments({windows, whole}) {
  const map = useMemo(() => segmentMap(windows), [windows]);
  const day = (/** @type {number} */ i) => formatMoment(map.starts[i], 'utc').slice(5, 10);
  return html`<h2>Joins, leaves and expiries</h2><${Legend} most=${map.most} unit="hour" />
    ${!whole && html`<p class="notice">The first ${map.rows.length} segments by name; the table and the export have
      all.</p>`}
    <div class="scroll" tabindex="0" role="region" aria-label="Churn map"><table class="map">
      <caption class="hidden">Changes by segment and hour</caption>
      <thead><tr><th scope="col">segment, hour (UTC)</th>${map.starts.map(
        (start, i) => html`<th key=${start} scope="col" title=${formatMoment(start, 'utc')}>
          <span class="hidden">${day(i)}</span> ${formatMoment(start, 'utc').slice(11, 13)}</th>`,
      )}</tr></thead>
      <tbody>${map.rows.map(
        row => html`<tr key=${row.segment}>
          <th scope="row"><a href=${href(['churn'], {segment: row.segment})}>${row.segment}</a></th>
          ${row.cells.map(cell => html`<${MapCell} key=${cell.start} of=${cell} segment=${row.segment} />`)}</tr>`,
      )}</tbody></table></div>`;
}

/** Of a segment it leads to the groups as they were at its end. @param {{of: Cell, segment?: string}} props */
function MapCell({of, segment}) {
  const empty = of.state === 'none' ? 'not told' : of.state === 'blind' ? 'not seen' : 0;
  return html`<td class="cell ${of.state} level${of.level}" title=${cellText(of)}>${
    of.churn === 0
      ? html`<span class="hidden">${empty}</span>`
      : segment === undefined
        ? of.churn
        : html`<a href=${href(['groups'], {segment, at: endOf(of.window)})}>${of.churn > 999 ? '…' : of.churn}</a>`
  }</td>`;
}

/** The end of a window; null while it is not over. @param {any} window */
const endOf = window => (Date.parse(window.window_end) > Date.now() ? null : window.window_end);

/** @param {Cell} cell */
function cellText(cell) {
  const at = formatMoment(cell.start, 'utc');
  const of = cell.window;
  if (of === null) {
    return `${at}: not told`;
  }
  if (cell.state === 'blind') {
    return `${at}: nobody watched`;
  }
  const members = of.members_last === undefined ? '' : `; ${of.members_last} members at its end`;
  const partly = cell.state === 'partial' ? '; partly seen' : '';
  const provisional = of.final ? '' : '; provisional';
  const happened = `${of.joins} joined, ${of.leaves} left, ${of.expiries} expired, ${of.zaps} zaps`;
  return `${at}: ${happened}${members}${partly}${provisional}`;
}
