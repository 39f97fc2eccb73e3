// @ts-check
// The time that a view is about: now, or any time that is kept.
import {html, useEffect, useMemo, useState} from '../preact.js';
import {apiTime, formatMoment, parseMoment, urlTime, zoneName} from '../pure/time.js';
import {useCell} from '../state/cell.js';
import {zone} from '../state/settings.js';
import {refine, useRoute} from '../state/location.js';

const PRESETS = ['now', 'now-1m', 'now-5m', 'now-15m', 'now-1h', 'now-6h', 'now-1d'];

/**
 * A moment as the API takes it, null for now; the same as long as the text is, so that `now-5m` is fixed when it is
 * chosen and not with every rendering.
 * @param {string} said @param {import('../pure/time.js').Zone} inZone
 */
export function useFixed(said, inZone) {
  return useMemo(() => apiTime(said, Date.now(), inZone), [said, inZone]);
}

/** The moment of the URL. */
export function useAsOf() {
  const {params} = useRoute();
  return useFixed(params.at ?? '', useCell(zone));
}

export function Clock() {
  const {params} = useRoute();
  const inZone = useCell(zone);
  const asOf = useAsOf();
  const [draft, setDraft] = useState(params.at ?? '');
  const [problem, setProblem] = useState('');
  useEffect(() => {
    setDraft(params.at ?? '');
    setProblem('');
  }, [params.at]);
  /** @param {string} text */
  const choose = text => {
    const moment = parseMoment(text, Date.now(), inZone);
    if ('error' in moment) {
      setProblem(moment.error);
      return;
    }
    setProblem('');
    refine({at: urlTime(text, Date.now(), inZone)});
  };
  return html`<form class="clock ${asOf ? 'past' : ''}" onSubmit=${(/** @type {Event} */ event) => {
    event.preventDefault();
    choose(draft);
  }}>
    <label for="as-of">as of</label>
    <input id="as-of" list="moments" autocomplete="off" spellcheck="false" placeholder="now" value=${draft} size="24"
      aria-invalid=${problem ? 'true' : 'false'} aria-describedby="as-of-said"
      onInput=${(/** @type {any} */ event) => setDraft(event.target.value)}
      onChange=${(/** @type {any} */ event) => choose(event.target.value)} />
    <datalist id="moments">${PRESETS.map(preset => html`<option key=${preset} value=${preset} />`)}</datalist>
    ${asOf && html`<button type="button" class="primary" onClick=${() => refine({at: null})}>back to now</button>`}
    <span id="as-of-said" class=${problem ? 'notice' : 'dim'}>${
      problem ||
      (asOf ? `${formatMoment(Date.parse(asOf), inZone, {millis: true})} ${zoneName(Date.parse(asOf), inZone)}` : '')
    }</span>
  </form>`;
}
