// @ts-check
// A day of hours as small bars. An hour that nobody watched is hatched, never a low bar.
import {html} from '../preact.js';
import {formatCount} from '../pure/numbers.js';
import {formatMoment, zoneName} from '../pure/time.js';
import {useCell} from '../state/cell.js';
import {zone} from '../state/settings.js';

const BAR = 14;
const TALL = 54;

/** @param {{about: string, hours: {start: number, churn: number | null, partial: boolean}[]}} props */
export function Spark({about, hours}) {
  const all = hours.reduce((sum, hour) => sum + (hour.churn ?? 0), 0);
  const inZone = useCell(zone);
  const most = hours.reduce((sum, hour) => Math.max(sum, hour.churn ?? 0), 0);
  const seen = hours.filter(hour => hour.churn !== null).length;
  const width = hours.length * BAR;
  const text = (/** @type {typeof hours[0]} */ hour) =>
    `${formatMoment(hour.start, inZone)} ${zoneName(hour.start, inZone)}: ${
      hour.churn === null
        ? 'nobody watched'
        : `${formatCount(hour.churn)} changes${hour.partial ? ', partly seen' : ''}`
    }`;
  return html`<p class="dim">${
    seen === 0
      ? 'Nobody watched any segment.'
      : `${formatCount(all)} in the ${seen} of ${hours.length} hours that somebody watched, at most ` +
        `${formatCount(most)} in one.`
  }</p>
  <svg class="spark" viewBox="0 0 ${width} ${TALL}" role="img" preserveAspectRatio="none"
      aria-label=${`${about}: ${seen} of ${hours.length} hours watched, at most ${formatCount(most)} changes in one. ` +
      'The map of churn tells each.'}>
    <defs><pattern id="unseen" width="5" height="5" patternUnits="userSpaceOnUse"
        patternTransform="scale(0.25 1) rotate(45)">
      <line x1="0" y1="0" x2="0" y2="5" /></pattern></defs>
    ${hours.map((hour, i) => {
      const height = hour.churn ? Math.max(2, (hour.churn / most) * (TALL - 4)) : 0;
      return html`<g key=${hour.start}><title>${text(hour)}</title>
        ${
          hour.churn === null
            ? html`<rect class="unseen" x=${i * BAR + 1} y="2" width=${BAR - 2} height=${TALL - 3} />`
            : html`<rect class="under" x=${i * BAR + 1} y="2" width=${BAR - 2} height=${TALL - 3} />
              <rect class=${hour.partial ? 'partial' : 'whole'} x=${i * BAR + 1} y=${TALL - 1 - height} width=${BAR - 2}
                height=${height} />`
        }
        <line class="base" x1=${i * BAR + 1} x2=${i * BAR + BAR - 1} y1=${TALL - 0.5} y2=${TALL - 0.5} /></g>`;
    })}</svg>`;
}
