// @ts-check
// Numbers for people.

const GROUPED = new Intl.NumberFormat('en', {maximumFractionDigits: 0});

/** @param {number | null | undefined} n */
export function formatCount(n) {
  return n === null || n === undefined || Number.isNaN(n) ? '–' : GROUPED.format(n).replaceAll(',', ' ');
}

/** A count that may be too low says so. @param {number} n @param {string | undefined} tracking */
export function formatMembers(n, tracking) {
  return `${tracking === 'LOWER_BOUND' ? '≥ ' : ''}${formatCount(n)}`;
}

/** Three digits are enough for a rate. @param {number | null | undefined} n */
export function formatRate(n) {
  if (n === null || n === undefined || Number.isNaN(n)) {
    return '–';
  }
  return n >= 100 || n === 0 ? formatCount(n) : n >= 10 ? n.toFixed(1) : n.toFixed(2);
}

/** @param {number | null | undefined} share */
export function formatShare(share) {
  return share === null || share === undefined ? '–' : `${Math.round(share * 100)} %`;
}

/** @param {number} bytes */
export function formatBytes(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let n = bytes;
  let unit = 0;
  while (n >= 1024 && unit < units.length - 1) {
    n /= 1024;
    unit++;
  }
  return `${unit === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} ${units[unit]}`;
}

/** ROUTING_LOOP and routing_loop are "routing loop". @param {string | null | undefined} word */
export function words(word) {
  return word ? word.toLowerCase().replaceAll('_', ' ') : '–';
}
