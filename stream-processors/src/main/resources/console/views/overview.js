// @ts-check
import {html, useEffect, useRef} from '../preact.js';
import {together} from '../pure/churn.js';
import {apiPath, href} from '../pure/route.js';
import {formatCount, formatRate, words} from '../pure/numbers.js';
import {causeOf} from '../pure/causes.js';
import {useAnswers} from '../state/answer.js';
import {useCell} from '../state/cell.js';
import {changed, streamState, told, totals} from '../state/live.js';
import {useNow} from '../parts/now.js';
import {Title} from '../parts/fields.js';
import {SEGMENTS} from '../parts/segments.js';
import {Severity, Status} from '../parts/severity.js';
import {Spark} from '../parts/spark.js';
import {Coverage, Moment, Standing} from '../parts/standing.js';
import {Answered, Empty} from '../parts/states.js';
import {Table} from '../parts/table.js';
import {changeText} from './tail.js';

const HOUR = 3_600_000;
const HOURS = 24;

/** Changes a second over the last ten seconds that this page has listened; null while it has not. */
function useChangeRate() {
  const listening = useCell(streamState) === 'live';
  useNow(1000);
  const marks = useRef([{at: performance.now(), changes: totals.changes}]);
  const now = {at: performance.now(), changes: totals.changes};
  useEffect(() => {
    marks.current = [...marks.current, now].filter(mark => now.at - mark.at <= 10_000);
  });
  const first = marks.current[0];
  const seconds = (now.at - first.at) / 1000;
  return seconds < 0.9 || !listening ? null : Math.max(0, now.changes - first.changes) / seconds;
}

/** @param {{title: string, value: any, note?: any, to: string}} props */
function Figure({title, value, note = '', to}) {
  return html`<a class="figure" href=${to}><span class="name">${title}</span><span class="value">${value}</span>
    <span class="note">${note}</span></a>`;
}

export function Overview() {
  const first = Math.floor(useNow(60_000) / HOUR) * HOUR - (HOURS - 1) * HOUR;
  const [segments, alerts, sensors, day] = useAnswers(
    [
      SEGMENTS,
      'alerts?limit=50',
      'sensors?limit=1000',
      apiPath(['windows'], {size: '1h', from: new Date(first).toISOString(), limit: 1000}),
    ],
    {live: true},
  );
  const rate = useChangeRate();
  const places = segments.data?.items ?? [];
  const active = (alerts.data?.items ?? []).filter((/** @type {any} */ each) => each.status === 'ACTIVE');
  const watching = (sensors.data?.items ?? []).filter(
    (/** @type {any} */ each) => each.state === 'RUNNING' || each.state === 'REPLAYING',
  );
  const count = (/** @type {string} */ of) => places.filter((/** @type {any} */ each) => each.coverage === of).length;
  const groups = places.reduce((/** @type {number} */ sum, /** @type {any} */ each) => sum + each.group_count, 0);
  const losing = (sensors.data?.items ?? []).some((/** @type {any} */ each) => each.lost > 0);
  // Where nobody watches nothing is heard: that is no quiet.
  const quiet = watching.length > 0 ? 'all quiet' : html`<span class="notice">nobody watches</span>`;
  const worst = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'].find(each =>
    active.some((/** @type {any} */ alert) => alert.severity === each),
  );
  return html`<${Title} title="Overview" />
    <div class="figures">
      <${Figure} title="groups" to="#/groups"
          value=${segments.data ? formatCount(groups) : '–'}
        note=${segments.data ? html`<${Coverage}
            of=${segments.data.coverage} />${segments.data.final === false ? ' provisional' : ''}` : ''} />
      <${Figure} title="segments" to="#/groups" value=${segments.data ? formatCount(places.length) : '–'}
        note=${`${count('FULL')} full · ${count('PARTIAL')} partial · ${count('BLIND')} blind`} />
      <${Figure} title="active alerts" to="#/alerts?status=active"
          value=${alerts.data ? formatCount(active.length) : '–'}
        note=${worst ? html`worst: <${Severity} of=${worst} />` : alerts.data && sensors.data ? quiet : ''} />
      <${Figure} title="sensors watching" to="#/sensors"
          value=${sensors.data ? `${watching.length} of ${sensors.data.items.length}` : '–'}
        note=${losing ? 'frames lost: see Sensors' : ''} />
      <${Figure} title="changes a second" to="#/live" value=${formatRate(rate)} note=${
        rate === null ? 'not listening yet' : 'mean of 10 s'
      } />
    </div>
    <${Day} of=${day} first=${first} />
    <div class="columns">
      <section><h2>Alerts</h2>
        <${Answered} of=${alerts}>${(/** @type {any} */ data) =>
          data.items.length === 0
            ? html`<${Empty} title="No alert is kept"><p>Nothing has stormed. What would be found is described at <a
                href="#/alerts">Alerts</a>.</p></${Empty}>`
            : html`<ul class="brief">${data.items.slice(0, 8).map(
                (/** @type {any} */ alert) => html`<li key=${alert.alert_id}>
            <a href=${href(['alerts', alert.alert_id])}><${Severity}
                of=${alert.status === 'ACTIVE' ? alert.severity : alert.severity_max} />
            <b>${causeOf(alert).title}</b></a> <${Status} alert=${alert} />
            <span class="dim">${alert.scope.value} · <${Moment} at=${alert.opened_at} /></span></li>`,
              )}</ul>`}</${Answered}></section>
      <section><h2>Last changes</h2><${LastChanges} /></section>
    </div>
    <section><h2>Segments</h2>
      <${Answered} of=${segments}>${(/** @type {any} */ data) =>
        data.items.length === 0
          ? html`<${Empty} title="No segment yet"><p>Nothing was heard of any segment. Start a sensor:
              ${' '}<code>tidewatch capture -i eth0</code>.</p></${Empty}>`
          : html`<${Standing} of=${data} count="segments" />
          <${Table} short caption="Segments" rows=${data.items} keyOf=${(/** @type {any} */ row) => row.segment}
            hrefOf=${(/** @type {any} */ row) => href(['groups'], {segment: row.segment})}
                columns=${COLUMNS} />`}</${Answered}></section>`;
}

