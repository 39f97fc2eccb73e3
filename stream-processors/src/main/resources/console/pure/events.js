// @ts-check
// Server-sent events out of the text of a stream, as WHATWG HTML section 9.2.6 reads them.

/** @typedef {{id: string, event: string, data: string}} StreamEvent */

export class EventParser {
  constructor() {
    /** Text behind the last whole line. */
    this.rest = '';
    /** Id of the last event that was whole: what was cut off behind its id has not been told. */
    this.id = '';
    this.nextId = '';
    /** Milliseconds until a client should come back, once told. @type {number | null} */
    this.retry = null;
    this.event = '';
    /** @type {string[]} */
    this.data = [];
  }

  /**
   * What has become whole with this text. An event without data is none, but it moves the id on.
   * @param {string} text
   * @returns {StreamEvent[]}
   */
  feed(text) {
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    const events = [];
    for (const line of lines) {
      if (line !== '') {
        this.field(line);
      } else {
        this.id = this.nextId;
        if (this.data.length > 0) {
          events.push({id: this.id, event: this.event || 'message', data: this.data.join('\n')});
        }
        this.event = '';
        this.data = [];
      }
    }
    return events;
  }

  /** @param {string} line */
  field(line) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'id' && !value.includes('\0')) {
      this.nextId = value;
    } else if (name === 'event') {
      this.event = value;
    } else if (name === 'data') {
      this.data.push(value);
    } else if (name === 'retry' && /^\d{1,7}$/.test(value)) {
      this.retry = Number(value);
    }
  }
}
