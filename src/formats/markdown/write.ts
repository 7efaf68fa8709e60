import type { Attributes, Delta } from '../../ot/op.ts';
import { plainTextOf } from '../../ot/plain-text.ts';
import { blocksOf } from '../blocks/blocks.ts';
import type { Line } from '../blocks/lines.ts';
import type { Block, Item } from '../blocks/model.ts';
import { type Warning, Warnings } from '../warnings.ts';
import { escapeStart, escapeText, keepEdges } from './escape.ts';
import { type LineContext, type LinePlace, writeLine } from './write-line.ts';
import { writeTable } from './write-table.ts';

/** A document as Markdown, with what Markdown could not say. */
export interface WrittenMarkdown {
  markdown: string;
  warnings: Warning[];
}

/**
 * A document as CommonMark and GFM: `readMarkdown` gives it again as far as Markdown can say it. Elements of HTML stand
 * for what GFM lets through and has no signs for, such as underlined text, and for our embeds.
 */
export function writeMarkdown(document: Delta): WrittenMarkdown {
  const warnings = new Warnings();
  const notes: string[] = [];
  const note = (text: string): string => String(notes.push(text));
  const blocks = withoutLastEmpty(blocksOf(document));
  const writer = new MarkdownWriter({ warnings, note });
  const parts = writer.blocks(blocks, { item: -1, isFirst: true });
  const all = [...parts, ...notes.map((text, at) => noteText(String(at + 1), text))];
  return { markdown: all.length === 0 ? '' : `${all.join('\n\n')}\n`, warnings: warnings.list() };
}

// An empty last line is where people go on writing, not a paragraph of the text.
function withoutLastEmpty(blocks: Block[]): Block[] {
  const last = blocks.at(-1);
  return last?.kind === 'paragraph' && last.line.runs.length === 0 ? blocks.slice(0, -1) : blocks;
}

function noteText(label: string, text: string): string {
  const lines = text
    .split('\n')
    .map((line) => escapeStart(keepEdges(escapeText(line, { inLink: false, before: false, after: false }))));
  return `[^${label}]: ${lines.join('\\\n    ')}`;
}

interface Place {
  /** The depth of the item around; -1 outside lists. */
  item: number;
  /** Whether nothing stands before it: there a divider could be read as front matter. */
  isFirst: boolean;
}

const DEEPEST = 8;

class MarkdownWriter {
  readonly #context: LineContext;

  constructor(context: LineContext) {
    this.#context = context;
  }

  /** The blocks that something is to be written of, each by itself. */
  blocks(blocks: readonly Block[], place: Place): string[] {
    const parts: string[] = [];
    for (const block of blocks) {
      const text = this.#block(block, { ...place, isFirst: place.isFirst && parts.length === 0 });
      if (text !== null) parts.push(text);
    }
    return parts;
  }

  #block(block: Block, place: Place): string | null {
    switch (block.kind) {
      case 'paragraph':
        this.#unsaid(block.line, place);
        return this.#paragraph(block.line);
      case 'divider':
        return place.isFirst || place.item >= 0 ? '***' : '---';
      case 'page-break':
        return '<div style="page-break-after: always"></div>';
      case 'heading':
        this.#unsaid(block.line, place);
        return `${'#'.repeat(block.level)} ${withoutClosing(this.#text(block.line, 'single'))}`.trimEnd();
      case 'quote': {
        const lines = block.lines.map((line) => {
          this.#unsaid(line, place);
          return this.#paragraph(line);
        });
        return prefixed(lines.filter((text) => text !== null).join('\n\n'), '> ');
      }
      case 'callout':
        return this.#callout(block);
      case 'code':
        return this.#code(block, place);
      case 'list':
        return this.#list(block, place);
      case 'table':
        return writeTable(block, this.#context, (line) => this.#text(line, 'single'));
    }
  }

