// @ts-check
// What is around every view: where one can go, how fresh it is, how one likes it.
import {html, useEffect, useState} from '../preact.js';
import {href} from '../pure/route.js';
import {formatCount} from '../pure/numbers.js';
import {zoneName} from '../pure/time.js';
import {bind} from '../state/keys.js';
import {go, useRoute} from '../state/location.js';
import {heardAt, listenTo, streamState, totals} from '../state/live.js';
import {useCell} from '../state/cell.js';
import {refused, signIn, token} from '../state/session.js';
import {paint, toggleTheme, toggleZone, zone} from '../state/settings.js';
import {useNow} from '../parts/now.js';
import {Help} from './help.js';
import {SignIn} from './signin.js';
import {Overview} from './overview.js';
import {Groups} from './groups.js';
import {Group} from './group.js';
import {Host, Hosts} from './host.js';
import {Alerts} from './alerts.js';
import {Alert} from './alert.js';
import {Churns} from './churn.js';
import {Queriers} from './queriers.js';
import {Sensors} from './sensors.js';
import {Live} from './tail.js';
import {Questions} from './questions.js';
import {Title} from '../parts/fields.js';
import {Empty} from '../parts/states.js';

const PLACES = /** @type {[string, string, string][]} */ ([
  ['', 'Overview', 'o'],
  ['groups', 'Groups', 'm'],
  ['hosts', 'Hosts', 'h'],
  ['churn', 'Churn', 'c'],
  ['alerts', 'Alerts', 's'],
  ['queriers', 'Queriers', 'q'],
  ['sensors', 'Sensors', 'a'],
  ['live', 'Live', 'l'],
  ['questions', 'Three questions', 'w'],
]);

/** The view of a path. @param {string[]} path */
function viewOf(path) {
  const [place = '', ...rest] = path;
  if (place === 'groups') {
    return rest.length === 2
      ? html`<${Group} segment=${rest[0]} group=${rest[1]} key=${path.join('/')} />`
      : html`<${Groups} />`;
  }
  if (place === 'hosts') {
    return rest.length === 1 ? html`<${Host} host=${rest[0]} key=${rest[0]} />` : html`<${Hosts} />`;
  }
  if (place === 'alerts') {
    return rest.length === 1 ? html`<${Alert} id=${rest[0]} key=${rest[0]} />` : html`<${Alerts} />`;
  }
  const simple = /** @type {Record<string, any>} */ ({
    '': Overview,
    churn: Churns,
    queriers: Queriers,
    sensors: Sensors,
    live: Live,
    questions: Questions,
  });
  return simple[place]
    ? html`<${simple[place]} />`
    : html`<${Title} title="There is no such view" />
        <${Empty} title="Nothing is at this address"><p>Choose a view above.</p></${Empty}>`;
}

const STREAM = /** @type {Record<string, [string, string]>} */ ({
  off: ['paused', 'The stream waits until this tab is looked at.'],
  connecting: ['connecting', 'The stream of changes is being opened.'],
  live: ['live', 'Changes come as they are committed.'],
  cut: [
    'cut, resuming',
    'The stream was cut; it goes on behind the last event. Answers are asked for every 10 s meanwhile.',
  ],
  full: ['polling', 'As many streams as api.stream.clients allows are open: answers are asked for every 10 s.'],
  refused: ['signed out', 'The API demands a token.'],
});

function Freshness() {
  const state = useCell(streamState);
  useNow(1000);
  const heard = heardAt.value;
  const seconds = heard === 0 ? null : Math.max(0, Math.round((performance.now() - heard) / 1000));
  const [word, about] = STREAM[state];
  return html`<span class="freshness ${state}" data-state=${state}
      title=${`${about} Resumed ${totals.resumed} times, ${totals.gaps} gaps.`}>
    <span class="dot" aria-hidden="true"></span> ${word}${
      seconds !== null && state !== 'off' ? ` · heard ${formatCount(seconds)} s ago` : ''
    }</span>`;
}

export function Shell() {
  const route = useRoute();
  const shut = useCell(refused);
  const inZone = useCell(zone);
  const shown = useCell(paint);
  const hasToken = useCell(token) !== null;
  const [help, setHelp] = useState(false);
  const place = route.path[0] ?? '';
  useEffect(() => {
    listenTo(place === 'live' ? streamFilters(route.params) : {});
  }, [place, JSON.stringify(route.params)]);
  useEffect(() => {
    PLACES.forEach(([path, title, key]) => bind(`g ${key}`, title, () => go(href(path ? [path] : []))));
    bind('t', 'dark or light', toggleTheme);
    bind('u', 'UTC or local time', toggleZone);
    bind('?', 'these keys', () => setHelp(true));
    bind('Escape', 'close', () => setHelp(false));
  }, []);
  return html`<a class="skip" href="#main" onClick=${(/** @type {Event} */ event) => {
    event.preventDefault();
    document.getElementById('main')?.focus();
  }}>to the content</a>
    <header class="bar">
      <a class="brand" href="#/"><img src="icon.svg" alt="" width="20" height="20" /> Tidewatch</a>
      <nav aria-label="Views">${PLACES.map(
        ([path, title, key]) => html`<a key=${path} href=${href(path ? [path] : [])}
        title=${`g ${key}`} aria-current=${place === path ? 'page' : undefined}>${title}</a>`,
      )}</nav>
      <span class="grow"></span>
      <${Freshness} />
      <button onClick=${toggleZone} title="UTC or local time (u)">${zoneName(Date.now(), inZone)}</button>
      <button onClick=${toggleTheme} title="dark or light (t)">${shown}</button>
      ${hasToken && html`<button onClick=${() => signIn(null)}>sign out</button>`}
      <button onClick=${() => setHelp(true)} title="keys (?)" aria-label="Keys">?</button>
    </header>
    <main id="main" tabindex="-1">${shut ? html`<${SignIn} />` : viewOf(route.path)}</main>
    ${help && html`<${Help} onClose=${() => setHelp(false)} />`}`;
}

/** Filters of the stream that the live view asks for. @param {Record<string, string>} params */
function streamFilters(params) {
  const wanted = /** @type {Record<string, string>} */ ({});
  for (const name of ['segment', 'family', 'group', 'host']) {
    if (params[name]) {
      wanted[name] = params[name];
    }
  }
  return wanted;
}
