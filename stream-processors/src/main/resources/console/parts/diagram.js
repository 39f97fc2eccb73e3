// @ts-check
// A segment as it is drawn on a whiteboard: queriers above the line, sensors below it.
import {html} from '../preact.js';

const BOX = {width: 168, height: 46, gap: 14};
const MOST = 6;

/** @param {{name: string, sensors: string[], coverage: string, querier: any}} props */
export function Diagram({name, sensors, coverage, querier}) {
  const routers = ['ipv4', 'ipv6'].flatMap(family => {
    const of = querier?.[family];
    const protocol = family === 'ipv4' ? 'IGMP' : 'MLD';
    return (of?.candidates ?? []).map((/** @type {any} */ each) => ({
      title: each.address,
      kind: each.address === of.address ? 'elected' : each.proxy ? 'proxy' : 'candidate',
      note: `${protocol}v${each.version} ${
        each.address === of.address ? (of.status === 'LOST' ? 'silent' : 'querier') : each.proxy ? 'proxy' : 'candidate'
      }`,
    }));
  });
  const above = routers.slice(0, MOST);
  const below = sensors.slice(0, MOST);
  const width = Math.max(2, above.length, below.length) * (BOX.width + BOX.gap) + BOX.gap;
  const hidden = routers.length + sensors.length - above.length - below.length;
  const x = (/** @type {number} */ i) => BOX.gap + i * (BOX.width + BOX.gap);
  return html`<svg class="diagram" viewBox="0 0 ${width} 218" role="img" style=${{maxWidth: `${width}px`}}
      aria-label=${`${name}: ${routers.length} queriers, ${sensors.length} sensors, coverage ${coverage}. ` +
      'The table tells the same.'}>
    ${above.map((each, i) => html`<${Box} key=${i} x=${x(i)} y=${12} line=${[58, 104]} ...${each} />`)}
    <line class="segment ${coverage.toLowerCase()}" x1="6" y1="108" x2=${width - 6} y2="108" />
    <text class="name" x="14" y="100">${above.length === 0 ? `${name}: no querier` : ''}</text>
    ${below.map((sensor, i) => html`<${Box} key=${i} x=${x(i)} y=${158} line=${[112, 158]} title=${sensor}
        kind="sensor" note=${`sensor, ${coverage.toLowerCase()}`} />`)}
    ${hidden > 0 && html`<text x="14" y="214">and ${hidden} more, see the tables</text>`}
  </svg>`;
}

/** @param {{x: number, y: number, line: number[], title: string, kind: string, note: string}} props */
function Box({x, y, line, title, kind, note}) {
  const middle = x + BOX.width / 2;
  return html`<g class="box ${kind}"><line x1=${middle} y1=${line[0]} x2=${middle} y2=${line[1]} />
    <rect x=${x} y=${y} width=${BOX.width} height=${BOX.height} rx="4" />
    <text x=${x + 8} y=${y + 18}>${title.length > 22 ? `${title.slice(0, 21)}…` : title}</text><text class="note"
        x=${x + 8} y=${y + 36}>${note}</text></g>`;
}
