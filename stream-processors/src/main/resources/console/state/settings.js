// @ts-check
// How a person likes it, kept in this browser.
import {Cell} from './cell.js';

/** @param {string} key @param {string[]} allowed */
function kept(key, allowed) {
  const value = localStorage.getItem(`tidewatch.${key}`);
  const cell = new Cell(value !== null && allowed.includes(value) ? value : allowed[0]);
  cell.watch(next => localStorage.setItem(`tidewatch.${key}`, next));
  return cell;
}

/** `auto` follows the system. */
export const theme = kept('theme', ['auto', 'light', 'dark']);
/** @type {Cell<any>} */
export const zone = kept('zone', ['utc', 'local']);

const prefersDark = matchMedia('(prefers-color-scheme: dark)');

/** The theme that is shown. @returns {'light' | 'dark'} */
export function shownTheme() {
  return theme.value === 'light' || (theme.value === 'auto' && !prefersDark.matches) ? 'light' : 'dark';
}

/** Light or dark, for those who paint. */
export const paint = new Cell(shownTheme());

function apply() {
  document.documentElement.dataset.theme = shownTheme();
  paint.set(shownTheme());
}

export function startTheme() {
  apply();
  theme.watch(apply);
  prefersDark.addEventListener('change', apply);
}

export function toggleTheme() {
  theme.set(shownTheme() === 'dark' ? 'light' : 'dark');
}

export function toggleZone() {
  zone.set(zone.value === 'utc' ? 'local' : 'utc');
}
