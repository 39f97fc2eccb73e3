// @ts-check
// Alerts: a card for each, or a table.
import {html} from '../preact.js';
import {apiPath, href} from '../pure/route.js';
import {formatCount, formatRate, formatShare, words} from '../pure/numbers.js';
import {formatLength, parseMoment, urlTime} from '../pure/time.js';
import {causeOf} from '../pure/causes.js';
import {kcat} from '../pure/copies.js';
import {useAnswer} from '../state/answer.js';
import {useCell} from '../state/cell.js';
import {zone} from '../state/settings.js';
import {refine, useRoute} from '../state/location.js';
import {useFixed} from '../parts/clock.js';
import {Choice, Title} from '../parts/fields.js';
import {Severity, Status} from '../parts/severity.js';
import {Moment, Standing} from '../parts/standing.js';
import {Answered, Empty} from '../parts/states.js';
import {Table} from '../parts/table.js';
import {Take} from '../parts/take.js';

/** Worst so far: a closed alert has calmed down by its nature. @param {any} alert */
export const worstOf = alert => (alert.status === 'ACTIVE' ? alert.severity : alert.severity_max);

export function Alerts() {
  const {params} = useRoute();
  const inZone = useCell(zone);
  const around = parseMoment(params.during ?? '', Date.now(), inZone);
  const at = useFixed(params.during ?? '', inZone);
  const path = apiPath(['alerts'], {status: params.status, segment: params.segment, from: at, to: at, limit: 200});
  const answer = useAnswer(path, {live: true});
  return html`<${Title} title="Alerts" />
    <div class="filters">
      <${Choice} label="status" name="status" value=${params.status} options=${[
        ['', 'all'],
        ['active', 'active'],
        ['closed', 'closed'],
      ]} />
      <label class="choice">going on at <input size="22" value=${params.during ?? ''} placeholder="any time, or 14:02"
          autocomplete="off"
        onChange=${(/** @type {any} */ event) =>
          refine({during: urlTime(event.target.value, Date.now(), inZone)})} /></label>
      ${params.segment && html`<span class="chip">segment ${params.segment} <button aria-label="any segment"
          onClick=${() => refine({segment: null})}>×</button></span>`}
      <${Choice} label="as" name="as" value=${params.as} options=${[
        ['', 'cards'],
        ['table', 'table'],
      ]} />
      <span class="grow"></span>
      <${Take} path=${path} name="alerts" copies=${{
        kcat: kcat('siem.alerts.ecs-json.v1', {from: null, holds: 'icmp', avro: false}),
        KQL: 'event.dataset : "tidewatch.alerts" and event.kind : "alert"',
        SPL: 'index=* event.dataset="tidewatch.alerts" event.kind="alert" | sort 0 - _time',
      }} />
    </div>
    ${'error' in around && html`<p class="notice" role="alert">${around.error}</p>`}
    <${Answered} of=${answer}>${(/** @type {any} */ data) => html`<${Standing} of=${data} count="alerts" />
      ${at !== null && html`<p class="dim">Going on at <${Moment} at=${at} />.
        <button onClick=${() => refine({during: null})}>any time</button></p>`}
      ${
        data.items.length === 0
          ? html`<${Empty} title="No alert"><p>${
              params.status || params.segment || params.during
                ? html`Nothing passes the filters. <a href="#/alerts">Show all that is kept</a>.`
                : 'Nothing has stormed: ICMP errors are within what is usual, and one querier speaks for each segment.'
            }</p></${Empty}>`
          : params.as === 'table'
            ? html`<${Table} caption="Alerts" rows=${data.items} columns=${COLUMNS} more=${answer.more}
            keyOf=${(/** @type {any} */ row) => row.alert_id} order=${params.order ?? ''}
                onOrder=${(/** @type {string} */ order) => refine({order}, true)}
            hrefOf=${(/** @type {any} */ row) => href(['alerts', row.alert_id])} />`
            : html`<div class="cards">${data.items.map((/** @type {any} */ alert) => html`<${Card}
                key=${alert.alert_id} alert=${alert} />`)}</div>
            ${answer.more && html`<button onClick=${answer.more}>load more</button>`}`
      }`}</${Answered}>`;
}

