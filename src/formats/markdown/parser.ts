import MarkdownIt, { type MarkdownIt as Parser, type Token } from 'markdown-it';
import { Unreadable } from '../unreadable.ts';
import { addAutolinks } from './autolinks.ts';
import { addDelimiters } from './delimiters.ts';
import { addFootnotes, type NoteSources, notesOf } from './footnotes.ts';
import { addFormulas } from './formula.ts';
import { addTasks } from './tasks.ts';

/** A parsed text: the tokens of its blocks, and the sources of its footnotes. */
export interface Parsed {
  tokens: Token[];
  notes: NoteSources;
  /** The tokens inside one of type `inline`, made again for each reader: all of them together take many times the length of the text. */
  inside(token: Token): Token[];
}

// What the parser itself bounds costs little; lines that may go on with many open quotes or lists do not.
const MOST_DEPTH_TIMES_LINES = 2_000_000;

/**
 * CommonMark and GFM, with `==mark==` and `$formula$`, as tokens. The work is bounded in proportion to the length:
 * throws `Unreadable` for a long text that nests deeply.
 */
export function parseMarkdown(text: string, known?: NoteSources): Parsed {
  bound(text);
  const env: Record<string, unknown> = known === undefined ? {} : { notes: known };
  const tokens = parsers().blocks.parse(text, env);
  return { tokens, notes: notesOf(env), inside: ({ content }) => insideOf(content, env) };
}

/** One line of text alone, as `parseMarkdown` would read it inside a block; `labels` are those of known footnotes. */
export function parseLine(text: string, labels: Iterable<string>): Token[] {
  const texts = new Map([...labels].map((label) => [label, label]));
  const env = { notes: { texts, used: new Set() } satisfies NoteSources };
  return insideOf(text, env);
}

/** What is written behind a fence, without backslashes and entities: the parser leaves them in. */
export function plainInfo(info: string): string {
  return parsers().whole.utils.unescapeAll(info);
}

function insideOf(text: string, env: Record<string, unknown>): Token[] {
  return parsers().whole.parseInline(text, env)[0]?.children ?? [];
}

let made: { blocks: Parser; whole: Parser } | null = null;

function parsers(): { blocks: Parser; whole: Parser } {
  if (made === null) {
    made = { blocks: newParser(), whole: newParser() };
    made.blocks.core.ruler.disable(['inline', 'text_join']);
  }
  return made;
}

function newParser(): Parser {
  // Addresses stay as they are written: who reads the tokens decides which a document may have.
  const built = new MarkdownIt('default', { html: true, linkify: false, maxNesting: 100 });
  built.normalizeLink = (address) => address;
  built.validateLink = () => true;
  built.disable(['strikethrough', 'linkify']);
  built.inline.ruler2.disable('strikethrough');
  addDelimiters(built, { character: '~', lengths: [1, 2], tag: 's' });
  addDelimiters(built, { character: '=', lengths: [2], tag: 'mark' });
  addFormulas(built);
  addAutolinks(built);
  addFootnotes(built);
  addTasks(built);
  return built;
}

// A lazy line asks every quote and list that is open, so the cost is the product of both.
function bound(text: string): void {
  let deepest = 1;
  let lines = 0;
  for (let at = 0; at < text.length; lines++) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    let depth = 1;
    for (let i = at; i < stop && i < at + 1_000; i++) {
      const unit = text.charCodeAt(i);
      if (unit === 0x3e || unit === 0x2d || unit === 0x2a || unit === 0x2b || unit === 0x2e || unit === 0x29)
        depth++;
      else if (unit !== 0x20 && unit !== 0x09 && !(unit >= 0x30 && unit <= 0x39)) break;
    }
    deepest = Math.max(deepest, Math.min(depth, 100));
    at = stop + 1;
  }
  // Up to here, each level costs what a line costs anyway.
  if (deepest > 10 && deepest * lines > MOST_DEPTH_TIMES_LINES)
    throw new Unreadable('too_deep', `The Markdown has ${lines} lines and nests ${deepest} blocks deep.`);
}
