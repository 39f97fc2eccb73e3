// @ts-check
import {html} from '../preact.js';
import {useAnswer} from '../state/answer.js';
import {refine, useRoute} from '../state/location.js';

/** All segments. */
export function useSegments() {
  return useAnswer('segments?limit=1000', {live: true});
}

/** The segment of the URL; without one the first that has groups, or the first. @param {any} data of the segments */
export function useSegment(data) {
  const {params} = useRoute();
  const items = data?.items ?? [];
  return params.segment ?? (items.find((/** @type {any} */ each) => each.group_count > 0) ?? items[0])?.segment ?? null;
}

/** @param {{data: any, value: string | null, more?: [string, string]}} props `more`: a choice that is no segment */
export function SegmentChoice({data, value, more}) {
  const names = (data?.items ?? []).map((/** @type {any} */ each) => each.segment);
  if (value !== null && value !== more?.[0] && !names.includes(value)) {
    names.unshift(value);
  }
  return html`<label class="choice">segment <select value=${value ?? ''}
    onChange=${(/** @type {any} */ event) => refine({segment: event.target.value})}>
    ${more && html`<option value=${more[0]} selected=${more[0] === value}>${more[1]}</option>`}
    ${names.map((/** @type {string} */ name) => html`<option key=${name} value=${name}
        selected=${name === value}>${name}</option>`)}</select></label>`;
}
