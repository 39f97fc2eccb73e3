// @ts-check
// Small parts that every view has.
import {html, useEffect, useRef} from '../preact.js';
import {bind} from '../state/keys.js';
import {href} from '../pure/route.js';
import {groupName} from '../pure/names.js';
import {refine} from '../state/location.js';

/** The search box, which "/" reaches. @param {{value: string, about: string, hint?: string}} props */
export function Search({value, about, hint = ''}) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(
    () =>
      bind('/', 'search', () => {
        input.current?.focus();
        input.current?.select();
      }),
    [],
  );
  return html`<span class="search"><input ref=${input} type="search" aria-label=${about} placeholder=${about}
    spellcheck="false" autocomplete="off" value=${value} aria-describedby="search-hint"
    onInput=${(/** @type {any} */ event) => refine({q: event.target.value}, true)} />
    <span id="search-hint" class="hint">${hint}</span></span>`;
}

/**
 * One of a few.
 * @param {{label: string, name: string, value: string | undefined, options: [string, string][]}} props
 */
export function Choice({label, name, value, options}) {
  return html`<label class="choice">${label} <select value=${value ?? ''}
    onChange=${(/** @type {any} */ event) => refine({[name]: event.target.value})}>
    ${options.map(([option, title]) => html`<option key=${option} value=${option}
        selected=${option === (value ?? '')}>${title}</option>`)}
    </select></label>`;
}

/** Views of one thing; which one is in the URL.
 * @param {{name: string, value: string, tabs: [string, string][]}} props */
export function Tabs({name, value, tabs}) {
  return html`<nav class="tabs" aria-label="Views of this">${tabs.map(
    ([tab, title]) => html`<button key=${tab}
    aria-current=${tab === value ? 'page' : undefined} onClick=${() => refine({[name]: tab})}>${title}</button>`,
  )}</nav>`;
}

/** @param {{segment: string, group: string, at?: string | null, tab?: string}} props */
export function GroupLink({segment, group, at = null, tab}) {
  const name = groupName(group);
  return html`<a href=${href(['groups', segment, group], {at, tab})}>${group}</a>${name && html` <span
      class="dim">${name}</span>`}`;
}

/** @param {{host: string | null, mac?: string | null, at?: string | null}} props */
export function HostLink({host, mac = null, at = null}) {
  if (host === null) {
    return html`<span class="dim">–</span>`;
  }
  const anonymous = host === '0.0.0.0' || host === '::';
  return html`<a href=${href(['hosts', anonymous && mac ? mac : host], {at})}>${host}</a>`;
}

/** Sources of a group or host; a blocked one says so. @param {{of: any[], mode: string}} props */
export function Sources({of, mode}) {
  if (of.length === 0) {
    return html`<span class="dim">${mode === 'INCLUDE' ? 'none' : 'any'}</span>`;
  }
  const text = of.map(each => (typeof each === 'string' ? each : `${each.blocked ? 'not ' : ''}${each.address}`));
  const more = text.length > 3 ? ` +${text.length - 3}` : '';
  return html`<span title=${text.join('\n')}>${text.slice(0, 3).join(', ')}${more}</span>`;
}

/** @param {{of: string}} props */
export function Mode({of}) {
  return html`<span class="mode ${of.toLowerCase()}"
      title=${of === 'INCLUDE' ? 'Wants only the listed sources.' : 'Wants every source but those that are blocked.'}
      >${of.toLowerCase()}</span>`;
}

/** Names and values. @param {{of: [string, any][]}} props */
export function Facts({of}) {
  return html`<dl class="facts">${of.map(([name, value]) => html`<div
      key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** @param {{title: string, children?: any}} props */
export function Title({title, children}) {
  useEffect(() => {
    document.title = `${title} – Tidewatch`;
  }, [title]);
  return html`<header class="title"><h1>${title}</h1>${children}</header>`;
}
