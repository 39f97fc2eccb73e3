// @ts-check
// What is on the screen, as a question to something else. Names come from the wire, so every language quotes them.

/** A word of a POSIX shell. @param {string} text */
export function shellWord(text) {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A string of KQL or SPL. @param {string} text */
function quoted(text) {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A literal of a basic regular expression. @param {string} text */
function literal(text) {
  return text.replace(/[.[\]*^$\\]/g, '\\$&');
}

/** @param {string} url @param {boolean} guarded whether the API demands a token */
export function curl(url, guarded) {
  return `curl -s ${guarded ? '-H "Authorization: Bearer $TIDEWATCH_TOKEN" ' : ''}${shellWord(url)}`;
}

/**
 * Records of a topic from a time on whose key or value holds some text.
 * @param {string} topic without the prefix
 * @param {{from: number | null, holds: string, avro: boolean}} what
 */
export function kcat(topic, {from, holds, avro}) {
  return `kcat -b "\${TIDEWATCH_KAFKA:-localhost:9092}" -C -t tidewatch.${topic} ${
    avro ? '-s value=avro -r "${TIDEWATCH_REGISTRY:-http://localhost:8081/apis/ccompat/v7}" ' : ''
  }-o ${from === null ? 'beginning' : `s@${from}`} -e -q -f '%k %s\\n' | grep -- ${shellWord(literal(holds))}`;
}

/** @param {any} alert */
export function alertCopies(alert) {
  return {
    KQL: `labels.alert_id : ${quoted(alert.alert_id)}`,
    SPL: `index=* ${quoted(alert.alert_id)} | sort 0 _time | table _time event.action event.severity message`,
  };
}

/** @param {string} address */
export function hostCopies(address) {
  return {KQL: `related.ip : ${quoted(address)}`, SPL: `index=* ${quoted(address)} | sort 0 - _time | head 1000`};
}
