// @ts-check
// Capture interfaces: do they watch, and where did every frame go.
import {html} from '../preact.js';
import {apiPath, href} from '../pure/route.js';
import {formatBytes, formatCount, formatShare, words} from '../pure/numbers.js';
import {formatAgo, formatLength} from '../pure/time.js';
import {accounts, wellness} from '../pure/accounts.js';
import {kcat} from '../pure/copies.js';
import {useAnswers} from '../state/answer.js';
import {refine, useRoute} from '../state/location.js';
import {Choice, Facts, Title} from '../parts/fields.js';
import {useNow} from '../parts/now.js';
import {SEGMENTS} from '../parts/segments.js';
import {Coverage, Moment, Standing} from '../parts/standing.js';
import {Answered, Empty} from '../parts/states.js';
import {WatchedStrips} from '../parts/watched.js';
import {Table} from '../parts/table.js';
import {Take} from '../parts/take.js';

/** @param {any} row */
const keyOf = row => `${row.sensor}:${row.interface}`;

/** @param {number} now @returns {import('../parts/table.js').Column[]} */
const columns = now => [
  {
    key: 'sensor',
    title: 'Sensor',
    sort: keyOf,
    cell: row => html`<a href=${href(['sensors'], {of: keyOf(row)})}>${keyOf(row)}</a>`,
  },
  {
    key: 'state',
    title: 'State',
    sort: row => row.state,
    cell: row => html`<span class=${wellness(row, now).well ? '' : 'notice'}>${words(row.state)}</span>`,
  },
  {key: 'well', title: 'Watches', cell: row => wellness(row, now).text},
  {key: 'heard', title: 'Heartbeat', sort: row => row.sent_at, cell: row => formatAgo(Date.parse(row.sent_at), now)},
  ...[
    'received',
    'kernel_dropped',
    'filtered',
    'published',
    'malformed',
    'coalesced',
    'spooled',
    'pending',
    'lost',
    'interruptions',
  ].map(key => ({
    key,
    title: key[0].toUpperCase() + words(key).slice(1),
    number: true,
    sort: (/** @type {any} */ row) => row[key],
    cell: (/** @type {any} */ row) =>
      ['lost', 'kernel_dropped', 'interruptions'].includes(key) && row[key] > 0
        ? html`<span class="notice">${formatCount(row[key])}</span>`
        : formatCount(row[key]),
  })),
  {key: 'delivery', title: 'Delivery', cell: row => (row.delivery ? words(row.delivery) : row.replay ? 'replay' : '–')},
];

export function Sensors() {
  const {params} = useRoute();
  const now = useNow(1000);
  // Asked anew each minute, not each second.
  const from = Math.floor(now / 60_000) * 60_000 - (SPANS[params.last] ?? SPANS['1h']) * 3_600_000;
  // While no sensor is chosen it is not known which is the first: the coverage of all segments holds that of its own.
  const [answer, segments, coverage] = useAnswers(
    ['sensors?limit=1000', SEGMENTS, coveragePath(params.of, from)],
    {live: true},
  );
  return html`<${Title} title="Sensors" />
    <div class="filters"><span class="grow"></span><${Take} path="sensors?limit=1000" name="sensors"
        copies=${{kcat: kcat('sensors.v1', {from: null, holds: params.of ?? '', avro: true})}} /></div>
    <${Answered} of=${answer}>${(/** @type {any} */ data) => {
      const chosen = data.items.find((/** @type {any} */ row) => keyOf(row) === params.of) ?? data.items[0];
      return data.items.length === 0
        ? html`<${Empty} title="No sensor has told anything yet"><p>Start one:
            ${' '}<code>tidewatch capture -i eth0 --sensor hall2</code>. <code>--check</code> says what is
            missing.</p></${Empty}>`
        : html`<${Standing} of=${data} count="interfaces" />
          <${Table} short caption="Sensors" rows=${data.items} columns=${columns(now)} keyOf=${keyOf}
              order=${params.order ?? ''}
            onOrder=${(/** @type {string} */ order) => refine({order}, true)}
                hrefOf=${(/** @type {any} */ row) => href(['sensors'], {of: keyOf(row)})} />
          <${One} of=${chosen} segments=${segments.data?.items ?? []} coverage=${coverage} from=${from}
              now=${now} />`;
    }}</${Answered}>`;
}

/** @param {string | undefined} sensor @param {number} from */
function coveragePath(sensor, from) {
  return apiPath(['coverage'], {sensor, from: new Date(from).toISOString(), limit: 1000});
}

/** @param {{of: any, segments: any[], coverage: import('../state/answer.js').Answer, from: number, now: number}}
 *   props */
