// @ts-check
// A quoted datagram field by field. Only what is there is told: the quote may end anywhere.

/** @typedef {{name: string, value: string, at: number, bytes: number}} Field */

const PROTOCOLS = /** @type {Record<number, string>} */ ({
  1: 'ICMP',
  2: 'IGMP',
  6: 'TCP',
  17: 'UDP',
  47: 'GRE',
  50: 'ESP',
  58: 'ICMPv6',
  89: 'OSPF',
  103: 'PIM',
  132: 'SCTP',
});

/** @param {number} number */
function protocol(number) {
  return `${number}${PROTOCOLS[number] ? ` (${PROTOCOLS[number]})` : ''}`;
}

class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    /** @type {Field[]} */
    this.fields = [];
  }

  /** Adds a field if all of it is there. @param {string} name @param {number} length
   * @param {(n: number, raw: Uint8Array) => string} text @returns {number | null} its value */
  take(name, length, text = n => String(n)) {
    if (this.at + length > this.bytes.length) {
      return null;
    }
    const raw = this.bytes.subarray(this.at, this.at + length);
    const n = raw.length <= 4 ? raw.reduce((value, byte) => value * 256 + byte, 0) : 0;
    this.fields.push({name, value: text(n, raw), at: this.at, bytes: length});
    this.at += length;
    return n;
  }
}

const hex = /** @param {number} digits */ digits => (/** @type {number} */ n) =>
  `0x${n.toString(16).padStart(digits, '0')}`;

/** @param {number} unused @param {Uint8Array} raw */
const ipv4 = (unused, raw) => raw.join('.');

/** RFC 5952 text. @param {number} unused @param {Uint8Array} raw */
function ipv6(unused, raw) {
  const groups = Array.from({length: 8}, (none, i) => ((raw[2 * i] << 8) | raw[2 * i + 1]).toString(16));
  const zeros = groups.join(':').match(/(^|:)0(:0)+(?=:|$)/g) ?? [];
  const longest = zeros.sort((a, b) => b.length - a.length)[0];
  return longest
    ? groups
        .join(':')
        .replace(longest, longest.startsWith(':') ? ':' : '::')
        .replace(/^:(?!:)/, '::')
        .replace(/([^:]):$/, '$1::')
    : groups.join(':');
}

/**
 * @param {string} text hexadecimal
 * @returns {{fields: Field[], error: string | null}}
 */
export function quotedFields(text) {
  const clean = text.replace(/[\s:]/g, '');
  if (!/^([0-9a-f]{2})+$/i.test(clean)) {
    return {fields: [], error: 'The sample is not hexadecimal text.'};
  }
  const bytes = Uint8Array.from(clean.match(/../g) ?? [], pair => parseInt(pair, 16));
  const reader = new Reader(bytes);
  const version = bytes[0] >> 4;
  if (version !== 4 && version !== 6) {
    return {fields: [], error: `The sample begins with version ${version}, which is neither IPv4 nor IPv6.`};
  }
  const next = version === 4 ? header4(reader) : header6(reader);
  if (next !== null) {
    transport(reader, next);
  }
  if (reader.at < bytes.length) {
    const left = bytes.length - reader.at;
    reader.take(
      'Data',
      left,
      (unused, raw) =>
        Array.from(raw.subarray(0, 16), byte => byte.toString(16).padStart(2, '0')).join(' ') +
        (raw.length > 16 ? ' …' : ''),
    );
  }
  return {fields: reader.fields, error: null};
}

/** @param {Reader} reader @returns {number | null} protocol behind it */
function header4(reader) {
  const first = reader.take('Version, header length', 1, n => `${n >> 4}, ${(n & 15) * 4} bytes`);
  reader.take('DSCP, ECN', 1, n => `${n >> 2}, ${n & 3}`);
  reader.take('Total length', 2);
  reader.take('Identification', 2, hex(4));
  const fragment = reader.take(
    'Flags, fragment offset',
    2,
    n => `${n & 0x4000 ? 'DF ' : ''}${n & 0x2000 ? 'MF ' : ''}${(n & 0x1fff) * 8}`,
  );
  reader.take('Time to live', 1);
  const next = reader.take('Protocol', 1, protocol);
  reader.take('Header checksum', 2, hex(4));
  reader.take('Source', 4, ipv4);
  reader.take('Destination', 4, ipv4);
  const options = ((first ?? 5) & 15) * 4 - 20;
  if (options > 0) {
    reader.take('Options', options, (unused, raw) => `${raw.length} bytes`);
  }
  return fragment !== null && (fragment & 0x1fff) === 0 ? next : null;
}

/** @param {Reader} reader @returns {number | null} */
function header6(reader) {
  reader.take(
    'Version, traffic class, flow label',
    4,
    n => `${n >>> 28}, ${(n >>> 20) & 0xff}, ${hex(5)(n & 0xfffff)}`,
  );
  reader.take('Payload length', 2);
  const next = reader.take('Next header', 1, protocol);
  reader.take('Hop limit', 1);
  reader.take('Source', 16, ipv6);
  reader.take('Destination', 16, ipv6);
  return next;
}

/** @param {Reader} reader @param {number} protocolNumber */
function transport(reader, protocolNumber) {
  if (protocolNumber === 6 || protocolNumber === 17) {
    reader.take('Source port', 2);
    reader.take('Destination port', 2);
  }
  if (protocolNumber === 6) {
    reader.take('Sequence number', 4);
    reader.take('Acknowledgement number', 4);
    reader.take(
      'Data offset, flags',
      2,
      n =>
        `${(n >> 12) * 4} bytes, ${
          ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'].filter((unused, bit) => (n >> bit) & 1).join(' ') || 'none'
        }`,
    );
    reader.take('Window', 2);
  } else if (protocolNumber === 17) {
    reader.take('Length', 2);
    reader.take('Checksum', 2, hex(4));
  } else if (protocolNumber === 1 || protocolNumber === 58) {
    reader.take('ICMP type', 1);
    reader.take('ICMP code', 1);
    reader.take('Checksum', 2, hex(4));
    reader.take('Rest of header', 4, hex(8));
  }
}
