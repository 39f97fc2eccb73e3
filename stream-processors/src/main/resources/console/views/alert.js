// @ts-check
// One alert: what, why, why not something else, how it went, what to do.
import {html, useMemo} from '../preact.js';
import {apiPath, href} from '../pure/route.js';
import {formatCount, formatRate, formatShare, words} from '../pure/numbers.js';
import {formatLength} from '../pure/time.js';
import {CAUSES, causeOf} from '../pure/causes.js';
import {alertCopies, kcat} from '../pure/copies.js';
import {quotedFields} from '../pure/quoted.js';
import {useAnswer} from '../state/answer.js';
import {Chart} from '../parts/chart.js';
import {Facts, Title} from '../parts/fields.js';
import {Severity, Status} from '../parts/severity.js';
import {Moment} from '../parts/standing.js';
import {Answered} from '../parts/states.js';
import {Take} from '../parts/take.js';
import {worstOf} from './alerts.js';

/** @param {{id: string}} props */
export function Alert({id}) {
  const path = apiPath(['alerts', id]);
  const answer = useAnswer(path, {live: true});
  return html`<${Title} title=${answer.data ? causeOf(answer.data).title : 'Alert'}>
      ${answer.data && html`<${Severity} of=${worstOf(answer.data)} /> <${Status} alert=${answer.data} />`}</${Title}>
    <${Answered} of=${answer}>${(/** @type {any} */ alert) => html`
      <div class="filters"><span><b>${words(alert.scope.kind)} ${alert.scope.value}</b> on ${alert.scope.segments.map(
        (/** @type {string} */ segment, /** @type {number} */ i) =>
          html`${i > 0 ? ', ' : ''}<a key=${segment} href=${href(['groups'], {segment})}>${segment}</a>`,
      )}</span><span class="grow"></span>
        <${Take} path=${path} name=${`alert-${id}`} list=${false} copies=${{
          ...alertCopies(alert),
          kcat: kcat('siem.alerts.ecs-json.v1', {
            from: Date.parse(alert.opened_at),
            holds: alert.alert_id,
            avro: false,
          }),
        }} /></div>
      <div class="columns"><${Why} alert=${alert} /><${Todo} alert=${alert} /></div>
      ${alert.rule.id.startsWith('icmp.') || alert.total_count > 0 ? html`<${Rate} alert=${alert} />` : ''}
      <div class="columns"><${Breadth} alert=${alert} /><${Scores} alert=${alert} /></div>
      <${Life} alert=${alert} />
      <${Sample} alert=${alert} />`}</${Answered}>`;
}

/** @param {{alert: any}} props */
function Why({alert}) {
  const cause = causeOf(alert);
  const quality = alert.capture_quality;
  return html`<section><h2>What, and why we think so</h2>
    <p>${cause.means}</p>
    <ul>${alert.cause_evidence.map((/** @type {string} */ line) => html`<li key=${line}>${line}</li>`)}</ul>
    <${Facts} of=${[
      [
        'confidence',
        `${alert.cause_confidence} of 100${
          alert.cause_runner_up ? `, then ${CAUSES[alert.cause_runner_up]?.title ?? words(alert.cause_runner_up)}` : ''
        }`,
      ],
      ['first seen', html`<${Moment} at=${alert.first_seen} />`],
      ['opened', html`<${Moment} at=${alert.opened_at} />`],
      [
        'closed',
        alert.closed_at ? html`<${Moment} at=${alert.closed_at} /> ${words(alert.close_reason)}` : html`<b>lasts</b>`,
      ],
      ['messages', formatCount(alert.total_count)],
      ...(alert.type_name
        ? [
            [
              'mostly',
              `${words(alert.type_name)} (type ${alert.icmp_type}, code ${alert.icmp_code}), ${formatShare(
                alert.type_share,
              )}`,
            ],
          ]
        : []),
      ['sensors', alert.scope.sensors.join(', ') || '–'],
      [
        'seen by them',
        quality.kernel_drops === 0 && quality.coverage_gap_ms === 0 && quality.late_events === 0
          ? 'all of it'
          : html`<span class="notice">${formatCount(quality.kernel_drops)} frames dropped,
              ${' '}${formatLength(quality.coverage_gap_ms)} unwatched,
              ${' '}${formatCount(quality.late_events)} late</span>`,
      ],
      ...(alert.scope.absorbed.length > 0 ? [['explains also', alert.scope.absorbed.join(', ')]] : []),
    ]} />
    ${alert.previous_alert_id && html`<p><a
        href=${href(['alerts', alert.previous_alert_id])}>The alert before of the same thing</a></p>`}</section>`;
}

