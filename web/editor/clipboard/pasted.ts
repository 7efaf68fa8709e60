import type { Attributes, Delta, Range } from '../../../src/ot/op.ts';
import { fileImage } from '../images/pasted-images.ts';
import { blocksClip } from './blocks-clip.ts';
import { type Clip, isCode } from './clip.ts';
import { isOwnCopy } from './copies.ts';
import { codeLines } from './editor-code.ts';
import type { LeftOut } from './left-out.ts';
import { lineAt } from './line-at.ts';
import { linkAddresses } from './link-addresses.ts';
import type { loadReaders } from './load-readers.ts';
import { textParts } from './marked-text.ts';
import type { Source } from './source.ts';

type Readers = Awaited<ReturnType<typeof loadReaders>>;

/** What is to be inserted: inserts as they came, which files among them stand for, and how they become a clip. */
export interface Pasted {
  ops: Delta;
  files: readonly File[];
  /** Whether the user copied it in this browser. */
  isOwn: boolean;
  leftOut: Set<LeftOut>;
  clip(ops: Delta, document: Delta, range: Range): Clip;
}

/** Where content is inserted. */
export interface PastePlace {
  document: Delta;
  range: Range;
  /** The formats of text that is typed there, but for those of its line. */
  marks: Attributes;
  /** Null for none: no file can be inserted. */
  docId: string | null;
}

/** Whether a source needs the readers: it is another program's, and not text alone. */
export function needsReaders(source: Source, { document, range }: PastePlace): boolean {
  if (source.own !== null) return false;
  const { language, html, markdown, text } = source;
  if (text !== '' && language !== null) return false;
  if (text !== '' && isCode(lineAt(document, range.index).attributes)) return false;
  return html !== '' || markdown !== '' || textParts(text).some(({ isMarked }) => isMarked);
}

/** Reads a source for its place. Without `readers`, its text alone. */
export function readSource(source: Source, place: PastePlace, readers: Readers | null): Pasted {
  const { own, html, markdown, text, files } = source;
  const { document, range, docId } = place;
  if (own !== null)
    return { ...found(own.ops), isOwn: isOwnCopy(own.copy), clip: (ops) => ({ ...own, ops }) };
  const inCode = isCode(lineAt(document, range.index).attributes) && text !== '';
  const blocks = (ops: Delta, now: Delta, at: Range): Clip => blocksClip(linkAddresses(ops), now, at);
  const language = inCode || text === '' ? null : languageOf(source, readers);
  const code = language === null ? null : codeLines(text, language);
  if (code !== null) return { ...found(code), clip: blocksClip };
  const isText = inCode || language !== null;
  if (html !== '' && readers !== null && !isText) {
    const read = unlessHostile(() => readers.readMarkup(html, docId));
    // A copied image comes as a file too, beside markup with an address that may be of any kind.
    if (read !== null && docId !== null && files.length === 1 && isOneImage(read.ops)) return ofFiles(files);
    if (read !== null) return { ...found(read.ops), leftOut: new Set(read.leftOut), clip: blocks };
  }
  if (markdown !== '' && readers !== null && !isText) {
    const read = unlessHostile(() => readers.readMarked(markdown, docId));
    if (read !== null) return { ...found(read), clip: blocks };
  }
  if (text === '' && files.length > 0 && docId !== null) return ofFiles(files);
  const leftOut: LeftOut[] =
    text === '' && files.length > 0 ? ['file'] : html !== '' && !isText ? ['formats'] : [];
  const pasted = { ...found(ofText(text, place, isText ? null : readers)), leftOut: new Set(leftOut) };
  return { ...pasted, clip: (ops) => ({ ops: linkAddresses(ops), last: null }) };
}

/** Files as images, each with the description `alt`. */
export function ofFiles(files: readonly File[], alt = ''): Pasted {
  return { ...found(files.map((_, number) => fileImage(number, alt))), files };
}

// That of code which a code editor copied, '' where it does not say; null for all else.
function languageOf({ language, html }: Source, readers: Readers | null): string | null {
  if (language !== null || html === '' || readers === null) return language;
  return unlessHostile(() => readers.isCodeMarkup(html)) ? '' : null;
}

function found(ops: Delta): Pasted {
  return { ops, files: [], isOwn: false, leftOut: new Set(), clip: (taken) => ({ ops: taken, last: null }) };
}

function unlessHostile<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

// Text as it would be typed: in the formats of its place.
function ofText(text: string, { document, range, marks }: PastePlace, readers: Readers | null): Delta {
  const line = lineAt(document, range.index).attributes;
  const plain = text.replace(/\r\n?/g, '\n');
  const parts = readers === null ? [{ isMarked: false, text: plain }] : textParts(plain);
  return parts.flatMap((one, at): Delta => {
    const read = one.isMarked ? unlessHostile(() => readers?.readMarked(one.text, null) ?? null) : null;
    if (read !== null) return read;
    const lines = one.text.split('\n');
    if (at < parts.length - 1) lines.push('');
    return lines.flatMap((words, index) => [
      ...(index > 0 ? [insert('\n', line)] : []),
      ...(words === '' ? [] : [insert(words, marks)]),
    ]);
  });
}

function insert(text: string, attributes: Attributes) {
  return Object.keys(attributes).length > 0 ? { insert: text, attributes } : { insert: text };
}

// Whether these inserts are one image and nothing else to see.
function isOneImage(ops: Delta): boolean {
  const [op, ...others] = ops.filter(
    (one) => !('insert' in one) || typeof one.insert !== 'string' || one.insert.trim() !== '',
  );
  return (
    others.length === 0 &&
    op !== undefined &&
    'insert' in op &&
    typeof op.insert !== 'string' &&
    'image' in op.insert
  );
}
