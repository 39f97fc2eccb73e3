// @ts-check
// A host over all segments.
import {html, useState} from '../preact.js';
import {apiPath, href} from '../pure/route.js';
import {isAddress, isMac} from '../pure/search.js';
import {hostCopies} from '../pure/copies.js';
import {kcat} from '../pure/copies.js';
import {millis} from '../pure/time.js';
import {useAnswer} from '../state/answer.js';
import {go, refine, useRoute} from '../state/location.js';
import {Clock, useAsOf} from '../parts/clock.js';
import {GroupLink, Tabs, Title} from '../parts/fields.js';
import {Coverage, Standing} from '../parts/standing.js';
import {Answered, Empty} from '../parts/states.js';
import {Table} from '../parts/table.js';
import {Take} from '../parts/take.js';
import {Timeline} from '../parts/timeline.js';
import {STAYS, stayKey} from './group.js';

export function Hosts() {
  const [said, say] = useState('');
  return html`<${Title} title="Hosts" />
    <form class="ask" onSubmit=${(/** @type {any} */ event) => {
      event.preventDefault();
      const host = event.target.elements.host.value.trim();
      if (isAddress(host) || isMac(host)) {
        go(href(['hosts', host]));
      } else {
        say('Give a whole address, like 10.20.0.12 or fe80::1, or a MAC address.');
      }
    }}>
      <label for="host">Address or MAC address of a host</label>
      <input id="host" name="host" autocomplete="off" spellcheck="false" placeholder="10.20.0.12" />
      <button class="primary">Show where it was</button><p class="notice" role="alert">${said}</p></form>
    <p class="dim">All segments and all groups that it was in are shown, for as long as they are kept. Hosts are also
      links in the members of every group.</p>`;
}

/** @type {import('../parts/table.js').Column[]} */
const columns = [
  {
    key: 'segment',
    title: 'Segment',
    sort: row => row.segment,
    cell: row => html`<a href=${href(['groups'], {segment: row.segment})}>${row.segment}</a>`,
  },
  {
    key: 'group',
    title: 'Group',
    sort: row => row.group,
    cell: row => html`<${GroupLink} segment=${row.segment} group=${row.group} tab="timeline" />`,
  },
  ...STAYS.map(column => (column.key === 'host' ? {...column, cell: (/** @type {any} */ row) => row.host} : column)),
];

/** @param {{host: string}} props */
export function Host({host}) {
  const {params} = useRoute();
  const asOf = useAsOf();
  const tab = params.tab ?? 'timeline';
  // The timeline shows all that is kept with the moment marked; the table answers as of the moment.
  const path = apiPath(['hosts', host], {asOf: tab === 'stays' ? asOf : null, limit: 1000});
  const answer = useAnswer(path, {live: asOf === null});
  const several = new Set((answer.data?.items ?? []).map((/** @type {any} */ stay) => stay.segment)).size > 1;
  return html`<${Title} title=${host}><${Clock} /></${Title}>
    <div class="filters"><${Tabs} name="tab" value=${tab} tabs=${[
      ['timeline', 'Timeline'],
      ['stays', 'Stays'],
    ]} /><span class="grow"></span>
      <${Take} path=${path} name=${`host-${host}`}
          copies=${{
            kcat: kcat('membership.changes.v1', {from: null, holds: host, avro: true}),
            ...hostCopies(host),
          }} /></div>
    <${Answered} of=${answer}>${(/** @type {any} */ data) => html`<${Standing} of=${data} count="stays" />
      ${
        data.items.length === 0
          ? html`<${Empty} title="It was in no group"><p>Nothing is kept of ${host}${
              asOf && tab === 'stays' ? ' at that time' : ''
            }.
          It may have another address: search for its MAC address. It may be where no sensor is: see <a
              href="#/sensors">Sensors</a>.</p></${Empty}>`
          : tab === 'timeline'
            ? html`<${Timeline} stays=${data.items} about=${`Groups of ${host}`} asOf=${millis(asOf)}
            label=${(/** @type {any} */ stay) => (several ? `${stay.group} on ${stay.segment}` : stay.group)}
            until=${Date.parse(data.as_of)} known=${millis(data.watermark)} />`
            : html`<${Table} caption=${`Stays of ${host}`} rows=${data.items} columns=${columns} keyOf=${stayKey}
                more=${answer.more}
            order=${params.order ?? ''} onOrder=${(/** @type {string} */ order) => refine({order}, true)}
            hrefOf=${(/** @type {any} */ row) => href(['groups', row.segment, row.group], {tab: 'timeline'})} />`
      }
      ${
        data.segments?.length > 0 &&
        html`<h2>How far this can be trusted</h2><${Table} short caption="Segments" rows=${data.segments}
        keyOf=${(/** @type {any} */ row) => row.segment} columns=${TRUST} />`
      }`}</${Answered}>`;
}

/** @type {import('../parts/table.js').Column[]} */
const TRUST = [
  {key: 'segment', title: 'Segment', cell: row => row.segment},
  {key: 'coverage', title: 'Coverage', cell: row => html`<${Coverage} of=${row.coverage} />`},
  {
    key: 'final',
    title: 'Answer',
    cell: row => (row.final ? 'final' : html`<span class="provisional">provisional</span>`),
  },
  {key: 'as_of', title: 'As of', cell: (row, moment) => moment(row.as_of)},
  {key: 'watermark', title: 'Complete to', cell: (row, moment) => moment(row.watermark)},
];