/** @param {{alert: any}} props */
function Todo({alert}) {
  const cause = causeOf(alert);
  return html`<section><h2>What to do</h2>
    <ol>${cause.todo.map(step => html`<li key=${step}>${step}</li>`)}</ol>
    ${
      safeLink(alert.runbook)
        ? html`<p><a href=${alert.runbook} rel="noreferrer" target="_blank">Runbook</a></p>`
        : html`<p class="dim">No runbook of your own: <code>storms.runbook.url</code> sets one.</p>`
    }
    <h3>References</h3>
    ${
      alert.attack.length === 0
        ? html`<p class="dim">Operational: nothing of ATT&CK or CAPEC.</p>`
        : html`<ul class="chips">${alert.attack.map(
            (/** @type {any} */ each) => html`<li key=${`${each.technique_id}${each.capec_id}`}>
        ${each.tactic_id && html`<span class="chip" title="ATT&CK tactic">${each.tactic_id} ${each.tactic}</span>`}
        ${each.technique_id && html`<span class="chip"
            title="ATT&CK technique">${each.subtechnique_id ?? each.technique_id} ${each.technique}${
              each.subtechnique ? `: ${each.subtechnique}` : ''
            }</span>`}
        ${each.capec_id && html`<span class="chip" title="CAPEC">${each.capec_id} ${each.capec}</span>`}</li>`,
          )}</ul>`
    }
    <p class="dim">Rule ${alert.rule.id}, version ${alert.rule.version}${safeLink(alert.rule.url) ? html`, <a
        href=${alert.rule.url} rel="noreferrer" target="_blank">about it</a>` : ''}.
      Key ${alert.dedupe_key}.</p></section>`;
}

/** A link of the configuration is followed only over HTTP: a script is none. @param {string | null} url */
export function safeLink(url) {
  return url !== null && /^https?:\/\//i.test(url);
}

/** The steps that changed something on the clock: each tells the mean rate of a window. @param {any[]} steps */
function windowsOf(steps) {
  return steps.filter(step => Date.parse(step.window_end) > Date.parse(step.window_start));
}

/** @param {{alert: any}} props */
function Rate({alert}) {
  const steps = useMemo(() => windowsOf(alert.steps), [alert]);
  const times = useMemo(
    () =>
      steps
        .flatMap(step => [Date.parse(step.window_start), Date.parse(step.window_end)])
        .map((time, i, all) => Math.max(time, ...all.slice(0, i))),
    [steps],
  );
  const lines = useMemo(
    () => [
      {title: 'mean rate', ink: 'accent', fill: true, values: steps.flatMap(step => [step.rate_pps, step.rate_pps])},
      {title: 'peak so far', ink: 'notice', values: steps.flatMap(step => [step.peak_rate_pps, step.peak_rate_pps])},
      {
        title: 'opens above',
        ink: 'text',
        dash: [6, 4],
        values: steps.flatMap(step => [step.threshold_pps, step.threshold_pps]),
      },
      {title: 'usual', ink: 'dim', dash: [2, 3], values: steps.flatMap(step => [step.baseline_pps, step.baseline_pps])},
    ],
    [steps],
  );
  return html`<section><h2>Rate against what is usual</h2>
    <p class="dim">Messages a second; each step of the alert tells the mean of its window.
      ${alert.baseline_state === 'READY' ? '' : html` <span
          class="notice">${
            alert.baseline_state === 'LEARNING'
              ? 'What is usual is still being learned: the floor alone decided.'
              : 'What was usual is too old to compare with.'
          }</span>`}</p>
    ${times.length > 1 && html`<${Chart} about="Rate of messages against what is usual" times=${times} lines=${lines}
        unit="/s" />`}</section>`;
}

const TOPS = /** @type {[string, string, string | null][]} */ ([
  ['top_reporters', 'Reporters', 'reporters_total'],
  ['top_receivers', 'Receivers', 'receivers_total'],
  ['top_quoted_sources', 'Quoted sources', 'quoted_sources_total'],
  ['top_quoted_destinations', 'Quoted destinations', 'quoted_destinations_total'],
  ['top_quoted_ports', 'Quoted ports', null],
]);

/** A count that may be an estimate says so. @param {any} alert @param {string} total */
const about = (alert, total) => `${alert.approximate ? '≈ ' : ''}${formatCount(alert[total])}`;

