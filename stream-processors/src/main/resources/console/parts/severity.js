// @ts-check
// Severity by colour, shape and word: never by colour alone.
import {html} from '../preact.js';
import {words} from '../pure/numbers.js';

const SHAPES = /** @type {Record<string, string>} */ ({CRITICAL: '◆', HIGH: '▲', MEDIUM: '■', LOW: '●', INFO: '○'});

/** @param {{of: string}} props */
export function Severity({of}) {
  return html`<span class="severity ${of.toLowerCase()}"><span class="shape"
      aria-hidden="true">${SHAPES[of] ?? '?'}</span> ${words(of)}</span>`;
}

/** @param {{alert: any}} props */
export function Status({alert}) {
  return alert.status === 'ACTIVE'
    ? html`<span class="chip active">active</span>`
    : html`<span class="chip"
        title=${alert.close_reason === 'SENSOR_LOST' ? 'Nobody watches any more: that is no recovery.' : ''}>closed:
        ${' '}${words(alert.close_reason)}</span>`;
}
