import type { Attributes, Op, Ops } from '../../src/ot/op.ts';
import { isImageAddress, linkAddress } from './blots.ts';

const MARKS: readonly [string, string][] = [
  ['bold', 'strong'],
  ['italic', 'em'],
  ['underline', 'u'],
  ['strike', 's'],
  ['code', 'code'],
];

/** A run of the document as HTML for the clipboard, built from the delta by an allow-list and nothing else. */
export function toHtml(ops: Ops): string {
  const blocks: string[] = [];
  let list: { tag: string; items: string[] } | null = null;
  let code: string[] | null = null;
  const close = (): void => {
    if (list) blocks.push(`<${list.tag}>${list.items.join('')}</${list.tag}>`);
    if (code) blocks.push(`<pre>${code.join('\n')}</pre>`);
    list = null;
    code = null;
  };
  for (const line of lines(ops)) {
    const kind = line.attributes.list;
    if (line.attributes['code-block']) {
      if (!code) close();
      code = [...(code ?? []), escapeHtml(line.text)];
    } else if (typeof kind === 'string') {
      const tag = kind === 'ordered' ? 'ol' : 'ul';
      const open: { tag: string; items: string[] } | null = list;
      if (open === null || (open as { tag: string }).tag !== tag) {
        close();
        list = { tag, items: [] };
      }
      const checked =
        kind === 'checked' || kind === 'unchecked' ? ` data-checked="${kind === 'checked'}"` : '';
      (list as unknown as { items: string[] }).items.push(`<li${checked}>${line.html}</li>`);
    } else {
      close();
      const tag = blockTag(line.attributes);
      blocks.push(`<${tag}>${line.html || '<br>'}</${tag}>`);
    }
  }
  close();
  return blocks.join('');
}

interface Line {
  html: string;
  text: string;
  attributes: Attributes;
}

function lines(ops: Ops): Line[] {
  const all: Line[] = [];
  let html = '';
  let text = '';
  for (const op of ops) {
    if (!('insert' in op)) continue;
    if (typeof op.insert !== 'string') {
      html += embed(op);
      if ('line-break' in op.insert) text += '\n';
      continue;
    }
    const parts = op.insert.split('\n');
    parts.forEach((part, index) => {
      if (index > 0) {
        all.push({ html, text, attributes: op.attributes ?? {} });
        html = '';
        text = '';
      }
      html += run(part, op.attributes ?? {});
      text += part;
    });
  }
  if (html) all.push({ html, text, attributes: {} });
  return all;
}

function run(text: string, attributes: Attributes): string {
  if (text === '') return '';
  let html = escapeHtml(text).replaceAll('  ', ' &nbsp;');
  for (const [name, tag] of MARKS) if (attributes[name]) html = `<${tag}>${html}</${tag}>`;
  if (attributes.script === 'sub' || attributes.script === 'super') {
    const tag = attributes.script === 'sub' ? 'sub' : 'sup';
    html = `<${tag}>${html}</${tag}>`;
  }
  const color = typeof attributes.color === 'string' ? ` data-color="${escapeHtml(attributes.color)}"` : '';
  const background =
    typeof attributes.background === 'string'
      ? ` data-background="${escapeHtml(attributes.background)}"`
      : '';
  if (color || background) html = `<span${color}${background}>${html}</span>`;
  const address = typeof attributes.link === 'string' ? linkAddress(attributes.link) : null;
  return address === null ? html : `<a href="${escapeHtml(address)}">${html}</a>`;
}

function embed(op: Extract<Op, { insert: unknown }>): string {
  if (typeof op.insert === 'string') return '';
  const { image, divider, ...rest } = op.insert;
  if (typeof image === 'string' && isImageAddress(image)) {
    const alt = typeof op.attributes?.alt === 'string' ? op.attributes.alt : '';
    return `<img src="${escapeHtml(image)}" alt="${escapeHtml(alt)}">`;
  }
  if (op.insert['line-break'] !== undefined) return '<br class="ql-line-break">';
  if (divider !== undefined) return '<span class="ql-divider"></span>';
  const value = Object.values(rest)[0];
  return typeof value === 'string' ? escapeHtml(value) : '';
}

function blockTag(attributes: Attributes): string {
  if (attributes.blockquote) return 'blockquote';
  const level = Number(attributes.header);
  return Number.isInteger(level) && level >= 1 && level <= 6 ? `h${level}` : 'p';
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
