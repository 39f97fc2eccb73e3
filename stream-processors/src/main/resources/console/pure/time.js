// @ts-check
// Times as people type them, as the URL keeps them and as the API wants them. A moment is milliseconds since 1970.

/** @typedef {'utc' | 'local'} Zone */
/** @typedef {{ms: number} | {now: true} | {error: string}} Moment */

const UNITS = /** @type {Record<string, number>} */ ({s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000});
const HINT = 'Give a time like 14:02, 2026-01-31 14:02:05, 2026-01-31T14:02:05Z, or now-15m.';

/**
 * What a person or a URL says about a moment.
 * @param {string} text
 * @param {number} now
 * @param {Zone} zone of times that do not name theirs
 * @returns {Moment}
 */
export function parseMoment(text, now, zone) {
  const said = text.trim();
  if (said === '' || said === 'now') {
    return {now: true};
  }
  const relative = /^now((?:-\d{1,9}[smhdw])+)$/.exec(said);
  if (relative) {
    let ms = now;
    for (const part of relative[1].matchAll(/-(\d+)([smhdw])/g)) {
      ms -= Number(part[1]) * UNITS[part[2]];
    }
    return inRange(ms);
  }
  if (/^\d{11,15}$/.test(said)) {
    return inRange(Number(said));
  }
  return timeOfDay(said, now, zone) ?? calendar(said, zone) ?? {error: HINT};
}

/** @param {number} ms @returns {Moment} */
function inRange(ms) {
  return ms >= 0 && ms <= 253_402_300_799_999 ? {ms} : {error: 'That is before 1970 or after 9999.'};
}

/**
 * The latest time of that name that is not in the future.
 * @param {string} said @param {number} now @param {Zone} zone
 * @returns {Moment | null}
 */
function timeOfDay(said, now, zone) {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(said);
  if (!match || Number(match[1]) > 23 || Number(match[2]) > 59 || Number(match[3] ?? 0) > 59) {
    return null;
  }
  const at = new Date(now);
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (zone === 'utc') {
    at.setUTCHours(hours, minutes, seconds, 0);
  } else {
    at.setHours(hours, minutes, seconds, 0);
  }
  return {ms: at.getTime() > now ? at.getTime() - UNITS.d : at.getTime()};
}

/** @param {string} said @param {Zone} zone @returns {Moment | null} */
function calendar(said, zone) {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))?\s*(Z|[+-]\d{2}:\d{2})?$/.exec(
    said,
  );
  if (!match) {
    return null;
  }
  const own = match[3] ?? (zone === 'utc' ? 'Z' : '');
  const ms = Date.parse(`${match[1]}T${match[2] ?? '00:00'}${own}`);
  return Number.isNaN(ms) ? null : inRange(ms);
}

/**
 * What the API is asked for: ISO 8601, or null where that is now.
 * @param {string | undefined} text @param {number} now @param {Zone} zone
 * @returns {string | null}
 */
export function apiTime(text, now, zone) {
  const moment = parseMoment(text ?? '', now, zone);
  return 'ms' in moment ? new Date(moment.ms).toISOString() : null;
}

/**
 * A moment as the URL keeps it: what is absolute with its zone, so that a link means the same to everybody. What is no
 * time stays as it was typed.
 * @param {string} text @param {number} now @param {Zone} zone
 * @returns {string | null} null for now
 */
export function urlTime(text, now, zone) {
  const moment = parseMoment(text, now, zone);
  const relative = text.trim().startsWith('now');
  return 'now' in moment ? null : 'ms' in moment && !relative ? new Date(moment.ms).toISOString() : text.trim();
}

/** @param {string | null | undefined} iso @returns {number | null} */
export function millis(iso) {
  const ms = iso ? Date.parse(iso) : NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** @param {number} n @param {number} [digits] */
const padded = (n, digits = 2) => String(n).padStart(digits, '0');

/**
 * A moment for people: its date only where that is not today's, milliseconds only where they are asked for.
 * @param {number | null} ms @param {Zone} zone @param {{today?: string, millis?: boolean}} [how]
 */
export function formatMoment(ms, zone, how = {}) {
  if (ms === null) {
    return '–';
  }
  const iso = isoIn(ms, zone);
  const time = iso.slice(11, how.millis ? 23 : 19);
  return iso.startsWith(how.today ?? ' ') ? time : `${iso.slice(0, 10)} ${time}`;
}

/** The date of a moment. @param {number} ms @param {Zone} zone */
export function formatDay(ms, zone) {
  return isoIn(ms, zone).slice(0, 10);
}

/** @param {number} ms @param {Zone} zone */
function isoIn(ms, zone) {
  return new Date(zone === 'utc' ? ms : ms - new Date(ms).getTimezoneOffset() * UNITS.m).toISOString();
}

/** The name of a zone's offset at a moment. @param {number} ms @param {Zone} zone */
export function zoneName(ms, zone) {
  if (zone === 'utc') {
    return 'UTC';
  }
  const ahead = -new Date(ms).getTimezoneOffset();
  return `UTC${ahead < 0 ? '-' : '+'}${padded(Math.floor(Math.abs(ahead) / 60))}:${padded(Math.abs(ahead) % 60)}`;
}

/** A length of time in its two largest units. @param {number | null} ms */
export function formatLength(ms) {
  if (ms === null || Number.isNaN(ms)) {
    return '–';
  }
  const length = Math.abs(ms);
  if (length < 1000) {
    return `${Math.round(length)} ms`;
  }
  if (length < 10_000) {
    return `${(Math.floor(length / 100) / 10).toFixed(1)} s`;
  }
  const units = Object.entries(UNITS)
    .filter(([unit]) => unit !== 'w')
    .reverse();
  for (let i = 0; i < units.length; i++) {
    const [unit, size] = units[i];
    if (length >= size) {
      const rest = i + 1 < units.length ? Math.floor((length % size) / units[i + 1][1]) : 0;
      return `${Math.floor(length / size)} ${unit}${rest > 0 ? ` ${rest} ${units[i + 1][0]}` : ''}`;
    }
  }
  return '0 s';
}

/** How long ago. @param {number | null} ms @param {number} now */
export function formatAgo(ms, now) {
  if (ms === null) {
    return 'never';
  }
  const ago = now - ms;
  return ago < -999 ? `in ${formatLength(-ago)}` : ago < 1000 ? 'just now' : `${formatLength(ago)} ago`;
}