/** @type {import('../parts/table.js').Column[]} */
const COLUMNS = [
  {key: 'severity', title: 'Severity', cell: row => html`<${Severity} of=${worstOf(row)} />`},
  {
    key: 'cause',
    title: 'Cause',
    sort: row => row.cause,
    cell: row => html`<a href=${href(['alerts', row.alert_id])}>${causeOf(row).title}</a>`,
  },
  {
    key: 'confidence',
    title: 'Confidence',
    number: true,
    sort: row => row.cause_confidence,
    cell: row => row.cause_confidence,
  },
  {key: 'status', title: 'Status', sort: row => row.status, cell: row => html`<${Status} alert=${row} />`},
  {
    key: 'scope',
    title: 'About',
    sort: row => row.scope.value,
    cell: row => `${words(row.scope.kind)} ${row.scope.value}`,
  },
  {key: 'segments', title: 'Segments', cell: row => row.scope.segments.join(', ')},
  {key: 'opened', title: 'Opened', sort: row => row.opened_at, cell: (row, moment) => moment(row.opened_at)},
  {
    key: 'length',
    title: 'Lasted',
    number: true,
    cell: row => (row.closed_at ? formatLength(Date.parse(row.closed_at) - Date.parse(row.opened_at)) : 'lasts'),
  },
  {
    key: 'count',
    title: 'Messages',
    number: true,
    sort: row => row.total_count,
    cell: row => formatCount(row.total_count),
  },
  {
    key: 'peak',
    title: 'Peak a second',
    number: true,
    sort: row => row.peak_rate_pps,
    cell: row => formatRate(row.peak_rate_pps),
  },
];

/** Who reports, and who receives, most. @param {{alert: any}} props */
function Parties({alert}) {
  const parties = [
    ['from', alert.top_reporters[0]],
    ['to', alert.top_receivers[0]],
  ].filter(([, top]) => top);
  return parties.length === 0
    ? ''
    : html`<p class="parties">${parties.map(
        ([word, top]) => html`<span key=${word} class="share"><span class="dim">${word}</span> <a
            href=${href(['hosts', top.value])}>${top.value}</a> ${formatShare(top.share)}<span class="portion"
            style=${{width: `${top.share * 100}%`}}></span></span>`,
      )}</p>`;
}

/** @param {{alert: any}} props */
function Card({alert}) {
  const most = Math.max(alert.peak_rate_pps, alert.threshold_pps, 1);
  const [peak, threshold, usual] = [alert.peak_rate_pps, alert.threshold_pps, alert.baseline_pps].map(formatRate);
  const missed = alert.capture_quality.kernel_drops > 0 || alert.capture_quality.coverage_gap_ms > 0;
  const share = (/** @type {number} */ rate) => `${Math.min(100, (rate / most) * 100)}%`;
  return html`<article class="card ${worstOf(alert).toLowerCase()}">
    <header><${Severity} of=${worstOf(alert)} /><h2><a
        href=${href(['alerts', alert.alert_id])}>${causeOf(alert).title}</a></h2>
      ${alert.cause_confidence > 0 && html`<span class="dim">${alert.cause_confidence} of 100</span>`} <${Status}
          alert=${alert} /></header>
    <p><b>${words(alert.scope.kind)} ${alert.scope.value}</b> <span
        class="dim">on ${alert.scope.segments.join(', ')}${
          alert.type_name ? ` · ${words(alert.type_name)}` : ''
        }</span></p>
    ${
      alert.peak_rate_pps > 0 &&
      html`<div class="gauge" role="img" aria-label=${`Peak ${peak}, threshold ${threshold}, usual ${usual} a second`}>
      <span class="peak" style=${{width: share(alert.peak_rate_pps)}}></span><span class="usual"
          style=${{width: share(alert.baseline_pps)}}></span>
      <span class="threshold" style=${{left: share(alert.threshold_pps)}}></span></div>
      <p class="dim">peak <b>${peak}</b>/s · opens above ${threshold} · usual ${usual}${
        alert.baseline_state === 'READY' ? '' : ` (${words(alert.baseline_state)})`
      }</p>`
    }
    <${Parties} alert=${alert} />
    <ul>${alert.cause_evidence.slice(0, 3).map((/** @type {string} */ line) => html`<li key=${line}>${line}</li>`)}</ul>
    <footer class="dim"><${Moment} at=${alert.opened_at} /> · ${
      alert.closed_at ? `lasted ${formatLength(Date.parse(alert.closed_at) - Date.parse(alert.opened_at))}` : 'lasts'
    }
      ${' · '}${formatCount(alert.total_count)} messages${
        missed ? html` · <span class="notice">something may have been missed</span>` : ''
      }
    </footer></article>`;
}
