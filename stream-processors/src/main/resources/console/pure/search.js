// @ts-check
// What somebody who types into the search box is after: a group, a host or a source.

const MAC = /^[0-9a-f]{2}([:-][0-9a-f]{2}){1,5}[:-]?$/i;
const FULL_MAC = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i;
const GROUPS = /^[0-9a-f.:]+(\/\d{1,3})?$/i;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** Whether all of an address is there. @param {string} text */
export function isAddress(text) {
  return IPV4.test(text)
    ? text.split('.').every(part => Number(part) < 256)
    : /^[0-9a-f:.]+$/i.test(text) &&
        !/:::|^:[^:]|[^:]:$/.test(text) &&
        (text.includes('::') || text.split(':').length === (text.includes('.') ? 7 : 8));
}

/** @param {string} text */
export function isMac(text) {
  return FULL_MAC.test(text);
}

/** Whether an address, or the beginning of one, is of a group. @param {string} text */
export function isMulticast(text) {
  const first = /^(\d{1,3})\./.exec(text);
  return first ? Number(first[1]) >= 224 && Number(first[1]) <= 239 : /^ff[0-9a-f]{0,2}(:|$)/i.test(text);
}

/**
 * The parameters of the group list that a search stands for. Words before a colon say what is meant; without them it
 * is told by the look. A host must be whole for the API, the beginning of one finds nothing among groups.
 * @param {string} text
 * @returns {{group?: string, host?: string, source?: string, hint?: string}}
 */
export function groupSearch(text) {
  const said = text.trim();
  const named = /^(group|host|source):\s*(.*)$/i.exec(said);
  const [kind, value] = named ? [named[1].toLowerCase(), named[2]] : [null, said];
  if (value === '') {
    return {};
  }
  if (kind === 'group' || (kind === null && (isMulticast(value) || /^2[23]?\d?$/.test(value)))) {
    return GROUPS.test(value) ? {group: value} : {hint: 'A group is searched by how it begins, or as 239.1.0.0/16.'};
  }
  const whole = isAddress(value) || isMac(value);
  if (kind === 'source') {
    return whole ? {source: value} : {hint: 'A source is searched by its whole address.'};
  }
  if (whole) {
    return {host: value};
  }
  return {
    hint:
      MAC.test(value) || /^[0-9a-f.:]+$/i.test(value)
        ? 'A host is searched by its whole address or MAC address, a group by how it begins.'
        : 'Search for a group (239.1, 239.1.0.0/16), a host (10.0.0.5, 02:00:00:00:00:05) or source:10.9.0.5.',
  };
}