/** @param {{alert: any}} props */
function Breadth({alert}) {
  return html`<section><h2>Breadth</h2><p
      class="dim">Distinct values${alert.approximate ? ', estimated' : ''}; flows: ${about(
        alert,
        'quoted_flows_total',
      )}.</p>
    ${TOPS.filter(([name, unused, total]) => alert[name].length > 0 || (total && alert[total] > 0)).map(
      ([
        name,
        title,
        total,
      ]) => html`<table key=${name} class="plain"><caption>${title}${total ? `: ${about(alert, total)}` : ''}</caption>
      <thead class="hidden"><tr><th scope="col">value</th><th scope="col">messages</th><th
          scope="col">share</th></tr></thead>
      <tbody>${alert[name].map(
        (
          /** @type {any} */ each,
        ) => html`<tr key=${each.value}><td>${name === 'top_quoted_ports' ? each.value : html`<a
            href=${href(['hosts', each.value])}>${each.value}</a>`}</td>
        <td class="number">${formatCount(each.count)}</td><td class="share"><span class="portion"
            style=${{width: `${each.share * 100}%`}}></span> ${formatShare(each.share)}</td></tr>`,
      )}</tbody></table>`,
    )}</section>`;
}

/** @param {{alert: any}} props */
function Scores({alert}) {
  return html`<section><h2>Why not the others</h2>
    ${
      alert.cause_scores.length === 0
        ? html`<p class="dim">This rule has one cause.</p>`
        : html`<table class="plain scores"><caption class="hidden">Scores of causes</caption>
      <thead><tr><th scope="col">Cause</th><th scope="col">Score</th><th
          scope="col">What would speak for it</th></tr></thead>
      <tbody>${alert.cause_scores.map(
        (
          /** @type {any} */ each,
          /** @type {number} */ i,
        ) => html`<tr key=${each.cause} class=${each.cause === alert.cause ? 'winner' : ''}>
        <td>${CAUSES[each.cause]?.title ?? words(each.cause)}${
          each.cause === alert.cause ? ' – it is this' : i === 1 ? ' – next' : ''
        }</td>
        <td class="share"><span class="portion"
            style=${{width: `${each.score}%`}}></span> ${each.score}</td>
        <td>${CAUSES[each.cause]?.speaks ?? ''}</td></tr>`,
      )}</tbody></table>
      <p class="dim">From 0 to 100; below 50 nothing is claimed. Causes that are not listed had no evidence at all.</p>`
    }</section>`;
}

/** @param {{alert: any}} props */
function Life({alert}) {
  return html`<section><h2>Its life</h2><div class="scroll" tabindex="0" role="region" aria-label="Steps"><table
      class="plain"><caption class="hidden">Steps of the alert</caption>
    <thead><tr><th scope="col">#</th><th scope="col">Step</th><th scope="col">Severity</th><th
        scope="col">Cause</th><th scope="col">Window</th>
      <th scope="col">Rate</th><th scope="col">Peak</th><th scope="col">Usual</th><th scope="col">Opens above</th><th
          scope="col">In all</th></tr></thead>
    <tbody>${alert.steps.map(
      (
        /** @type {any} */ step,
      ) => html`<tr key=${step.sequence}><td
          class="number">${step.sequence}</td><td>${words(step.action)}${
            step.close_reason ? `: ${words(step.close_reason)}` : ''
          }</td>
      <td><${Severity} of=${step.severity} /></td><td>${causeOf(step).title} (${step.cause_confidence})</td>
      <td><${Moment} at=${step.window_start} /> – <${Moment} at=${step.window_end} /></td>
      <td class="number">${formatRate(step.rate_pps)}</td><td class="number">${formatRate(step.peak_rate_pps)}</td><td
          class="number">${formatRate(step.baseline_pps)}</td>
      <td class="number">${formatRate(step.threshold_pps)}</td><td
          class="number">${formatCount(step.total_count)}</td></tr>`,
    )}</tbody></table></div></section>`;
}

/** @param {{alert: any}} props */
function Sample({alert}) {
  if (alert.sample_packet === null) {
    const to = alert.top_quoted_destinations[0]?.value;
    return to
      ? html`<section><h2>A quoted packet</h2><p
          class="dim">None is kept with the alert. The messages themselves are on the topic
          ${' '}<code>tidewatch.icmp.v1</code> for three days.</p></section>`
      : '';
  }
  const {fields, error} = quotedFields(alert.sample_packet);
  return html`<section><h2>A quoted packet</h2>${
    error
      ? html`<p class="notice">${error}</p>`
      : html`<table class="plain"><caption class="hidden">Fields of a quoted packet</caption>
    <thead><tr><th scope="col">Octets</th><th scope="col">Field</th><th scope="col">Value</th></tr></thead>
    <tbody>${fields.map(field => html`<tr key=${field.at}><td
        class="number">${field.at}–${field.at + field.bytes - 1}</td><td>${field.name}</td><td><code>${
          field.value
        }</code></td></tr>`)}</tbody></table>`
  }</section>`;
}
