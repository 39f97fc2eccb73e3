// @ts-check
// The books of a sensor: where every frame that it received has gone.
import {formatAgo, formatLength} from './time.js';

const LINES = /** @type {[string, string, boolean][]} */ ([
  ['published', 'records on the topics, acknowledged', false],
  ['filtered', 'of other protocols', false],
  ['fragments', 'fragments behind the first, counted only', false],
  ['coalesced', 'counted in the record of an equal frame', false],
  ['malformed', 'could not be decoded; on the malformed topic', false],
  ['pending', 'in memory, on the way', false],
  ['spooled', 'safe on disk, waiting for the broker', false],
  ['lost', 'no room, or refused: the log of the agent says why', true],
]);

/**
 * @param {any} status of the API
 * @returns {{lines: {name: string, count: number, share: number, about: string, bad: boolean}[], missing: number}}
 */
export function accounts(status) {
  const lines = LINES.map(([name, about, bad]) => ({
    name,
    count: status[name],
    share: status.received > 0 ? status[name] / status.received : 0,
    about,
    bad,
  }));
  return {lines, missing: status.received - lines.reduce((sum, line) => sum + line.count, 0)};
}

const SILENT_MS = 15_000;

/** Whether it does its work, and in words. @param {any} status @param {number} now
 * @returns {{well: boolean, text: string}} */
export function wellness(status, now) {
  const sent = Date.parse(status.sent_at);
  const silent = now - sent;
  if (status.state === 'RUNNING' || status.state === 'REPLAYING' || status.state === 'STARTING') {
    return silent > SILENT_MS
      ? {well: false, text: `no heartbeat for ${formatLength(silent)}: blind since`}
      : status.kernel_dropped > 0
        ? {well: true, text: 'yes, with drops'}
        : {well: true, text: 'yes'};
  }
  return status.state === 'ENDED'
    ? {well: true, text: `recording over, ${formatAgo(sent, now)}`}
    : {well: false, text: `no: ${status.state.toLowerCase()} ${formatAgo(sent, now)}`};
}
