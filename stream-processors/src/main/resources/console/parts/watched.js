// @ts-check
// When a segment was watched, as a strip and as a table.
import {html} from '../preact.js';
import {href} from '../pure/route.js';
import {spansOf, unseen} from '../pure/spans.js';
import {words} from '../pure/numbers.js';
import {formatLength, formatMoment} from '../pure/time.js';
import {useCell} from '../state/cell.js';
import {zone} from '../state/settings.js';
import {Coverage} from './standing.js';
import {Empty} from './states.js';
import {Table} from './table.js';

/** @typedef {import('../pure/spans.js').Span} Span */

/** @param {{items: any[], sensor: string, from: number, to: number, as: string | undefined}} props */
export function WatchedStrips({items, sensor, from, to, as}) {
  const bySegment = spansOf(items, sensor, from, to);
  if (bySegment.size === 0) {
    return html`<${Empty} title="Nothing is known of this time"><p>Choose a longer one above: nobody watched a segment
      of this sensor then, or it was not heard yet.</p></${Empty}>`;
  }
  return as === 'table'
    ? html`<${Table} short caption="Coverage over time" columns=${COLUMNS}
        rows=${[...bySegment].flatMap(([segment, spans]) => spans.map(span => ({segment, ...span}))).reverse()}
        keyOf=${(/** @type {any} */ row) => `${row.segment} ${row.from}`} />`
    : html`<p class="legend"><span class="key cover full"></span> full <span class="key cover partial"></span> partial
        <span class="key cover gap"></span> nobody watched <span class="key cover none"></span> not known
        <span class="key own"></span> this sensor watched</p>
      <table class="plain strips"><caption class="hidden">Coverage of each segment</caption>
        <thead><tr><th scope="col">Segment</th><th scope="col">The last ${formatLength(to - from)}</th>
          <th scope="col">Not seen</th></tr></thead>
        <tbody>${[...bySegment].map(
          ([segment, spans]) => html`<tr key=${segment}>
            <td><a href=${href(['churn'], {segment})}>${segment}</a></td>
            <td><${Strip} segment=${segment} spans=${spans} from=${from} to=${to} /></td>
            <td>${missing(spans)}</td></tr>`,
        )}</tbody></table>`;
}

/** @param {Span[]} spans */
function missing(spans) {
  const {blind, partial} = unseen(spans);
  return blind + partial === 0
    ? 'all seen'
    : html`${blind > 0 && html`<span class="notice">blind ${formatLength(blind)}</span> `}${
        partial > 0 && `partial ${formatLength(partial)}`
      }`;
}

/** @param {{segment: string, spans: Span[], from: number, to: number}} props */
function Strip({segment, spans, from, to}) {
  const inZone = useCell(zone);
  const x = (/** @type {number} */ time) => ((time - from) / (to - from)) * 1000;
  const wide = (/** @type {Span} */ span) => Math.max(1, x(span.to) - x(span.from));
  const {blind, partial} = unseen(spans);
  return html`<svg class="strip" viewBox="0 0 1000 22" preserveAspectRatio="none" role="img"
      aria-label=${`${segment}: ${formatLength(blind)} blind, ${formatLength(partial)} partial. The table tells each.`}>
    ${spans.map(
      span => html`<g key=${span.from}><title>${`${formatMoment(span.from, inZone)} to ${
        span.lasts ? 'now' : formatMoment(span.to, inZone)
      }: ${words(span.coverage)}${span.own ? '' : ', not this sensor'}`}</title>
        <rect class=${span.coverage.toLowerCase()} x=${x(span.from)} y=${span.coverage === 'PARTIAL' ? 8 : 1}
          width=${wide(span)} height=${span.coverage === 'PARTIAL' ? 7 : 14} />
        ${span.own && html`<rect class="own" x=${x(span.from)} y="18" width=${wide(span)} height="3" />`}</g>`,
    )}</svg>`;
}

/** @type {import('./table.js').Column[]} */
const COLUMNS = [
  {key: 'segment', title: 'Segment', cell: row => row.segment},
  {key: 'from', title: 'From', cell: (row, moment) => moment(new Date(row.from).toISOString())},
  {
    key: 'to',
    title: 'To',
    cell: (row, moment) => (row.lasts ? html`<b>lasts</b>` : moment(new Date(row.to).toISOString())),
  },
  {key: 'length', title: 'For', number: true, cell: row => formatLength(row.to - row.from)},
  {key: 'coverage', title: 'Coverage', cell: row => html`<${Coverage} of=${row.coverage} />`},
  {key: 'own', title: 'This sensor', cell: row => (row.own ? 'watched' : 'did not watch')},
];
