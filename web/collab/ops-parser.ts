import type { Attributes, Delta, Op } from '../../src/ot/op.ts';

const TEXT = '{"insert":"';
const ATTRIBUTES = ',"attributes":';
const CLOSING_BRACE = 0x7d;
const COMMA = 0x2c;

/**
 * Parses operations as JSON.stringify writes them. Runs of text, which a long document consists of, take half the time
 * and memory of JSON.parse: equal attributes are parsed once and shared, as unchanged operations are elsewhere. JSON of
 * another form goes to JSON.parse, so the result is the same, except that a raw control character within a run of text,
 * which JSON forbids, is accepted.
 */
export class OpsParser {
  readonly #attributes = new Map<string, Attributes>();
  // The attributes of the last run: comparing with them costs less than a look-up.
  #lastJson = '';
  #last: Attributes = {};

  /** Parses what is between the brackets of an array of operations. Throws a SyntaxError when it is not JSON. */
  parse(json: string): Delta {
    return this.#runsOfText(json) ?? (JSON.parse(`[${json}]`) as Delta);
  }

  // Null when it finds anything but a run of text.
  #runsOfText(json: string): Op[] | null {
    const ops: Op[] = [];
    let backslash = json.indexOf('\\');
    for (let at = 0; ; at++) {
      if (!json.startsWith(TEXT, at)) return null;
      const start = at + TEXT.length;
      let end = json.indexOf('"', start);
      if (backslash >= 0 && backslash < start) backslash = json.indexOf('\\', start);
      const isEscaped = backslash >= 0 && backslash < end;
      while (backslash >= 0 && backslash < end) {
        if (backslash + 1 === end) end = json.indexOf('"', end + 1);
        backslash = json.indexOf('\\', backslash + 2);
      }
      if (end < 0) return null;
      const insert = isEscaped
        ? (JSON.parse(json.slice(start - 1, end + 1)) as string)
        : json.slice(start, end);
      at = end + 1;
      if (json.charCodeAt(at) === CLOSING_BRACE) ops.push({ insert });
      else {
        if (!json.startsWith(ATTRIBUTES, at)) return null;
        at += ATTRIBUTES.length;
        if (!this.#attributesAt(json, at)) return null;
        at += this.#lastJson.length;
        if (json.charCodeAt(at) !== CLOSING_BRACE) return null;
        ops.push({ insert, attributes: this.#last });
      }
      at++;
      if (at === json.length) return ops;
      if (json.charCodeAt(at) !== COMMA) return null;
    }
  }

  // False when the first closing brace does not end the attributes, as within a link: the shorter text is not JSON.
  #attributesAt(json: string, start: number): boolean {
    if (this.#lastJson !== '' && json.startsWith(this.#lastJson, start)) return true;
    const text = json.slice(start, json.indexOf('}', start) + 1);
    let attributes = this.#attributes.get(text);
    if (attributes === undefined) {
      try {
        attributes = JSON.parse(text) as Attributes;
      } catch {
        return false;
      }
      this.#attributes.set(text, attributes);
    }
    this.#lastJson = text;
    this.#last = attributes;
    return true;
  }
}
