// @ts-check
import {html, useMemo} from '../preact.js';
import {apiPath, href} from '../pure/route.js';
import {formatMembers} from '../pure/numbers.js';
import {kcat} from '../pure/copies.js';
import {groupSearch} from '../pure/search.js';
import {useAnswers} from '../state/answer.js';
import {refine, useRoute} from '../state/location.js';
import {Clock, useAsOf} from '../parts/clock.js';
import {Choice, GroupLink, Mode, Search, Sources, Title} from '../parts/fields.js';
import {SEGMENTS, SegmentChoice, segmentOf} from '../parts/segments.js';
import {Coverage, Standing, Tracking} from '../parts/standing.js';
import {Answered, Empty} from '../parts/states.js';
import {Table} from '../parts/table.js';
import {Take} from '../parts/take.js';

/** @param {string | null} at @param {string | null} segment @returns {import('../parts/table.js').Column[]} */
const columns = (at, segment) => [
  ...(segment === null
    ? [
        {
          key: 'segment',
          title: 'Segment',
          sort: (/** @type {any} */ row) => row.segment,
          cell: (/** @type {any} */ row) => html`<a href=${href(['groups'], {segment: row.segment, at})}>${
            row.segment
          }</a>`,
        },
      ]
    : []),
  {key: 'group', title: 'Group', sort: row => row.group, cell: row => html`<${GroupLink} ...${row} at=${at} />`},
  {
    key: 'members',
    title: 'Members',
    number: true,
    sort: row => row.member_count,
    about: 'Hosts known to be members',
    cell: row => formatMembers(row.member_count, row.tracking),
  },
  {key: 'tracking', title: 'Tracking', cell: row => html`<${Tracking} of=${row.tracking} />`},
  {key: 'mode', title: 'Mode', sort: row => row.filter_mode, cell: row => html`<${Mode} of=${row.filter_mode} />`},
  {key: 'sources', title: 'Sources', cell: row => html`<${Sources} of=${row.sources} mode=${row.filter_mode} />`},
  {
    key: 'version',
    title: 'Version',
    sort: row => row.compatibility_version,
    about: 'The oldest version present',
    cell: row => `${row.family === 'IPV4' ? 'IGMPv' : 'MLDv'}${row.compatibility_version}`,
  },
  {key: 'since', title: 'Since', sort: row => row.started_at, cell: (row, moment) => moment(row.started_at)},
  {
    key: 'changed',
    title: 'Changed',
    sort: row => row.changed_at,
    cell: (row, moment) => moment(row.changed_at),
  },
  {
    key: 'report',
    title: 'Last report',
    sort: row => row.last_report_at,
    about: 'As of the last change',
    cell: (row, moment) => moment(row.last_report_at),
  },
  {key: 'coverage', title: 'Coverage', cell: row => html`<${Coverage} of=${row.coverage} />`},
];

export function Groups() {
  const {params} = useRoute();
  const asOf = useAsOf();
  const segment = segmentOf(params);
  const {hint, ...wanted} = groupSearch(params.q ?? '');
  const path = hint
    ? null
    : apiPath(segment === null ? ['groups'] : ['segments', segment, 'groups'], {
        asOf,
        family: params.family,
        mode: params.mode,
        ...wanted,
        limit: 1000,
      });
  const shown = useMemo(() => columns(params.at ?? null, segment), [params.at, segment]);
  const [segments, answer] = useAnswers([SEGMENTS, path], {live: asOf === null});
  return html`<${Title} title="Groups"><${Clock} /></${Title}>
    <div class="filters">
      <${SegmentChoice} data=${segments.data} value=${segment} all />
      <${Search} value=${params.q ?? ''} about="group, host or source" hint=${hint ?? ''} />
      <${Choice} label="family" name="family" value=${params.family} options=${[
        ['', 'both'],
        ['ipv4', 'IPv4'],
        ['ipv6', 'IPv6'],
      ]} />
      <${Choice} label="mode" name="mode" value=${params.mode} options=${[
        ['', 'both'],
        ['include', 'include'],
        ['exclude', 'exclude'],
      ]} />
      <span class="grow"></span>
      <${Take} path=${path} name=${`groups-${segment ?? 'all'}`} copies=${{
        kcat: kcat('membership.state.v1', {from: null, holds: segment === null ? '' : `${segment}|`, avro: true}),
      }} />
    </div>
    ${
      hint
        ? html`<${Empty} title="Not searched yet"><p>${hint}</p></${Empty}>`
        : html`<${Answered} of=${answer}>${(/** @type {any} */ data) => html`
        <${Standing} of=${data} count="groups" />
        ${blind(data, segments.data, segment, asOf)}
        ${
          data.items.length === 0 && segments.data?.items.length === 0
            ? noSegment()
            : data.items.length === 0
              ? html`<${Empty} title="No group here">
          <p>${
            params.q || params.family || params.mode
              ? html`Nothing passes the filters. <a
                  href=${href(['groups'], {segment, at: params.at})}>Show all groups</a>.`
              : 'Nobody is in a group at that time. Choose another time above, or look whether the sensor receives ' +
                'reports: behind snooping they go to router ports only.'
          }</p></${Empty}>`
              : html`<${Table} caption=${`Groups on ${segment ?? 'all segments'}`} rows=${data.items}
                  columns=${shown} more=${answer.more}
                  keyOf=${(/** @type {any} */ row) => `${row.segment} ${row.group}`} order=${params.order ?? ''}
                  onOrder=${(/** @type {string} */ order) => refine({order}, true)}
                  hrefOf=${(/** @type {any} */ row) => href(['groups', row.segment, row.group], {at: params.at})} />`
        }`}</${Answered}>`
    }`;
}

/** Where nobody watches that is told, whatever was known when somebody did. @param {any} data of the groups
 * @param {any} segments @param {string | null} segment @param {string | null} asOf */
function blind(data, segments, segment, asOf) {
  const shown = (asOf === null ? (segments?.items ?? []) : (data.segments ?? [{...data, segment}])).filter(
    (/** @type {any} */ each) => segment === null || each.segment === segment,
  );
  const where = segment === null ? 'any segment' : 'this segment';
  return shown.length === 0 || shown.some((/** @type {any} */ each) => each.coverage !== 'BLIND')
    ? ''
    : html`<p class="notice blind">${
        asOf === null
          ? `Nobody watches ${where} any more: this is how it was when it was seen last.`
          : `Nobody watched ${where} then: this is how it was when it was seen before.`
      } See <a href="#/sensors">Sensors</a>.</p>`;
}

function noSegment() {
  return html`<${Empty} title="No segment yet"><p>Nothing was heard of any segment. Start a sensor:
    ${' '}<code>tidewatch capture -i eth0</code>, or replay a recording:
    ${' '}<code>tidewatch standalone -r capture.pcap</code>.</p></${Empty}>`;
}
