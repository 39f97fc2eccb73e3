// @ts-check
// The membership timeline: lanes of joined time on a canvas. Only lanes in sight are drawn, each once a frame, so the
// cost of a frame depends on the screen and not on how much there is. The table beside it tells the same.
import {html, useEffect, useMemo, useRef, useState} from '../preact.js';
import {Scale, barAt, extent, lanesOf} from '../pure/lanes.js';
import {formatLength, formatMoment} from '../pure/time.js';
import {words} from '../pure/numbers.js';
import {useCell} from '../state/cell.js';
import {paint, zone} from '../state/settings.js';
import {refine, useRoute} from '../state/location.js';
import {GUTTER, HEAD, LANE, paintTimeline} from './lanepaint.js';

const MOST_TALL = 560;

/**
 * @param {{stays: any[], label: (stay: any) => string, until: number, known: number | null, asOf: number | null,
 *   about: string}} props `until`: where what lasts ends on the screen; `known`: the watermark
 */
export function Timeline({stays, label, until, known, asOf, about}) {
  const {params} = useRoute();
  const inZone = useCell(zone);
  const theme = useCell(paint);
  const lanes = useMemo(() => lanesOf(stays, label), [stays]);
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [pointed, point] = useState(/** @type {{text: string, x: number, y: number} | null} */ (null));
  const all = useMemo(() => extent(lanes, until), [lanes, until]);
  const chosen = params.zoom?.split('~').map(Number);
  const wanted = chosen && chosen.length === 2 && chosen[0] < chosen[1] ? {from: chosen[0], to: chosen[1]} : all;
  const now = useRef({
    scale: new Scale(wanted.from, wanted.to, 800),
    brush: /** @type {[number, number] | null} */ (null),
    frame: 0,
  });
  const width = () => Math.max(100, (canvas.current?.clientWidth ?? 800) - GUTTER);

  const draw = () => {
    cancelAnimationFrame(now.current.frame);
    now.current.frame = requestAnimationFrame(() => {
      if (canvas.current && box.current) {
        paintTimeline(canvas.current, {
          lanes,
          scale: now.current.scale,
          top: box.current.scrollTop,
          until,
          known,
          asOf,
          brush: now.current.brush,
          zone: inZone,
        });
      }
    });
  };
  /** @param {Scale} scale */
  const show = scale => {
    now.current.scale = scale;
    draw();
  };
  /** The URL has it once the hand rests. */
  const keep = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  /** @param {Scale} scale */
  const settle = scale => {
    show(scale);
    clearTimeout(keep.current);
    keep.current = setTimeout(() => refine({zoom: `${Math.round(scale.from)}~${Math.round(scale.to)}`}, true), 300);
  };
  useEffect(
    () => () => {
      clearTimeout(keep.current);
      cancelAnimationFrame(now.current.frame);
    },
    [],
  );
  useEffect(
    () => show(new Scale(wanted.from, wanted.to, width())),
    [lanes, wanted.from, wanted.to, theme, inZone, until, known, asOf],
  );
  useEffect(() => {
    const observer = new ResizeObserver(() => show(new Scale(now.current.scale.from, now.current.scale.to, width())));
    if (box.current) {
      observer.observe(box.current);
    }
    return () => observer.disconnect();
  }, [lanes]);
  // Ctrl and the wheel zoom, with shift they pan; without, the lanes scroll. Not passive, or the page would zoom too.
  useEffect(() => {
    const element = canvas.current;
    /** @param {WheelEvent} event */
    const wheel = event => {
      if (event.ctrlKey || event.shiftKey) {
        event.preventDefault();
        const by = event.deltaY || event.deltaX;
        settle(
          event.ctrlKey
            ? now.current.scale.zoomed(event.offsetX - GUTTER, by > 0 ? 1.2 : 1 / 1.2)
            : now.current.scale.panned(by),
        );
      }
    };
    element?.addEventListener('wheel', wheel, {passive: false});
    return () => element?.removeEventListener('wheel', wheel);
  }, [lanes]);

  /** @param {PointerEvent} event */
  const down = event => {
    if (event.button === 0 && event.offsetX > GUTTER) {
      /** @type {HTMLElement} */ (event.target).setPointerCapture(event.pointerId);
      now.current.brush = [event.offsetX - GUTTER, event.offsetX - GUTTER];
    }
  };
  /** @param {PointerEvent} event */
  const moved = event => {
    const x = event.offsetX - GUTTER;
    const {brush, scale} = now.current;
    if (brush) {
      brush[1] = x;
      draw();
      return;
    }
    const lane = lanes[Math.floor((event.offsetY - HEAD + (box.current?.scrollTop ?? 0)) / LANE)];
    const bar = lane && event.offsetY > HEAD && x >= 0 ? barAt(lane, scale, x, until) : null;
    point(bar && lane ? {text: `${lane.label}: ${barText(bar, inZone)}`, x: event.offsetX, y: event.offsetY} : null);
  };
  const up = () => {
    const {brush, scale} = now.current;
    now.current.brush = null;
    if (brush && Math.abs(brush[1] - brush[0]) > 4) {
      settle(new Scale(scale.time(Math.min(...brush)), scale.time(Math.max(...brush)), scale.width));
    } else {
      draw();
    }
  };
  /** @param {KeyboardEvent} event */
  const key = event => {
    const {scale} = now.current;
    const steps = /** @type {Record<string, () => void>} */ ({
      ArrowLeft: () => settle(scale.panned(-80)),
      ArrowRight: () => settle(scale.panned(80)),
      '+': () => settle(scale.zoomed(scale.width / 2, 1 / 1.5)),
      '-': () => settle(scale.zoomed(scale.width / 2, 1.5)),
      0: () => refine({zoom: null}, true),
    });
    if (steps[event.key]) {
      event.preventDefault();
      steps[event.key]();
    }
  };
  const tall = HEAD + lanes.length * LANE;
  const shown = Math.min(MOST_TALL, tall);
  return html`<div class="timeline">
    <p class="legend"><span class="key exclude"></span> any source <span class="key include"></span> listed sources only
      <span class="key bound"></span> v1/v2: lower bound
      <span>◀ left</span> <span>○ expired</span> <span>◇ did not answer a query</span>
      <span class="key unseen"></span> not seen
      <span class="grow"></span><span class="dim">drag to zoom · Ctrl+wheel · ← → + − 0</span>
      <button onClick=${() => refine({zoom: null}, true)} disabled=${!params.zoom}>all time</button></p>
    <div class="lanes" ref=${box} tabindex="0" role="region"
        aria-label=${`${about}: ${lanes.length} lanes. The table tells the same.`}
      onScroll=${draw} onKeyDown=${key} style=${{height: `${shown + 2}px`}}>
      <canvas ref=${canvas} onPointerDown=${down} onPointerMove=${moved} onPointerUp=${up}
          onPointerLeave=${() => point(null)}></canvas>
      <div style=${{height: `${tall - shown}px`}}></div>
    </div>
    ${
      pointed &&
      html`<div class="tip" style=${{left: `${pointed.x + 14}px`, top: `${pointed.y + 60}px`}}>${pointed.text}</div>`
    }
  </div>`;
}

/** @param {import('../pure/lanes.js').Bar} bar @param {import('../pure/time.js').Zone} inZone */
export function barText(bar, inZone) {
  const sources = bar.sources.length === 0 ? '' : ` ${bar.sources.join(', ')}`;
  return `${words(bar.mode)}${sources}, version ${bar.version}, ${formatMoment(bar.from, inZone, {millis: true})} to ${
    bar.to === null
      ? 'now'
      : `${formatMoment(bar.to, inZone, {millis: true})} (${formatLength(bar.to - bar.from)}), ended by ${words(
          bar.endedBy,
        )}`
  }`;
}
