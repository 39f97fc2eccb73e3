// @ts-check
// Who queries each segment, and who watches it.
import {html} from '../preact.js';
import {href} from '../pure/route.js';
import {formatLength} from '../pure/time.js';
import {words} from '../pure/numbers.js';
import {kcat} from '../pure/copies.js';
import {useAnswers} from '../state/answer.js';
import {refine, useRoute} from '../state/location.js';
import {Facts, Title} from '../parts/fields.js';
import {SEGMENTS, SegmentChoice, oneSegment} from '../parts/segments.js';
import {Coverage, Moment, Standing} from '../parts/standing.js';
import {Answered, Empty} from '../parts/states.js';
import {Table} from '../parts/table.js';
import {Take} from '../parts/take.js';
import {Diagram} from '../parts/diagram.js';

/** One row for a segment and family; a segment without any query has a row that says so.
 * @param {any[]} segments @param {any[]} queriers */
function rowsOf(segments, queriers) {
  const known = new Map(queriers.map(each => [each.segment, each]));
  return segments.flatMap(segment => {
    const told = known.get(segment.segment);
    const rows = ['ipv4', 'ipv6']
      .filter(family => told?.[family])
      .map(family => ({
        ...told[family],
        family,
        segment: segment.segment,
        coverage: segment.coverage,
        sensors: segment.sensors,
      }));
    return rows.length > 0
      ? rows
      : [
          {
            segment: segment.segment,
            family: '',
            status: 'NONE',
            address: null,
            version: null,
            since: null,
            last_query_at: null,
            candidates: [],
            coverage: segment.coverage,
            sensors: segment.sensors,
            learned: false,
          },
        ];
  });
}

/** @param {any} row what is wrong with it, in words; empty: nothing */
function trouble(row) {
  const others = row.candidates.filter((/** @type {any} */ each) => each.address !== row.address && !each.proxy);
  return row.status === 'NONE'
    ? 'no query was ever heard'
    : row.status === 'LOST'
      ? 'has fallen silent'
      : others.some((/** @type {any} */ each) => each.version !== row.version)
        ? 'another version is spoken beside it'
        : '';
}

/** @type {import('../parts/table.js').Column[]} */
const COLUMNS = [
  {
    key: 'segment',
    title: 'Segment',
    sort: row => row.segment,
    cell: row => html`<a href=${href(['queriers'], {segment: row.segment})}>${row.segment}</a>`,
  },
  {
    key: 'family',
    title: 'Protocol',
    sort: row => row.family,
    cell: row => (row.family === '' ? '–' : `${row.family === 'ipv4' ? 'IGMPv' : 'MLDv'}${row.version ?? '?'}`),
  },
  {
    key: 'status',
    title: 'Querier',
    sort: row => row.status,
    cell: row => html`<span class=${row.status === 'ELECTED' ? '' : 'notice'}>${words(row.status)}</span>`,
  },
  {
    key: 'address',
    title: 'Address',
    sort: row => row.address,
    cell: row => (row.address ? html`<a href=${href(['hosts', row.address])}>${row.address}</a>` : '–'),
  },
  {key: 'mac', title: 'MAC address', cell: row => row.mac ?? '–'},
  {key: 'since', title: 'Since', sort: row => row.since, cell: (row, moment) => moment(row.since)},
  {
    key: 'last',
    title: 'Last query',
    about: 'As of the last change',
    cell: (row, moment) => moment(row.last_query_at),
  },
  {
    key: 'others',
    title: 'Beside it',
    cell: row =>
      row.candidates
        .filter((/** @type {any} */ each) => each.address !== row.address)
        .map((/** @type {any} */ each) => `${each.address}${each.proxy ? ' (proxy)' : ''}`)
        .join(', ') || '–',
  },
  {
    key: 'trouble',
    title: 'Trouble',
    cell: row => (trouble(row) ? html`<span class="notice">${trouble(row)}</span>` : 'none'),
  },
  {key: 'coverage', title: 'Coverage', cell: row => html`<${Coverage} of=${row.coverage} />`},
];

export function Queriers() {
  const {params} = useRoute();
  const [segments, answer] = useAnswers([SEGMENTS, 'queriers?limit=1000'], {live: true});
  const segment = oneSegment(params, segments.data);
  return html`<${Title} title="Queriers" />
    <div class="filters"><${SegmentChoice} data=${segments.data} value=${segment} /><span class="grow"></span>
      <${Take} path="queriers?limit=1000" name="queriers"
          copies=${{kcat: kcat('queriers.v1', {from: null, holds: segment ?? '', avro: true})}} /></div>
    <${Answered} of=${answer}>${(
      /** @type {any} */ data,
    ) => html`<${Standing} of=${data} count="segments with a querier" />
      ${
        (segments.data?.items ?? []).length === 0
          ? html`<${Empty} title="No segment yet"><p>Start a sensor, then queriers show within their query interval
              (125 s by default).</p></${Empty}>`
          : html`<${One} segment=${segments.data.items.find((/** @type {any} */ each) => each.segment === segment)}
            querier=${data.items.find((/** @type {any} */ each) => each.segment === segment)} name=${segment} />
          <h2>All segments</h2>
          <${Table} caption="Queriers of all segments" rows=${rowsOf(segments.data.items, data.items)}
              columns=${COLUMNS}
            keyOf=${(/** @type {any} */ row) => `${row.segment}|${row.family}`} order=${params.order ?? ''}
                onOrder=${(/** @type {string} */ order) => refine({order}, true)}
            hrefOf=${(/** @type {any} */ row) => href(['queriers'], {segment: row.segment})} />`
      }`}</${Answered}>`;
}

/** @param {{name: string, segment: any, querier: any}} props */
function One({name, segment, querier}) {
  const families = ['ipv4', 'ipv6'].filter(family => querier?.[family]);
  return html`<section><h2>${name}</h2><div class="columns wide">
    <${Diagram} name=${name} sensors=${segment?.sensors ?? []} coverage=${segment?.coverage ?? 'BLIND'}
        querier=${querier} />
    <div>${
      families.length === 0
        ? html`<${Empty} title="No query was heard"><p>Without a querier memberships run out. Is the router's
            querier on? Does the sensor see the router's port?</p></${Empty}>`
        : families.map(family => html`<${Timers} key=${family} of=${querier[family]} family=${family} />`)
    }
      <p><a href=${href(['alerts'], {segment: name})}>Alerts of this segment</a></p></div></div></section>`;
}

/** @param {{of: any, family: string}} props */
function Timers({of, family}) {
  return html`<h3>${family === 'ipv4' ? 'IGMP' : 'MLD'}: ${of.address ?? 'nobody'}</h3><${Facts} of=${[
    ['status', words(of.status)],
    ['speaks for it since', html`<${Moment} at=${of.since} />`],
    ['last query', html`<${Moment} at=${of.last_query_at} />`],
    ['version', of.version ?? '–'],
    ['robustness', of.robustness],
    ['query interval', formatLength(of.query_interval_ms)],
    ['response interval', formatLength(of.query_response_interval_ms)],
    ['last member query', formatLength(of.last_member_query_ms)],
    ['timers', of.learned ? 'as its queries tell' : 'defaults: its queries tell none'],
    ['membership interval', formatLength(of.robustness * of.query_interval_ms + 2 * of.query_response_interval_ms)],
  ]} />`;
}
