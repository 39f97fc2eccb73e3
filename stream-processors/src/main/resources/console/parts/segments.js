// @ts-check
import {html} from '../preact.js';
import {refine} from '../state/location.js';

/** The question for all segments. */
export const SEGMENTS = 'segments?limit=1000';

/** The segment of the URL; null: all of them. @param {Record<string, string>} params */
export function segmentOf(params) {
  return params.segment === undefined || params.segment === '*' ? null : params.segment;
}

/** The segment of the URL; without one the first that has groups, or the first.
 * @param {Record<string, string>} params @param {any} data of the segments */
export function oneSegment(params, data) {
  const items = data?.items ?? [];
  return (
    segmentOf(params) ??
    (items.find((/** @type {any} */ each) => each.group_count > 0) ?? items[0])?.segment ??
    null
  );
}

/** @param {{data: any, value: string | null, all?: boolean}} props `all`: all of them can be chosen */
export function SegmentChoice({data, value, all = false}) {
  const names = (data?.items ?? []).map((/** @type {any} */ each) => each.segment);
  if (value !== null && !names.includes(value)) {
    names.unshift(value);
  }
  return html`<label class="choice">segment <select value=${value ?? ''}
    onChange=${(/** @type {any} */ event) => refine({segment: event.target.value})}>
    ${all && html`<option value="" selected=${value === null}>all segments</option>`}
    ${names.map((/** @type {string} */ name) => html`<option key=${name} value=${name}
        selected=${name === value}>${name}</option>`)}</select></label>`;
}
