// @ts-check
// When who watched a segment: spans of the API cut to what is shown, and the gaps among them.

/** @typedef {{from: number, to: number, lasts: boolean, coverage: string, own: boolean}} Span
 *   `own`: the sensor that is looked at watched; `lasts`: it goes on */

/**
 * The spans of each segment, by name, cut to a time.
 * @param {any[]} items of the API @param {string} sensor @param {number} from @param {number} to
 * @returns {Map<string, Span[]>}
 */
export function spansOf(items, sensor, from, to) {
  const bySegment = /** @type {Map<string, Span[]>} */ (new Map());
  for (const item of items) {
    const span = {
      from: Math.max(from, Date.parse(item.from)),
      to: Math.min(to, item.to === null ? to : Date.parse(item.to)),
      lasts: item.to === null,
      coverage: item.coverage,
      own: item.sensors.includes(sensor),
    };
    if (span.from < span.to) {
      bySegment.set(item.segment, [...(bySegment.get(item.segment) ?? []), span]);
    }
  }
  return bySegment;
}

/**
 * What of a segment was not seen in full: times by coverage, milliseconds.
 * @param {Span[]} spans
 */
export function unseen(spans) {
  const length = (/** @type {string} */ coverage) =>
    spans.filter(span => span.coverage === coverage).reduce((sum, span) => sum + span.to - span.from, 0);
  return {blind: length('BLIND'), partial: length('PARTIAL')};
}
