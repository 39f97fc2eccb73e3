// @ts-check
// One group: its state, its members, its time.
import {html, useMemo} from '../preact.js';
import {apiPath, href} from '../pure/route.js';
import {formatMembers} from '../pure/numbers.js';
import {formatLength, millis} from '../pure/time.js';
import {groupName} from '../pure/names.js';
import {kcat} from '../pure/copies.js';
import {useAnswers} from '../state/answer.js';
import {refine, useRoute} from '../state/location.js';
import {Clock, useAsOf} from '../parts/clock.js';
import {Facts, HostLink, Mode, Search, Sources, Tabs, Title} from '../parts/fields.js';
import {Coverage, Moment, Standing, Tracking} from '../parts/standing.js';
import {Answered, Empty, Failure} from '../parts/states.js';
import {Table} from '../parts/table.js';
import {Take} from '../parts/take.js';
import {Timeline} from '../parts/timeline.js';
import {words} from '../pure/numbers.js';
import {Churn, windowsPath} from './churn.js';

const TABS = /** @type {[string, string][]} */ ([
  ['members', 'Members'],
  ['timeline', 'Timeline'],
  ['history', 'Stays'],
  ['churn', 'Churn'],
]);

/** @param {{segment: string, group: string}} props */
export function Group({segment, group}) {
  const {params} = useRoute();
  const asOf = useAsOf();
  const tab = params.tab ?? 'members';
  const here = ['segments', segment, 'groups', group];
  const path =
    tab === 'members'
      ? apiPath([...here, 'members'], {asOf, host: params.q, limit: 1000})
      : tab === 'churn'
        ? windowsPath(here, params.size, asOf)
        : apiPath([...here, 'history'], {host: params.q, limit: 1000});
  // Stays are told up to now, whatever moment is marked among them.
  const live = asOf === null || tab === 'timeline' || tab === 'history';
  const [state, answer] = useAnswers([apiPath(here, {asOf}), path], {live});
  const name = groupName(group);
  return html`<${Title} title=${group}><span class="dim">${name}</span>
      <span>on <a href=${href(['groups'], {segment, at: params.at})}>${segment}</a></span> <${Clock} /></${Title}>
    ${
      state.data
        ? html`<${State} of=${state.data} asOf=${asOf} />`
        : state.problem?.status !== 404 && state.problem && html`<${Failure} of=${state.problem} />`
    }
    <${Tabs} name="tab" value=${tab} tabs=${TABS} />
    ${
      tab !== 'members'
        ? ''
        : state.problem?.status === 404
          ? html`<${Empty} title="Nobody is in it"><p>${state.problem.message}</p>
              <p>Choose another time above, or see <a
                  href=${href(['groups', segment, group], {at: params.at, tab: 'timeline'})}>who
              was in it, and when</a>.</p></${Empty}>`
          : html`<${Members} path=${path} answer=${answer} asOf=${asOf} group=${group}
              segment=${segment} />`
    }
    ${(tab === 'timeline' || tab === 'history') && html`<${History} path=${path} answer=${answer} asOf=${asOf} tab=${tab}
        group=${group} segment=${segment} />`}
    ${tab === 'churn' && html`<${Churn} path=${path} answer=${answer} />`}`;
}

/** @param {{of: any, asOf: string | null}} props */
function State({of, asOf}) {
  return html`<${Facts} of=${[
    ['members', html`<b>${formatMembers(of.member_count, of.tracking)}</b> <${Tracking} of=${of.tracking} />`],
    ['mode', html`<${Mode} of=${of.filter_mode} />`],
    ['sources', html`<${Sources} of=${of.sources} mode=${of.filter_mode} />`],
    ['version', `${of.family === 'IPV4' ? 'IGMPv' : 'MLDv'}${of.compatibility_version}`],
    ['since', html`<${Moment} at=${of.started_at} />`],
    ['last report', html`<${Moment} at=${of.last_report_at} />`],
    [
      'ends unless reported',
      of.expires_at ? html`<${Moment} at=${of.expires_at} />` : asOf ? 'not kept of the past' : 'held by source timers',
    ],
    ['coverage', html`<${Coverage} of=${of.coverage} />`],
    ['answer', of.final ? 'final' : html`<span class="provisional">provisional</span>`],
  ]} />`;
}

/** @type {(asOf: string | null, at: string | null) => import('../parts/table.js').Column[]} */
const memberColumns = (asOf, at) => [
  {
    key: 'host',
    title: 'Host',
    sort: row => row.host,
    cell: row => html`<${HostLink} host=${row.host} mac=${row.mac} at=${at} />`,
  },
  {
    key: 'mac',
    title: 'MAC address',
    sort: row => row.mac,
    cell: row => (row.mac ? html`<a href=${href(['hosts', row.mac], {at})}>${row.mac}</a>` : '–'),
  },
  {key: 'mode', title: 'Mode', sort: row => row.filter_mode, cell: row => html`<${Mode} of=${row.filter_mode} />`},
  {key: 'sources', title: 'Sources', cell: row => html`<${Sources} of=${row.sources} mode=${row.filter_mode} />`},
  {key: 'version', title: 'Version', number: true, sort: row => row.version, cell: row => row.version},
  {key: 'tracking', title: 'Tracking', cell: row => html`<${Tracking} of=${row.tracking} />`},
  {key: 'joined', title: 'Joined', sort: row => row.joined_at, cell: (row, moment) => moment(row.joined_at)},
  {
    key: 'report',
    title: 'Last report',
    sort: row => row.last_report_at,
    cell: (row, moment) => moment(row.last_report_at),
  },
  {
    key: 'expires',
    title: 'Expires',
    sort: row => row.expires_at,
    about: 'When silence ends it',
    cell: (row, moment) =>
      row.expires_at ? moment(row.expires_at) : html`<span class="dim">${asOf ? 'not kept' : '–'}</span>`,
  },
];