/** Changes of a day, hour by hour. @param {{of: import('../state/answer.js').Answer, first: number}} props */
function Day({of, first}) {
  return html`<section class="day"><h2><a href=${href(['churn'])}>Changes in 24 hours</a></h2>
    <${Answered} of=${of}>${(/** @type {any} */ data) => html`
      <${Spark} about="Changes of all segments" hours=${together(data.items, first, HOURS, HOUR)} />
      <p class="legend"><span class="key cover blind"></span> nobody watched
        ${data.next && html`<span class="notice">the first segments only, by name</span>`}</p>`}</${Answered}>
    </section>`;
}

/** @type {import('../parts/table.js').Column[]} */
const COLUMNS = [
  {
    key: 'segment',
    title: 'Segment',
    cell: row => html`<a href=${href(['groups'], {segment: row.segment})}>${row.segment}</a>`,
  },
  {key: 'groups', title: 'Groups', number: true, cell: row => formatCount(row.group_count)},
  {key: 'families', title: 'Families', cell: row => row.families.map(words).join(', ') || '–'},
  {key: 'coverage', title: 'Coverage', cell: row => html`<${Coverage} of=${row.coverage} />`},
  {
    key: 'final',
    title: 'Answer',
    cell: row => (row.final ? 'final' : html`<span class="provisional">provisional</span>`),
  },
  {key: 'watermark', title: 'Complete to', cell: (row, moment) => moment(row.watermark)},
  {key: 'sensors', title: 'Sensors', cell: row => row.sensors.join(', ') || html`<span class="notice">none</span>`},
  {
    key: 'querier',
    title: 'Querier',
    cell: row => html`<a href=${href(['queriers'], {segment: row.segment})}>who speaks</a>`,
  },
];

function LastChanges() {
  useCell(changed);
  const events = told.value
    .filter(each => each.event === 'change')
    .slice(-8)
    .reverse();
  return events.length === 0
    ? html`<${Empty} title="Nothing has changed since this page was opened">
      <p>Changes appear here as they are committed. <a href="#/live">Live</a> shows all of them.</p></${Empty}>`
    : html`<ul class="brief">${events.map(
        each => html`<li key=${each.data.change_id}><${Moment} at=${each.data.at} />
      ${' '}${changeText(each.data)}
      ${' '}<a href=${href(['groups', each.data.segment, each.data.group])}>${each.data.group}</a>
      ${each.data.host && html` <span class="dim">${each.data.host}</span>`}</li>`,
      )}</ul>`;
}
