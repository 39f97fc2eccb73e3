// @ts-check
// Joins, leaves and expiries of a group by time: a map that is a table, and members as a line.
import {html, useMemo} from '../preact.js';
import {apiPath} from '../pure/route.js';
import {LEVELS, churnMap, fromFirstSeen, watched} from '../pure/churn.js';
import {formatMoment} from '../pure/time.js';
import {formatCount, formatRate} from '../pure/numbers.js';
import {useAnswer} from '../state/answer.js';
import {useRoute} from '../state/location.js';
import {Choice} from '../parts/fields.js';
import {Chart} from '../parts/chart.js';
import {Coverage, Moment, Standing, Tracking} from '../parts/standing.js';
import {Answered, Empty} from '../parts/states.js';
import {Table} from '../parts/table.js';
import {Take} from '../parts/take.js';

const WINDOWS = /** @type {Record<string, number>} */ ({'1m': 720, '1h': 168});

/** @param {{here: string[]}} props path of the group in the API */
export function Churn({here}) {
  const {params} = useRoute();
  const size = params.size === '1h' ? '1h' : '1m';
  const path = apiPath([...here, 'windows'], {size, limit: WINDOWS[size]});
  const answer = useAnswer(path, {live: true});
  return html`<div class="filters"><${Choice} label="by" name="size" value=${params.size} options=${[
    ['', 'minute (12 h)'],
    ['1h', 'hour (7 d)'],
  ]} />
      <${Choice} label="as" name="as" value=${params.as} options=${[
        ['', 'map and line'],
        ['table', 'table'],
      ]} /><span class="grow"></span>
      <${Take} path=${path} name="windows" /></div>
    <${Answered} of=${answer}>${(/** @type {any} */ data) => html`<${Standing} of=${data} count="windows" />
      ${
        data.items.length === 0
          ? html`<${Empty} title="No windows"><p>Nothing is known of this time.</p></${Empty}>`
          : params.as === 'table'
            ? html`<${Table} caption="Windows" rows=${data.items} columns=${COLUMNS}
                keyOf=${(/** @type {any} */ row) => row.window_start} />`
            : html`<${Seen} windows=${data.items} size=${size} />`
      }`}</${Answered}>`;
}

/** @type {import('../parts/table.js').Column[]} */
const COLUMNS = [
  {key: 'start', title: 'From', cell: row => html`<${Moment} at=${row.window_start} />`},
  ...['joins', 'leaves', 'expiries', 'zaps', 'members_min', 'members_max', 'members_last'].map(key => ({
    key,
    title: key.replace('_', ' '),
    number: true,
    cell: (/** @type {any} */ row) => (watched(row) ? formatCount(row[key]) : '–'),
  })),
  {key: 'mean', title: 'members mean', number: true, cell: row => (watched(row) ? formatRate(row.members_mean) : '–')},
  {key: 'tracking', title: 'Tracking', cell: row => html`<${Tracking} of=${row.tracking} />`},
  {key: 'coverage', title: 'Coverage', cell: row => html`<${Coverage} of=${row.coverage} />`},
  {key: 'final', title: 'Answer', cell: row => (row.final ? 'final' : 'provisional')},
];

/** What was seen; before it there is nothing to show. @param {{windows: any[], size: '1m' | '1h'}} props */
function Seen({windows, size}) {
  const seen = useMemo(() => fromFirstSeen(windows), [windows]);
  return html`${seen.length < windows.length && html`<p class="notice">Nobody watched before <${Moment}
      at=${seen[0].window_end} />.</p>`}
    <${Members} windows=${seen} /><${Map} windows=${seen} size=${size} />`;
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

/** @param {{windows: any[], size: '1m' | '1h'}} props */
function Map({windows, size}) {
  // Rows are whole hours and days of UTC, whatever the zone of the other views.
  const inZone = 'utc';
  const map = useMemo(() => churnMap(windows, size), [windows, size]);
  return html`<h2>Joins, leaves and expiries</h2>
    <p class="legend">${Array.from({length: LEVELS + 1}, (unused, level) => html`<span key=${level}
        class="cell level${level}"></span>`)}
      <span>0 to ${map.most} a ${size === '1m' ? 'minute' : 'hour'}</span> <span
          class="cell blind"></span> nobody watched
      <span class="cell none"></span> not kept, or not yet <span class="cell partial level0"></span> partly seen</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Churn map"><table class="map"><caption
        class="hidden">Changes by ${size === '1m' ? 'minute' : 'hour'}</caption>
      <thead><tr><th scope="col">${size === '1m' ? 'hour' : 'day'} (UTC)</th>${Array.from({length: map.columns}, (unused, i) => html`<th key=${i} scope="col">${i % 5 === 0 || size === '1h' ? i : html`<span class="hidden">${i}</span>`}</th>`)}</tr></thead>
      <tbody>${map.rows.map(
        row => html`<tr key=${row.start}><th
            scope="row">${formatMoment(row.start, inZone).slice(0, size === '1m' ? 16 : 10)}</th>
        ${row.cells.map(
          cell =>
            html`<td key=${cell.start} class="cell ${cell.state} level${cell.level}" title=${cellText(cell, inZone)}>${
              cell.churn > 0
                ? cell.churn
                : html`<span class="hidden">${cell.state === 'none' ? 'not told' : cell.state === 'blind' ? 'not seen' : 0}</span>`
            }</td>`,
        )}</tr>`,
      )}</tbody></table></div>`;
}

/** @param {import('../pure/churn.js').Cell} cell @param {import('../pure/time.js').Zone} inZone */
function cellText(cell, inZone) {
  const at = formatMoment(cell.start, inZone);
  const of = cell.window;
  return of === null
    ? `${at}: not told`
    : cell.state === 'blind'
      ? `${at}: nobody watched`
      : `${at}: ${of.joins} joined, ${of.leaves} left, ${of.expiries} expired, ${of.zaps} zaps; ${of.members_last} members at its end` +
        `${cell.state === 'partial' ? '; partly seen' : ''}${of.final ? '' : '; provisional'}`;
}
