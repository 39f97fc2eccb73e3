// @ts-check
// Paints lanes onto a canvas. Colours come from the style sheet; shapes tell what colours tell.
import {ticks, visibleBars} from '../pure/lanes.js';
import {formatMoment} from '../pure/time.js';

export const LANE = 22;
export const HEAD = 26;
export const GUTTER = 190;

/**
 * @typedef {{lanes: import('../pure/lanes.js').Lane[], scale: import('../pure/lanes.js').Scale, top: number,
 *   until: number, known: number | null, asOf: number | null, brush: [number, number] | null,
 *   zone: import('../pure/time.js').Zone}} Picture
 */

/** Colours of the theme that is on. @param {Element} element */
function inks(element) {
  const style = getComputedStyle(element);
  return Object.fromEntries(
    ['text', 'dim', 'line', 'panel', 'exclude', 'include', 'accent', 'notice'].map(name => [
      name,
      style.getPropertyValue(`--${name}`).trim(),
    ]),
  );
}

/** @param {HTMLCanvasElement} canvas @param {Picture} picture */
export function paintTimeline(canvas, picture) {
  const ratio = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  const ink = inks(canvas);
  pen.font = '12px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  axis(pen, ink, picture, height);
  const first = Math.floor(picture.top / LANE);
  const last = Math.min(picture.lanes.length, Math.ceil((picture.top + height - HEAD) / LANE));
  pen.save();
  pen.beginPath();
  pen.rect(0, HEAD, width, height - HEAD);
  pen.clip();
  for (let i = first; i < last; i++) {
    lane(pen, ink, picture, i, HEAD + i * LANE - picture.top, width);
  }
  pen.restore();
  marks(pen, ink, picture, height);
}

/** @param {CanvasRenderingContext2D} pen @param {Record<string, string>} ink @param {Picture} picture
 * @param {number} height */
function axis(pen, ink, {scale, zone}, height) {
  const {step, times} = ticks(scale);
  let day = '';
  for (const time of times) {
    const x = Math.round(GUTTER + scale.x(time)) + 0.5;
    pen.strokeStyle = ink.line;
    pen.beginPath();
    pen.moveTo(x, HEAD - 6);
    pen.lineTo(x, height);
    pen.stroke();
    const [date, hour] = formatMoment(time, zone, {millis: step < 1000}).split(' ');
    pen.fillStyle = ink.dim;
    const text = step >= 86_400_000 ? date : date === day ? hour : `${date.slice(5)} ${hour}`;
    if (x + 3 + pen.measureText(text).width < GUTTER + scale.width) {
      pen.fillText(text, x + 3, HEAD / 2);
    }
    day = date;
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Record<string, string>} ink @param {Picture} picture
 * @param {number} index @param {number} y @param {number} width */
function lane(pen, ink, {lanes, scale, until}, index, y, width) {
  const one = lanes[index];
  if (index % 2 === 1) {
    pen.globalAlpha = 0.35;
    pen.fillStyle = ink.line;
    pen.fillRect(0, y, width, LANE);
    pen.globalAlpha = 1;
  }
  for (const each of visibleBars(one, scale, until)) {
    bar(pen, ink, each, GUTTER + each.x, y + 4, each.end - each.x, LANE - 8);
  }
  pen.fillStyle = ink.panel;
  pen.fillRect(0, y, GUTTER - 4, LANE);
  pen.fillStyle = ink.text;
  pen.fillText(one.label, 6, y + LANE / 2, GUTTER - 14);
}

/** @param {CanvasRenderingContext2D} pen @param {Record<string, string>} ink
 * @param {{bar: import('../pure/lanes.js').Bar, many: boolean}} drawn
 * @param {number} x @param {number} y @param {number} width @param {number} height */
function bar(pen, ink, {bar: of, many}, x, y, width, height) {
  const include = of.mode === 'INCLUDE';
  const colour = include ? ink.include : ink.exclude;
  pen.globalAlpha = of.tracking === 'LOWER_BOUND' ? 0.55 : 1;
  pen.fillStyle = colour;
  if (include && width > 3) {
    // Listed sources only: a frame with bars in it, so that it differs without colour.
    pen.strokeStyle = colour;
    pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
    pen.fillRect(x, y + height / 2 - 2, width, 4);
  } else {
    pen.fillRect(x, y, width, height);
  }
  pen.globalAlpha = 1;
  if (of.sources.length > 0 && width > 90) {
    pen.save();
    pen.beginPath();
    pen.rect(x, y, width - 16, height);
    pen.clip();
    const text = of.sources.join(', ');
    pen.fillStyle = ink.panel;
    pen.fillRect(x + 5, y + 1, pen.measureText(text).width + 6, height - 2);
    pen.fillStyle = ink.text;
    pen.fillText(text, x + 8, y + height / 2);
    pen.restore();
  }
  if (of.to !== null && !many) {
    ending(pen, ink, of.endedBy, x + width, y + height / 2);
  }
}

/** How it ended: left, expired in silence, or did not answer. A report that says something else is no end.
 * @param {CanvasRenderingContext2D} pen @param {Record<string, string>} ink @param {string | null} by
 * @param {number} x @param {number} y */
function ending(pen, ink, by, x, y) {
  pen.strokeStyle = ink.text;
  pen.fillStyle = ink.text;
  pen.beginPath();
  if (by === 'LEAVE' || by === 'REPORT') {
    pen.moveTo(x, y);
    pen.lineTo(x + 7, y - 5);
    pen.lineTo(x + 7, y + 5);
    pen.fill();
  } else if (by === 'TIMER') {
    pen.arc(x + 5, y, 4, 0, 2 * Math.PI);
    pen.stroke();
  } else if (by === 'QUERY') {
    pen.moveTo(x, y);
    pen.lineTo(x + 5, y - 5);
    pen.lineTo(x + 10, y);
    pen.lineTo(x + 5, y + 5);
    pen.closePath();
    pen.stroke();
  }
}

/** What was not seen, the time that is asked about, and what is being brushed.
 * @param {CanvasRenderingContext2D} pen @param {Record<string, string>} ink @param {Picture} picture
 * @param {number} height */
function marks(pen, ink, {scale, known, asOf, brush}, height) {
  pen.save();
  pen.beginPath();
  pen.rect(GUTTER, 0, scale.width, height);
  pen.clip();
  if (known !== null && known < scale.to) {
    const x = Math.max(GUTTER, GUTTER + scale.x(known));
    pen.strokeStyle = ink.dim;
    pen.globalAlpha = 0.5;
    pen.beginPath();
    for (let at = x - height; at < GUTTER + scale.width; at += 9) {
      pen.moveTo(Math.max(at, x), HEAD + Math.max(0, x - at));
      pen.lineTo(at + height - HEAD, height);
    }
    pen.stroke();
    pen.globalAlpha = 1;
  }
  if (asOf !== null) {
    pen.strokeStyle = ink.notice;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(GUTTER + scale.x(asOf), 0);
    pen.lineTo(GUTTER + scale.x(asOf), height);
    pen.stroke();
  }
  if (brush) {
    pen.globalAlpha = 0.25;
    pen.fillStyle = ink.accent;
    pen.fillRect(GUTTER + Math.min(...brush), HEAD, Math.abs(brush[1] - brush[0]), height - HEAD);
  }
  pen.restore();
}
