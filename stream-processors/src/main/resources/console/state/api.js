// @ts-check
// Questions to the API, exactly as curl would ask them.
import {authorization, refused, token} from './session.js';

export const BASE = new URL('../api/v1/', document.baseURI);

/** Why there is no answer: problem details (RFC 9457), or that nobody answered (status 0). */
export class Problem extends Error {
  /** @param {number} status @param {string} title @param {string} detail @param {number} [retryAfterS] */
  constructor(status, title, detail, retryAfterS = 0) {
    super(detail);
    this.status = status;
    this.title = title;
    this.retryAfterS = retryAfterS;
  }
}

/** @param {string} path below /api/v1/ */
export function address(path) {
  return new URL(path, BASE).href;
}

/**
 * @param {string} path below /api/v1/ @param {AbortSignal} [signal] @param {Record<string, string>} [headers]
 * @returns {Promise<Response>} of status 200
 */
export async function ask(path, signal, headers = {}) {
  let response;
  try {
    response = await fetch(address(path), {
      signal: signal ?? null,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      headers: {...headers, ...authorization()},
    });
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new Problem(0, 'No answer', 'The API does not answer. Is the process running, and reachable from here?');
  }
  if (response.status === 401) {
    refused.set(true);
  } else if (response.ok) {
    refused.set(false);
  }
  if (!response.ok) {
    throw await problemOf(response);
  }
  return response;
}

/** @param {Response} response */
async function problemOf(response) {
  const retry = Number(response.headers.get('Retry-After') ?? 0);
  try {
    const told = await response.json();
    return new Problem(response.status, String(told.title), String(told.detail), retry);
  } catch {
    return new Problem(response.status, 'Error', `The API answered with status ${response.status}.`, retry);
  }
}

/** @param {string} path @param {AbortSignal} [signal] @returns {Promise<any>} */
export async function askJson(path, signal) {
  return (await ask(path, signal, {Accept: 'application/json'})).json();
}

/** Several questions with one request. @param {string[]} paths @param {AbortSignal} [signal]
 * @returns {Promise<any[]>} of each its answer, or its problem */
export async function askAll(paths, signal) {
  if (paths.length === 1) {
    return [await askJson(paths[0], signal)];
  }
  const {answers} = await askJson(`answers?${new URLSearchParams(paths.map(path => ['ask', path]))}`, signal);
  return answers.map((/** @type {any} */ each) =>
    each.status === 200 ? each.answer : new Problem(each.status, each.answer.title, each.answer.detail),
  );
}

/** Whether requests carry a token. */
export function guarded() {
  return token.value !== null;
}

const PAGE = 1000;

/**
 * Everything that a list has, page by page, as the API writes it.
 * @param {string} path of the list, with its filters @param {'csv' | 'ndjson'} format
 * @param {(items: number) => void} progress @param {AbortSignal} signal
 * @returns {Promise<string>}
 */
export async function exported(path, format, progress, signal) {
  const first = new URL(address(path));
  first.searchParams.set('format', format);
  first.searchParams.set('limit', String(PAGE));
  first.searchParams.delete('cursor');
  let next = /** @type {URL | null} */ (first);
  const parts = [];
  let items = 0;
  while (next !== null) {
    const response = await ask(next.href, signal);
    const text = await response.text();
    const lines = text.split('\n').length - 1;
    parts.push(format === 'csv' && parts.length > 0 ? text.slice(text.indexOf('\n') + 1) : text);
    items += format === 'csv' ? Math.max(0, lines - 1) : lines;
    progress(items);
    const link = /<([^>]+)>; rel="next"/.exec(response.headers.get('Link') ?? '');
    next = link ? new URL(link[1], next) : null;
  }
  return parts.join('');
}
