// @ts-check
// How far a number can be trusted, beside every number.
import {html, useMemo} from '../preact.js';
import {formatDay, formatMoment, millis} from '../pure/time.js';
import {formatCount, words} from '../pure/numbers.js';
import {useCell} from '../state/cell.js';
import {zone} from '../state/settings.js';
import {useNow} from './now.js';

const COVERAGE = /** @type {Record<string, [string, string]>} */ ({
  FULL: ['●', 'A sensor watched, somebody queried, nothing was dropped: every member has reported.'],
  PARTIAL: [
    '◐',
    'A sensor watched, but has just started, dropped frames, or heard no querier: members may be missing.',
  ],
  BLIND: ['○', 'No sensor watches: this is how it was when it was seen last.'],
});

/** @param {{of: string | null | undefined}} props */
export function Coverage({of}) {
  if (!of) {
    return null;
  }
  const [sign, about] = COVERAGE[of] ?? ['?', ''];
  return html`<span class="coverage ${of.toLowerCase()}" title=${about}><span
      aria-hidden="true">${sign}</span> ${words(of)}</span>`;
}

/** @param {{of: string}} props */
export function Tracking({of}) {
  return of === 'LOWER_BOUND'
    ? html`<span class="tracking"
        title="Hosts of IGMPv1, IGMPv2 or MLDv1 suppress each other's reports: there may be more.">lower bound</span>`
    : html`<span class="dim" title="Every host reports for itself.">explicit</span>`;
}

/**
 * Tells moments, each with its date where that is not today, and all of it as its title. The same function until the zone
 * or the day is another: a table asks for it once, since hooks in each of its cells cost more than all else in a row.
 * @returns {(at: string | null | undefined) => any}
 */
export function useMoments() {
  const inZone = useCell(zone);
  const today = formatDay(useNow(60_000), inZone);
  return useMemo(() => at => moment(at, inZone, today), [inZone, today]);
}

/** @param {string | null | undefined} at @param {import('../pure/time.js').Zone} inZone @param {string} today */
function moment(at, inZone, today) {
  const ms = millis(at);
  return ms === null
    ? html`<span class="dim">–</span>`
    : html`<time datetime=${at} title=${formatMoment(ms, inZone, {millis: true})}>${formatMoment(
        ms,
        inZone,
        {today},
      )}</time>`;
}

/** One moment. @param {{at: string | null | undefined}} props */
export function Moment({at}) {
  return useMoments()(at);
}

/**
 * What stands around an answer: the time it is about, how complete it is, whether it may still change, how much of it
 * is here.
 * @param {{of: any, count?: string}} props
 */
export function Standing({of, count}) {
  if (!of) {
    return null;
  }
  return html`<p class="standing">
    ${of.items && html`<span><b>${formatCount(of.items.length)}${of.next ? '+' : ''}</b> ${count ?? 'items'}</span>`}
    ${of.next && html`<span class="notice"
        title="More are loaded as you scroll; export has all.">not all loaded</span>`}
    <span>as of <${Moment} at=${of.as_of} /></span>
    ${of.coverage && html`<span>coverage <${Coverage} of=${of.coverage} /></span>`}
    ${of.final === true && html`<span class="final"
        title="The watermark has passed this time: the answer stays so.">final</span>`}
    ${of.final === false && html`<span class="provisional"
        title="Not all that was captured before this time has arrived: the answer may still change."
        >provisional</span>`}
    ${of.watermark && html`<span class="dim"
        title="Everything captured up to here is in the answer.">complete to <${Moment} at=${of.watermark} /></span>`}
    ${of.stale && html`<span class="notice"
        title="The owner of this state is away; a copy answers.">from a copy, ${formatCount(of.lag)} records
        behind</span>`}
  </p>`;
}
