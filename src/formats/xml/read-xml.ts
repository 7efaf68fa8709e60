import { UnreadableFile } from '../unreadable-file.ts';
import { decodeXml } from './decode.ts';
import { resolve } from './references.ts';
import { readTag, type Scope, type Tag, topScope } from './tag.ts';

/** What a document of XML is told to, in its order. A text may come in several pieces. */
export interface XmlHandler {
  /** Names are as `namespaces` has them: `w:p`; those of other namespaces begin with `?:`. */
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  close(name: string): void;
  text(text: string): void;
}

/** How deep the elements of a part may nest. */
export const DEEPEST_XML = 256;

// No tag of any program is nearly as long; what does not end is not looked for again and again.
const LONGEST_TAG = 4 * 1024 * 1024;

/**
 * Reads XML as a stream: elements with their namespaces, and text. `namespaces` gives the prefix by which the handler
 * knows a namespace. It knows no entities but the five, and no document type. Throws `UnreadableFile` for what is not
 * well-formed, nests deeper than `DEEPEST_XML`, or has a document type.
 */
export function readXml(
  pieces: Iterable<Uint8Array>,
  namespaces: ReadonlyMap<string, string>,
  handler: XmlHandler,
): void {
  const reader = new XmlReader(namespaces, handler);
  for (const text of decodeXml(pieces)) reader.push(text);
  reader.end();
}

interface Opened {
  tag: Tag;
  scope: Scope;
}

class XmlReader {
  readonly #handler: XmlHandler;
  readonly #open: Opened[] = [];
  #scope: Scope;
  // What is not read yet, and from where it is to be searched for its end.
  #rest = '';
  #hasRoot = false;

  constructor(namespaces: ReadonlyMap<string, string>, handler: XmlHandler) {
    this.#scope = topScope(namespaces);
    this.#handler = handler;
  }

  push(piece: string): void {
    const text = this.#rest + piece;
    let at = 0;
    for (;;) {
      const less = text.indexOf('<', at);
      if (less < 0) break;
      if (less > at) this.#text(text.slice(at, less));
      const end = this.#markup(text, less);
      if (end === null) {
        at = less;
        break;
      }
      at = end;
    }
    this.#rest = text.slice(this.#flushed(text, at));
    if (this.#rest.length > LONGEST_TAG) throw malformed('a tag does not end');
  }

  end(): void {
    if (this.#rest.startsWith('<')) throw malformed('it ends within a tag');
    this.#text(this.#rest);
    if (this.#open.length > 0 || !this.#hasRoot) throw malformed('it ends too early');
  }

  // Text whose end is not there yet is told at once, but for a reference or a line's end that may be cut.
  #flushed(text: string, at: number): number {
    if (at >= text.length || text[at] === '<') return at;
    const reference = text.lastIndexOf('&');
    let end = reference >= at && !text.includes(';', reference) ? reference : text.length;
    if (text[end - 1] === '\r') end--;
    if (text.length - end > 64) throw malformed('a reference does not end');
    if (end > at) this.#text(text.slice(at, end));
    return Math.max(at, end);
  }

  // The end of the markup at `at`; null where the text ends before it.
  #markup(text: string, at: number): number | null {
    const next = text[at + 1];
    if (next === '/') return this.#closeTag(text, at);
    if (next === '?') return after(text, '?>', at + 2);
    if (next === '!') return this.#declaration(text, at);
    return next === undefined ? null : this.#openTag(text, at);
  }

  #declaration(text: string, at: number): number | null {
    if (text.startsWith('<!--', at)) return after(text, '-->', at + 4);
    if (text.startsWith('<![CDATA[', at)) {
      const end = after(text, ']]>', at + 9);
      if (end !== null) this.#tell(text.slice(at + 9, end - 3));
      return end;
    }
    if (text.length - at < 9) return null;
    throw new UnreadableFile('A part of the file has a document type, which is not taken.');
  }

  #openTag(text: string, at: number): number | null {
    const first = text.indexOf('>', at);
    if (first < 0) return null;
    const tag = readTag(text.slice(at + 1, first), this.#scope);
    if (tag !== null) {
      this.#begin(tag);
      return first + 1;
    }
    // That one is in the value of an attribute.
    const end = endOfTag(text, at);
    if (end === null) return null;
    const whole = readTag(text.slice(at + 1, end), this.#scope);
    if (whole === null) throw malformed('a tag cannot be read');
    this.#begin(whole);
    return end + 1;
  }

  #begin(tag: Tag): void {
    if (this.#open.length === 0) {
      if (this.#hasRoot) throw malformed('it has two roots');
      this.#hasRoot = true;
    }
    this.#handler.open(tag.name, tag.attributes);
    if (tag.isEmpty) {
      this.#handler.close(tag.name);
      return;
    }
    if (this.#open.length === DEEPEST_XML)
      throw new UnreadableFile(`A part of the file nests deeper than ${DEEPEST_XML} elements.`);
    this.#open.push({ tag, scope: this.#scope });
    this.#scope = tag.scope;
  }

  #closeTag(text: string, at: number): number | null {
    const opened = this.#open.at(-1);
    const end = text.indexOf('>', at);
    if (end < 0) return null;
    if (opened === undefined) throw malformed('an end has no beginning');
    const { raw, name } = opened.tag;
    const isPlain = end - at === raw.length + 2 && text.startsWith(raw, at + 2);
    if (!isPlain && text.slice(at + 2, end).trimEnd() !== raw) throw malformed(`<${raw}> is not ended`);
    this.#open.pop();
    this.#scope = opened.scope;
    this.#handler.close(name);
    return end + 1;
  }

  #text(raw: string): void {
    if (raw.length > 0) this.#tell(raw.includes('&') ? resolve(raw) : raw);
  }

  #tell(text: string): void {
    if (this.#open.length > 0) {
      this.#handler.text(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
      return;
    }
    if (text.trim() !== '') throw malformed('text stands outside its root');
  }
}

// The `>` that is in no value of an attribute.
function endOfTag(text: string, at: number): number | null {
  const next = /[>"']/g;
  next.lastIndex = at;
  for (let found = next.exec(text); found !== null; found = next.exec(text)) {
    if (found[0] === '>') return found.index;
    const close = text.indexOf(found[0], found.index + 1);
    if (close < 0) return null;
    next.lastIndex = close + 1;
  }
  return null;
}

function after(text: string, mark: string, from: number): number | null {
  const at = text.indexOf(mark, from);
  return at < 0 ? null : at + mark.length;
}

function malformed(why: string): UnreadableFile {
  return new UnreadableFile(`A part of the file is no well-formed XML: ${why}.`);
}
