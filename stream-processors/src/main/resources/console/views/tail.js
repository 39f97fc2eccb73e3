// @ts-check
// Changes and alerts as they are committed.
import {html, useMemo, useState} from '../preact.js';
import {apiPath, href} from '../pure/route.js';
import {formatCount, words} from '../pure/numbers.js';
import {kcat} from '../pure/copies.js';
import {causeOf} from '../pure/causes.js';
import {useCell} from '../state/cell.js';
import {KEPT, changed, streamState, told, totals} from '../state/live.js';
import {refine, useRoute} from '../state/location.js';
import {Choice, HostLink, Mode, Sources, Title} from '../parts/fields.js';
import {Severity} from '../parts/severity.js';
import {Empty} from '../parts/states.js';
import {Table} from '../parts/table.js';
import {Take} from '../parts/take.js';

/** What happened, in words. @param {any} change */
export function changeText(change) {
  const [before, after] = [change.before?.filter_mode, change.after?.filter_mode];
  return change.type === 'MODE_CHANGED' && before && after
    ? `mode ${words(before)} → ${words(after)}`
    : `${words(change.type)}${
        change.cause === 'TIMER' ? ' in silence' : change.cause === 'QUERY' ? ', no answer' : ''
      }`;
}

/** @type {import('../parts/table.js').Column[]} */
const COLUMNS = [
  {
    key: 'at',
    title: 'At',
    cell: (row, moment) => moment(row.event === 'change' ? row.data.at : row.data.last_seen),
  },
  {
    key: 'what',
    title: 'What',
    cell: row =>
      row.event === 'change'
        ? changeText(row.data)
        : row.event === 'gap'
          ? html`<span class="notice">${row.data.detail}</span>`
          : html`<${Severity} of=${row.data.severity} /> <a
              href=${href(['alerts', row.data.alert_id])}>${words(row.data.action)}: ${causeOf(row.data).title}</a>`,
  },
  {key: 'segment', title: 'Segment', cell: row => row.data.segment ?? row.data.scope?.segments.join(', ') ?? ''},
  {
    key: 'group',
    title: 'Group',
    cell: row =>
      row.data.group
        ? html`<a href=${href(['groups', row.data.segment, row.data.group])}>${row.data.group}</a>`
        : (row.data.scope?.value ?? ''),
  },
  {
    key: 'host',
    title: 'Host',
    cell: row => (row.event === 'change' ? html`<${HostLink} host=${row.data.host} mac=${row.data.mac} />` : ''),
  },
  {key: 'mode', title: 'Mode', cell: row => (row.data.after ? html`<${Mode} of=${row.data.after.filter_mode} />` : '')},
  {
    key: 'sources',
    title: 'Sources',
    cell: row =>
      row.data.after
        ? html`<${Sources} mode=${row.data.after.filter_mode}
            of=${[
              ...row.data.after.sources,
              ...row.data.after.blocked.map((/** @type {string} */ address) => ({address, blocked: true})),
            ]} />`
        : '',
  },
  {
    key: 'members',
    title: 'Members',
    number: true,
    cell: row => (row.event === 'change' ? formatCount(row.data.member_count) : ''),
  },
  {
    key: 'late',
    title: 'Order',
    cell: row =>
      row.data.late
        ? html`<span class="notice" title="It came behind the segment's time and was applied at its own.">late</span>`
        : '',
  },
];

/** What a row is about; null where that is nothing. @param {any} row */
function leadsTo(row) {
  return row.event === 'change'
    ? href(['groups', row.data.segment, row.data.group])
    : row.event === 'alert'
      ? href(['alerts', row.data.alert_id])
      : null;
}

export function Live() {
  const {params} = useRoute();
  useCell(changed);
  const state = useCell(streamState);
  const [frozen, freeze] = useState(/** @type {import('../state/live.js').Told[] | null} */ (null));
  const events = frozen ?? told.value;
  const rows = useMemo(() => events.slice(-KEPT).reverse(), [events]);
  const {segment, family, group, host} = params;
  const path = apiPath(['stream'], {segment, family, group, host});
  return html`<${Title} title="Live" />
    <div class="filters">
      ${['segment', 'group', 'host'].map(
        name => html`<label key=${name} class="choice">${name} <input size="16" value=${params[name] ?? ''}
            autocomplete="off" spellcheck="false"
        placeholder=${name === 'segment' ? 'all' : 'address or prefix'}
            onChange=${(/** @type {any} */ event) => refine({[name]: event.target.value.trim()})} /></label>`,
      )}
      <${Choice} label="family" name="family" value=${family} options=${[
        ['', 'both'],
        ['ipv4', 'IPv4'],
        ['ipv6', 'IPv6'],
      ]} />
      <button class=${frozen ? 'primary' : ''} aria-pressed=${frozen ? 'true' : 'false'}
          onClick=${() => freeze(frozen ? null : told.value)}>${frozen ? 'go on' : 'pause'}</button>
      <span class="grow"></span>
      <${Take} path=${path} name="live" list=${false}
          copies=${{
            kcat: kcat('membership.changes.v1', {from: null, holds: group ?? host ?? segment ?? '', avro: true}),
          }} /></div>
    <p class="standing" role="status"><span><b>${formatCount(totals.changes)}</b> changes
        and <b>${formatCount(totals.alerts)}</b> steps of alerts since this page was opened</span>
      <span>the newest ${KEPT} are kept</span>
      ${totals.resumed > 0 && html`<span>resumed ${totals.resumed} times, nothing missed</span>`}
      ${totals.gaps > 0 && html`<span class="notice">${totals.gaps} gaps: ask for the state</span>`}
      ${
        frozen &&
        html`<span class="notice">paused: ${formatCount(totals.changes + totals.alerts)} heard, the list stands
          still</span>`
      }</p>
    ${
      rows.length === 0
        ? html`<${Empty} title=${state === 'live' ? 'Listening: nothing has changed yet' : 'Not listening yet'}>
        <p>${
          state === 'full'
            ? 'All places of api.stream.clients are taken: close another tab, or raise it.'
            : 'Hosts that join, leave or expire show here within a second. Filters are applied by the server; with ' +
              'others the list begins anew.'
        }</p></${Empty}>`
        : html`<${Table} caption="Changes as they are committed, newest first" rows=${rows} columns=${COLUMNS}
            keyOf=${(/** @type {any} */ row) => row.id + (row.data.change_id ?? row.data.event_id ?? '')}
            hrefOf=${leadsTo} />`
    }`;
}