/** A host filter of members: an address, its beginning, a prefix or a MAC address.
 * @param {{path: string, answer: import('../state/answer.js').Answer, asOf: string | null, segment: string,
 *   group: string}} props */
function Members({path, answer, asOf, segment, group}) {
  const {params} = useRoute();
  return html`<div class="filters"><${Search} value=${params.q ?? ''} about="host: address, prefix or MAC" /><span
      class="grow"></span>
      <${Take} path=${path} name=${`members-${group}`}
          copies=${{
            kcat: kcat('membership.members.v1', {from: null, holds: `${segment}|${group}|`, avro: true}),
          }} /></div>
    <${Answered} of=${answer}>${(/** @type {any} */ data) => html`<${Standing} of=${data} count="members" />
      ${
        data.items.length === 0
          ? html`<${Empty} title="No member"><p>${
              params.q
                ? 'No host passes the filter: clear the search.'
                : 'The group is held by its own timer alone: its last host has left or expired.'
            }</p></${Empty}>`
          : html`<${Table} caption=${`Members of ${group}`} rows=${data.items}
              columns=${memberColumns(asOf, params.at ?? null)} more=${answer.more}
        keyOf=${(/** @type {any} */ row) => `${row.host} ${row.mac}`} order=${params.order ?? ''}
            onOrder=${(/** @type {string} */ order) => refine({order}, true)}
        hrefOf=${(/** @type {any} */ row) => href(['hosts', row.host], {at: params.at})} />`
      }`}</${Answered}>`;
}

/** @type {import('../parts/table.js').Column[]} */
export const STAYS = [
  {
    key: 'host',
    title: 'Host',
    sort: row => row.host,
    cell: row => html`<${HostLink} host=${row.host} mac=${row.mac} />`,
  },
  {key: 'mac', title: 'MAC address', sort: row => row.mac, cell: row => row.mac ?? '–'},
  {key: 'from', title: 'From', sort: row => row.from, cell: (row, moment) => moment(row.from)},
  {
    key: 'to',
    title: 'To',
    sort: row => row.to,
    cell: (row, moment) => (row.to ? moment(row.to) : html`<b>lasts</b>`),
  },
  {
    key: 'length',
    title: 'For',
    number: true,
    sort: row => (row.to ? Date.parse(row.to) - Date.parse(row.from) : null),
    cell: row => (row.to ? formatLength(Date.parse(row.to) - Date.parse(row.from)) : ''),
  },
  {
    key: 'ended',
    title: 'Ended by',
    sort: row => row.ended_by,
    about: 'leave or report: the host said so. timer: silence. query: no answer.',
    cell: row => (row.ended_by ? words(row.ended_by) : ''),
  },
  {key: 'mode', title: 'Mode', cell: row => html`<${Mode} of=${row.filter_mode} />`},
  {key: 'sources', title: 'Sources', cell: row => html`<${Sources} of=${row.sources} mode=${row.filter_mode} />`},
  {key: 'version', title: 'Version', number: true, cell: row => row.version},
  {key: 'tracking', title: 'Tracking', cell: row => html`<${Tracking} of=${row.tracking} />`},
];

/** @param {any} stay */
export const stayKey = stay => `${stay.segment}|${stay.group}|${stay.host}|${stay.mac}|${stay.from}|${stay.to}`;

/** Two hosts with one address are two lanes. @param {any[]} stays */
function labelOfHost(stays) {
  const macs = /** @type {Map<string, Set<string>>} */ (new Map());
  stays.forEach(stay => macs.set(stay.host, (macs.get(stay.host) ?? new Set()).add(stay.mac)));
  return (/** @type {any} */ stay) => ((macs.get(stay.host)?.size ?? 0) > 1 ? `${stay.host} ${stay.mac}` : stay.host);
}

/** @param {{path: string, answer: import('../state/answer.js').Answer, asOf: string | null, tab: string,
 *   segment: string, group: string}} props */
function History({path, answer, asOf, tab, segment, group}) {
  const {params} = useRoute();
  const label = useMemo(() => labelOfHost(answer.data?.items ?? []), [answer.data]);
  return html`<div class="filters"><${Search} value=${params.q ?? ''} about="host: address, prefix or MAC" /><span
      class="grow"></span>
      <${Take} path=${path} name=${`stays-${group}`}
          copies=${{
            kcat: kcat('membership.changes.v1', {from: null, holds: `${segment}|${group}`, avro: true}),
          }} /></div>
    <${Answered} of=${answer}>${(/** @type {any} */ data) => html`<${Standing} of=${data} count="stays" />
      ${
        data.items.length === 0
          ? html`<${Empty} title="Nobody was in this group"><p>Nothing is kept of it${
              params.q ? ' for this host' : ''
            }. See <a href=${href(['groups'], {segment})}>all groups of ${segment}</a>.</p></${Empty}>`
          : tab === 'timeline'
            ? html`<${Timeline} stays=${data.items} label=${label} about=${`Who was in ${group}`}
                until=${Date.parse(data.as_of)}
          known=${millis(data.watermark)} asOf=${millis(asOf)} />
          ${answer.more && html`<p><button onClick=${answer.more}>load more stays</button> <span
              class="notice">The oldest ${data.items.length} are shown.</span></p>`}`
            : html`<${Table} caption=${`Stays in ${group}`} rows=${data.items} columns=${STAYS} keyOf=${stayKey}
                more=${answer.more}
          order=${params.order ?? ''} onOrder=${(/** @type {string} */ order) => refine({order}, true)}
              hrefOf=${(/** @type {any} */ row) => href(['hosts', row.host])} />`
      }`}</${Answered}>`;
}
