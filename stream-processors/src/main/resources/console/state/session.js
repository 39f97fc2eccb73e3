// @ts-check
// The token of the API, where it demands one: for this tab alone, never in a URL, gone with the tab.
import {Cell} from './cell.js';

const KEY = 'tidewatch.token';

/** Null: none is known. @type {Cell<string | null>} */
export const token = new Cell(sessionStorage.getItem(KEY));

/** Whether the API has refused us for want of a token. */
export const refused = new Cell(false);

/** @param {string | null} value */
export function signIn(value) {
  if (value === null) {
    sessionStorage.removeItem(KEY);
  } else {
    sessionStorage.setItem(KEY, value);
  }
  token.set(value);
  refused.set(value === null);
}

/** Headers that a request carries. @returns {Record<string, string>} */
export function authorization() {
  return token.value === null ? {} : {Authorization: `Bearer ${token.value}`};
}