function One({of, segments, coverage, from, now}) {
  const books = accounts(of);
  const watched = segments.filter(each => each.sensors.includes(keyOf(of)));
  return html`<h2>${keyOf(of)}</h2>
    <div class="columns"><section><h3>From the wire to the broker</h3>
      <table class="plain"><caption class="hidden">Where every frame went</caption><thead><tr><th
          scope="col">Where</th><th scope="col">Frames</th><th scope="col">Share</th><th
              scope="col">What that is</th></tr></thead>
        <tbody>${books.lines.map(
          line => html`<tr key=${line.name} class=${line.bad && line.count > 0 ? 'bad' : ''}><td>${line.name}</td><td
              class="number">${formatCount(line.count)}</td>
          <td class="share"><span class="portion"
              style=${{width: `${line.share * 100}%`}}></span> ${formatShare(line.share)}</td><td
                  class="dim">${line.about}</td></tr>`,
        )}</tbody></table>
      <p class=${books.missing === 0 ? 'dim' : 'notice'}>${
        books.missing === 0
          ? 'The books add up: every frame received is in one of these.'
          : `The books do not add up: ${formatCount(books.missing)} frames are nowhere. Please report this.`
      }</p></section>
    <section><h3>State</h3><${Facts} of=${[
      ['state', words(of.state)],
      ['watches', wellness(of, now).text],
      ['since', html`<${Moment} at=${of.started_at} />`],
      ['version', of.version],
      ['interruptions', formatCount(of.interruptions)],
      ['dropped by kernel', formatCount(of.kernel_dropped)],
      ['dropped by interface', formatCount(of.interface_dropped)],
      ...(of.error ? [['error', html`<span class="notice">${of.error}</span>`]] : []),
      ...(of.delivery_error ? [['delivery', html`<span class="notice">${of.delivery_error}</span>`]] : []),
      ...(of.replay
        ? [
            [
              'recording',
              `${of.replay.file}, ${formatBytes(of.replay.bytes)} of ${formatBytes(of.replay.total_bytes)}${
                of.replay.finished ? ', finished' : ''
              }`,
            ],
          ]
        : []),
      ...(of.spool
        ? [
            [
              'spool',
              `${words(of.spool)}, ${formatBytes(of.spool_bytes)}${
                of.spool_oldest_at ? `, oldest ${formatAgo(Date.parse(of.spool_oldest_at), now)}` : ''
              }`,
            ],
          ]
        : []),
    ]} />
    ${
      of.defects.length > 0 &&
      html`<h3>Defects</h3><table class="plain"><caption class="hidden">Defects met</caption><thead
          class="hidden"><tr><th scope="col">defect</th><th
              scope="col">packets</th></tr></thead><tbody>${of.defects.map(
        (/** @type {any} */ each) =>
          html`<tr key=${each.defect}><td><code>${each.defect}</code></td><td
              class="number">${formatCount(each.count)}</td></tr>`,
      )}</tbody></table>`
    }</section></div>
    <${Watched} sensor=${keyOf(of)} of=${coverage} watched=${watched} from=${from} now=${now} />
    <h3>Segments that it watches</h3>
    <${Table} short caption="Segments of the sensor" rows=${of.clocks} keyOf=${(/** @type {any} */ row) => row.segment}
        columns=${clockColumns(watched, now)} />`;
}

const SPANS = /** @type {Record<string, number>} */ ({'1h': 1, '6h': 6, '1d': 24, '7d': 168});

/** Gaps over time, on the segments that it watched.
 * @param {{sensor: string, of: import('../state/answer.js').Answer, watched: any[], from: number, now: number}}
 *   props */
function Watched({sensor, of, watched, from, now}) {
  const {params} = useRoute();
  const names = new Set(watched.map(each => each.segment));
  return html`<h3>Coverage over time</h3>
    <div class="filters"><${Choice} label="the last" name="last" value=${params.last} options=${[
      ['', 'hour'],
      ['6h', '6 hours'],
      ['1d', 'day'],
      ['7d', '7 days'],
    ]} /><${Choice} label="as" name="as" value=${params.as} options=${[
      ['', 'strips'],
      ['table', 'table'],
    ]} /><span class="grow"></span><${Take} path=${coveragePath(sensor, from)}
        name="coverage" /></div>
    <${Answered} of=${of}>${(/** @type {any} */ data) => html`
      ${data.next && html`<p class="notice">Not all is shown: export has all.</p>`}
      <${WatchedStrips} items=${data.items.filter((/** @type {any} */ each) => names.has(each.segment))}
          sensor=${sensor} from=${from} to=${Math.max(now, from + 1)} as=${params.as} />`}</${Answered}>`;
}

/** @param {any[]} segments @param {number} now @returns {import('../parts/table.js').Column[]} */
const clockColumns = (segments, now) => [
  {
    key: 'segment',
    title: 'Segment',
    cell: row => html`<a href=${href(['groups'], {segment: row.segment})}>${row.segment}</a>`,
  },
  {
    key: 'coverage',
    title: 'Coverage',
    cell: row => html`<${Coverage} of=${segments.find(each => each.segment === row.segment)?.coverage} />`,
  },
  {key: 'watermark', title: 'Published up to', cell: (row, moment) => moment(row.watermark)},
  {key: 'lag', title: 'Behind the clock', number: true, cell: row => formatLength(now - Date.parse(row.watermark))},
  {key: 'gmp', title: 'Last IGMP/MLD record', number: true, cell: row => formatCount(row.gmp_sequence)},
  {key: 'icmp', title: 'Last ICMP record', number: true, cell: row => formatCount(row.icmp_sequence)},
];
