import { colorHex } from '../../../src/base/colors/parse-color.ts';
import { isLinkAddress } from '../../../src/ot/addresses.ts';
import type { Attributes, Delta, Op } from '../../../src/ot/op.ts';
import { isImageAddress } from '../address/image-address.ts';
import { type Clip, isCode, textOf } from './clip.ts';
import { escapeHtml } from './escape-html.ts';
import { ListWriter } from './list-writer.ts';
import { withTables } from './tables-html.ts';

const MARKS: readonly [string, string][] = [
  ['bold', 'strong'],
  ['italic', 'em'],
  ['underline', 'u'],
  ['strike', 's'],
  ['code', 'code'],
];
/** An image that is copied with its pixels (`withPixels`); no document holds one. */
const PIXELS = /^data:image\/png;base64,/;
const ALIGNMENTS = ['center', 'right', 'justify'];

/** A fragment of a document as HTML for other programs, built from the delta by an allow-list only. */
export function toHtml(clip: Clip): string {
  return withTables(clip, linesHtml);
}

function linesHtml({ ops, last }: Clip): string {
  const blocks: string[] = [];
  const lists = new ListWriter();
  let code: string[] = [];
  const close = (): void => {
    blocks.push(lists.end());
    if (code.length > 0) blocks.push(`<pre>${code.join('\n')}</pre>`);
    code = [];
  };
  for (const line of lines(ops, last)) {
    const { attributes, html } = line;
    if (attributes === null) {
      close();
      // Some words of a line are not a block: they join the line into which they are pasted.
      blocks.push(blocks.some(Boolean) ? `<p>${html}</p>` : html);
    } else if (isCode(attributes)) {
      if (code.length === 0) close();
      code.push(escapeHtml(line.text));
    } else if (typeof attributes.list === 'string') {
      if (code.length > 0) close();
      lists.item(
        attributes.list,
        Number(attributes.indent) || 0,
        blockStyle({ ...attributes, indent: 0 }),
        html,
      );
    } else {
      close();
      const tag = blockTag(attributes);
      if (line.isDivider && tag === 'p') blocks.push('<hr>');
      else blocks.push(`<${tag}${blockStyle(attributes)}>${html || '<br>'}</${tag}>`);
    }
  }
  close();
  return blocks.join('');
}

interface Line {
  html: string;
  text: string;
  /** Whether the line holds only a horizontal rule. */
  isDivider: boolean;
  /** Null for words that are not a whole line. */
  attributes: Attributes | null;
}

function lines(ops: Delta, last: Attributes | null): Line[] {
  const all: Line[] = [];
  let members: Op[] = [];
  const end = (attributes: Attributes | null): void => {
    all.push({
      html: members.map((op, index) => run(op, members[index - 1], index === members.length - 1)).join(''),
      text: members.map((op) => ('insert' in op ? textOf(op.insert) : '')).join(''),
      isDivider: members.length === 1 && members.every((op) => 'insert' in op && isRule(op.insert)),
      attributes,
    });
    members = [];
  };
  for (const op of ops) {
    if (!('insert' in op)) continue;
    if (typeof op.insert !== 'string') {
      members.push(op);
      continue;
    }
    op.insert.split('\n').forEach((part, index) => {
      if (index > 0) end(op.attributes ?? {});
      if (part !== '') members.push({ ...op, insert: part });
    });
  }
  if (members.length > 0 || last !== null) end(last);
  return all;
}

function isRule(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'divider' in content;
}

function run(op: Op, before: Op | undefined, isLast: boolean): string {
  if (!('insert' in op)) return '';
  const attributes = op.attributes ?? {};
  let html = typeof op.insert === 'string' ? spaced(op.insert, before, isLast) : embed(op.insert, attributes);
  for (const [name, tag] of MARKS) if (attributes[name]) html = `<${tag}>${html}</${tag}>`;
  if (attributes.script === 'sub' || attributes.script === 'super') {
    const tag = attributes.script === 'sub' ? 'sub' : 'sup';
    html = `<${tag}>${html}</${tag}>`;
  }
  const color = colorHex(attributes.color);
  const background = colorHex(attributes.background);
  if (color !== null || background !== null) {
    const styles = [color && `color:${color}`, background && `background-color:${background}`].filter(
      Boolean,
    );
    const names = [
      color && ` data-color="${escapeHtml(String(attributes.color))}"`,
      background && ` data-background="${escapeHtml(String(attributes.background))}"`,
    ].filter(Boolean);
    html = `<span style="${styles.join(';')}"${names.join('')}>${html}</span>`;
  }
  const { link } = attributes;
  return typeof link === 'string' && isLinkAddress(link) ? `<a href="${escapeHtml(link)}">${html}</a>` : html;
}

/** An embed as the nearest HTML element, with attributes that restore our embed. */
function embed(content: Record<string, unknown>, attributes: Attributes): string {
  const [type, value] = Object.entries(content)[0] ?? ['', null];
  if (type === 'divider') return '<span class="ql-divider"></span>';
  if (type === 'page-break') return '<span class="ql-page-break"></span>';
  if (type === 'line-break') return '<br class="ql-line-break">';
  if (typeof value !== 'string') return '';
  if (type === 'image') {
    if (!isImageAddress(value) && !PIXELS.test(value)) return '';
    const named = ['alt', 'width', 'height'].map((name) => [
      name,
      attributes[name] ?? (name === 'alt' ? '' : null),
    ]);
    const extra = named.map(([name, text]) =>
      text === null ? '' : ` ${name}="${escapeHtml(String(text))}"`,
    );
    return `<img src="${escapeHtml(value)}"${extra.join('')}>`;
  }
  const shown = escapeHtml(textOf(content));
  const own = `class="ql-${escapeHtml(type)}" data-value="${escapeHtml(value)}"`;
  if (type !== 'video' || !/^https?:/i.test(value)) return `<span ${own}>${shown}</span>`;
  return `<a ${own} href="${escapeHtml(value)}">${shown}</a>`;
}

/** Text with the spaces and tabs that HTML would collapse in a form that programs preserve. */
function spaced(text: string, before: Op | undefined, isLast: boolean): string {
  const previous = before && 'insert' in before ? before.insert : ' ';
  const goesOn = typeof previous !== 'string' || !/\s$/.test(previous);
  return escapeHtml(text)
    .replace(/ {2}/g, ' \u00a0')
    .replace(goesOn ? /(?!)/ : /^ /, '\u00a0')
    .replace(isLast ? / $/ : /(?!)/, '\u00a0')
    .replaceAll('\u00a0', '&nbsp;')
    .replaceAll('\t', '<span style="white-space:pre">\t</span>');
}

function blockTag(attributes: Attributes): string {
  if (attributes.blockquote) return 'blockquote';
  const level = Number(attributes.header);
  return Number.isInteger(level) && level >= 1 && level <= 6 ? `h${level}` : 'p';
}

function blockStyle({ align, indent, direction }: Attributes): string {
  const styles: string[] = [];
  const level = Number(indent);
  if (typeof align === 'string' && ALIGNMENTS.includes(align)) styles.push(`text-align:${align}`);
  if (level > 0) styles.push(`margin-left:${level * 3}em`);
  const style = styles.length > 0 ? ` style="${styles.join(';')}"` : '';
  const depth = level > 0 ? ` class="ql-indent-${level}"` : '';
  return `${depth}${direction === 'rtl' || direction === 'ltr' ? ` dir="${direction}"` : ''}${style}`;
}
