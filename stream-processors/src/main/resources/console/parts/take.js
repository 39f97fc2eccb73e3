// @ts-check
// Taking it away: export of exactly what is filtered, and copies as questions to other programs.
import {html, useState} from '../preact.js';
import {address, exported, guarded} from '../state/api.js';
import {formatCount} from '../pure/numbers.js';
import {curl} from '../pure/copies.js';

/** @param {string} text @param {string} name @param {string} type */
function save(text, name, type) {
  const url = URL.createObjectURL(new Blob([text], {type}));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * @param {{path: string | null, name: string, list?: boolean, copies?: Record<string, string>}} props `path`: of the
 *     API; `list`: it has CSV and NDJSON
 */
export function Take({path, name, list = true, copies = {}}) {
  const [said, say] = useState('');
  if (path === null) {
    return null;
  }
  const all = {curl: curl(address(path), guarded()), ...copies};
  /** @param {'csv' | 'ndjson'} format */
  const take = async format => {
    say('asking…');
    try {
      const text = await exported(
        path,
        format,
        items => say(`${formatCount(items)} rows…`),
        new AbortController().signal,
      );
      save(text, `${name}.${format}`, format === 'csv' ? 'text/csv' : 'application/x-ndjson');
      say('saved');
    } catch (error) {
      say(`not exported: ${error instanceof Error ? error.message : error}`);
    }
  };
  /** @param {string} language @param {string} text */
  const copy = async (language, text) => {
    try {
      await navigator.clipboard.writeText(text);
      say(`${language} copied`);
    } catch {
      say(text);
    }
  };
  return html`<div class="take" role="group" aria-label="Export and copy">
    ${list && html`<button onClick=${() => take('csv')}>CSV</button><button
        onClick=${() => take('ndjson')}>NDJSON</button>`}
    <span class="dim">copy as</span>
    ${Object.entries(all).map(([language, text]) => html`<button key=${language} title=${text} data-copy=${text}
        onClick=${() => copy(language, text)}>${language}</button>`)}
    <output class="said">${said}</output></div>`;
}