  #paragraph(line: Line): string | null {
    const text = this.#text(line, 'paragraph');
    if (text !== '') return text;
    this.#context.warnings.add('empty_lines');
    return null;
  }

  #text(line: Line, place: LinePlace): string {
    return writeLine(line.runs, place, this.#context);
  }

  #callout({ callout, blocks }: Block & { kind: 'callout' }): string {
    const parts = this.blocks(blocks, { item: -1, isFirst: false });
    const [first] = blocks;
    // A paragraph goes on right after the head of the alert.
    const gap = first?.kind === 'paragraph' ? '\n' : '\n\n';
    return prefixed(`[!${callout.toUpperCase()}]${parts.length > 0 ? gap : ''}${parts.join('\n\n')}`, '> ');
  }

  #code({ language, lines }: Block & { kind: 'code' }, place: Place): string {
    const texts = lines.map((line) => {
      this.#unsaid(line, place);
      if (line.runs.some(({ insert, attributes }) => typeof insert !== 'string' || has(attributes)))
        this.#context.warnings.add('code_marks');
      return line.runs
        .map(({ insert }) => (typeof insert === 'string' ? insert : plainTextOf({ insert })))
        .join('');
    });
    const text = texts.join('\n');
    const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
    const fence = '`'.repeat(longest + 1);
    return `${fence}${language ?? ''}\n${text}\n${fence}`;
  }

  #list({ ordered, indent, items }: Block & { kind: 'list' }, place: Place): string {
    if (indent !== place.item + 1) this.#context.warnings.add('list_levels');
    return items.map((item, at) => this.#item(item, ordered ? `${at + 1}. ` : '- ', indent)).join('\n');
  }

  #item({ kind, line, children }: Item, marker: string, indent: number): string {
    this.#unsaid(line, { item: -1, isFirst: false }, ['list', 'indent']);
    const box = kind === 'checked' ? '[x] ' : kind === 'unchecked' ? '[ ] ' : '';
    const [run] = line.runs;
    const isRule = line.runs.length === 1 && typeof run?.insert === 'object' && 'divider' in run.insert;
    const text = isRule && box === '' ? '***' : this.#text(line, 'paragraph');
    let written = `${box}${text}`;
    // A tag alone is a block of HTML, which goes on to the next empty line.
    const isTag = written.startsWith('<');
    for (const child of children) {
      const part = this.#block(child, { item: indent, isFirst: false });
      if (part === null) continue;
      if (written === '') written = child.kind === 'list' ? `\n${part}` : part;
      else written += `${child.kind === 'list' && !beginsEmpty(part) && !isTag ? '\n' : '\n\n'}${part}`;
    }
    const indented = written
      .split('\n')
      .map((text, at) => (at === 0 || text === '' ? text : ' '.repeat(marker.length) + text));
    const [first = '', ...others] = indented;
    return [`${marker}${first}`.trimEnd(), ...others].join('\n');
  }

  // Counts the formats of a line that nothing in Markdown says.
  #unsaid({ format }: Line, { item }: Place, said: readonly string[] = []): void {
    const { warnings } = this.#context;
    if (format.align !== undefined || format.direction !== undefined) warnings.add('alignment');
    const depth = item < 0 ? undefined : Math.min(item + 1, DEEPEST);
    if (!said.includes('indent') && format.indent !== undefined && format.indent !== depth)
      warnings.add('indent');
  }
}

function has(attributes: Attributes | undefined): boolean {
  for (const _ in attributes) return true;
  return false;
}

// A run of # at a heading's end would close it.
function withoutClosing(text: string): string {
  return text.replace(/(^|[ \t])(#+)$/, '$1\\$2');
}

// Right after text, the mark of an empty item would make a heading of it, or be text.
function beginsEmpty(list: string): boolean {
  return /^(?:-|1\.)(?:\n|$)/.test(list);
}

function prefixed(text: string, prefix: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? prefix.trimEnd() : `${prefix}${line}`))
    .join('\n');
}
