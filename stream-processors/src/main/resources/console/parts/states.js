// @ts-check
// What is shown where there is no answer: each says what to do next.
import {html} from '../preact.js';

/** @param {{title: string, children?: any}} props */
export function Empty({title, children}) {
  return html`<div class="state empty"><h2>${title}</h2><div>${children}</div></div>`;
}

const NEXT = /** @type {Record<number, string>} */ ({
  0: 'The console asks again every two seconds. Look at the process and its log; /readyz tells what is not ready.',
  400: 'Change the search or the time above.',
  401: 'Sign in with the token of api.token.',
  404: 'It may be over: choose an earlier time above, or look at the timeline.',
  421: 'Open the console as localhost, or set api.token.',
  500: 'The log of the processors tells why.',
  503: 'The console asks again by itself.',
});

/** @param {{of: import('../state/api.js').Problem}} props */
export function Failure({of}) {
  return html`<div class="state failure" role="alert"><h2>${of.title}</h2><p>${of.message}</p>
    <p class="dim">${NEXT[of.status] ?? ''}</p></div>`;
}

export function Loading() {
  return html`<div class="state loading" role="status">Asking…</div>`;
}

/**
 * An answer, or why there is none.
 * @param {{of: import('../state/answer.js').Answer, children: (data: any) => any}} props
 */
export function Answered({of, children}) {
  if (of.data === null) {
    return of.problem ? html`<${Failure} of=${of.problem} />` : html`<${Loading} />`;
  }
  return html`<div class=${of.loading ? 'answered waiting' : 'answered'}>
    ${of.problem && html`<p class="notice" role="alert">Not fresh: ${of.problem.message}</p>`}
    ${children(of.data)}</div>`;
}
