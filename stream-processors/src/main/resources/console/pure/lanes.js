// @ts-check
// The geometry of a membership timeline: which lanes there are, where a bar is, what lies under the pointer. Knows no
// canvas. A lane's bars follow each other and never overlap, so both their starts and their ends are in order.

/**
 * @typedef {{from: number, to: number | null, mode: string, sources: string[], version: number, tracking: string,
 *   endedBy: string | null}} Bar
 * @typedef {{key: string, label: string, bars: Bar[]}} Lane
 */

/**
 * One lane for each of those that are told apart by a key, by label.
 * @param {any[]} stays of the API
 * @param {(stay: any) => string} label
 * @returns {Lane[]}
 */
export function lanesOf(stays, label) {
  const byKey = /** @type {Map<string, Lane>} */ (new Map());
  for (const stay of stays) {
    const key = label(stay);
    let lane = byKey.get(key);
    if (!lane) {
      lane = {key, label: key, bars: []};
      byKey.set(key, lane);
    }
    lane.bars.push({
      from: Date.parse(stay.from),
      to: stay.to === null ? null : Date.parse(stay.to),
      mode: stay.filter_mode,
      sources: stay.sources,
      version: stay.version,
      tracking: stay.tracking,
      endedBy: stay.ended_by,
    });
  }
  const lanes = [...byKey.values()];
  lanes.forEach(lane => lane.bars.sort((a, b) => a.from - b.from));
  return lanes.sort((a, b) => natural(a.label, b.label));
}

/** Numbers within text count by their value. @param {string} a @param {string} b */
export function natural(a, b) {
  return COLLATOR.compare(a, b);
}

const COLLATOR = new Intl.Collator('en', {numeric: true});

/** From the first start to the last end, a little wider; an open end is at `until`. @param {Lane[]} lanes
 * @param {number} until */
export function extent(lanes, until) {
  let from = Infinity;
  let to = -Infinity;
  for (const {bars} of lanes) {
    from = Math.min(from, bars[0].from);
    to = Math.max(to, bars[bars.length - 1].to ?? until);
  }
  if (from > to) {
    return {from: until - 3_600_000, to: until};
  }
  const margin = Math.max(1000, (to - from) * 0.02);
  return {from: from - margin, to: to + margin};
}

/** Index of the first bar that ends at or after a time. @param {Bar[]} bars @param {number} time */
export function firstEndingAfter(bars, time) {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const to = bars[middle].to;
    if (to !== null && to < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** A span of time on so many pixels. */
export class Scale {
  /** @param {number} from @param {number} to @param {number} width */
  constructor(from, to, width) {
    this.from = from;
    this.to = Math.max(to, from + 1);
    this.width = Math.max(width, 1);
  }

  /** @param {number} time */
  x(time) {
    return ((time - this.from) / (this.to - this.from)) * this.width;
  }

  /** @param {number} x */
  time(x) {
    return this.from + (x / this.width) * (this.to - this.from);
  }

  /** Closer or farther around a pixel, never closer than 100 ms. @param {number} x @param {number} factor */
  zoomed(x, factor) {
    const at = this.time(x);
    const length = Math.min(Math.max((this.to - this.from) * factor, 100), 10 * 365 * 86_400_000);
    const from = at - (x / this.width) * length;
    return new Scale(from, from + length, this.width);
  }

  /** @param {number} pixels */
  panned(pixels) {
    const by = (pixels / this.width) * (this.to - this.from);
    return new Scale(this.from + by, this.to + by, this.width);
  }
}

/**
 * What to draw of a lane: bars with pixels, cut at both edges; those that share their pixels are drawn once, so that
 * a lane costs at most as many as it is wide.
 * @param {Lane} lane @param {Scale} scale @param {number} until where an open end is
 */
export function visibleBars(lane, scale, until) {
  const drawn = /** @type {{x: number, end: number, bar: Bar, many: boolean}[]} */ ([]);
  const {bars} = lane;
  let i = firstEndingAfter(bars, scale.from);
  while (i < bars.length && bars[i].from <= scale.to) {
    const bar = bars[i];
    const x = Math.max(scale.x(bar.from), -4);
    const end = Math.min(Math.max(scale.x(bar.to ?? Math.max(until, bar.from)), x + 1), scale.width + 4);
    const before = drawn[drawn.length - 1];
    if (before && end - x <= 1 && x < before.end + 0.5) {
      before.many = true;
      before.end = Math.max(before.end, end);
      // All that begin within this pixel are under it.
      i = Math.max(i + 1, firstEndingAfter(bars, scale.time(before.end + 0.5)));
    } else {
      drawn.push({x, end, bar, many: false});
      i++;
    }
  }
  return drawn;
}

/** The bar of a lane at a time, give or take some pixels. @param {Lane} lane @param {Scale} scale
 * @param {number} x @param {number} until */
export function barAt(lane, scale, x, until) {
  const near = scale.time(x + 3);
  const {bars} = lane;
  for (let i = firstEndingAfter(bars, scale.time(x - 3)); i < bars.length && bars[i].from <= near; i++) {
    if ((bars[i].to ?? until) >= scale.time(x - 3)) {
      return bars[i];
    }
  }
  return null;
}

const STEPS = [
  100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000, 2_592_000_000,
  31_536_000_000,
];

/** Round times for an axis, about one each so many pixels. @param {Scale} scale @param {number} [apart] */
export function ticks(scale, apart = 110) {
  const wanted = ((scale.to - scale.from) * apart) / scale.width;
  const step = STEPS.find(each => each >= wanted) ?? STEPS[STEPS.length - 1];
  const times = [];
  for (let time = Math.ceil(scale.from / step) * step; time <= scale.to; time += step) {
    times.push(time);
  }
  return {step, times};
}
