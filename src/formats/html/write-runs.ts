import { colorHex } from '../../base/colors/parse-color.ts';
import { isLinkAddress, isWebAddress, uploadOf } from '../../ot/addresses.ts';
import type { Attributes, Embed } from '../../ot/op.ts';
import { embedType, type Run } from '../blocks/lines.ts';
import { EMBED_ATTRIBUTE, FORMAT_ATTRIBUTE, HIGHLIGHT, VALUE_ATTRIBUTE } from '../vocabulary.ts';
import { escapeHtml } from './escape.ts';

/** What the writer of runs asks of the document around them. */
export interface RunWriter {
  /** The number of a footnote, counted from 1; its text is written at the end. */
  note(text: string): number;
  /** The address that an image is shown by, such as its data; null for one that is not shown. */
  image(address: string): string | null;
  /** What is shown of a mention; its value if left out. */
  mention?(value: string): string;
}

interface Tag {
  open: string;
  close: string;
}

const SIMPLE: readonly [name: string, tag: string][] = [
  ['bold', 'strong'],
  ['italic', 'em'],
  ['underline', 'u'],
  ['strike', 's'],
];
const OF_IMAGES = ['alt', 'width', 'height'];

/** The content of a line. In code, no spaces are lost by themselves, and code is no mark. */
export function writeRuns(runs: readonly Run[], writer: RunWriter, isCode = false): string {
  let html = '';
  let open: Tag[] = [];
  const rewind = (to: number): void => {
    while (open.length > to) html += open.pop()?.close ?? '';
  };
  runs.forEach((run, at) => {
    const tags = tagsOf(run, isCode);
    let same = 0;
    while (same < open.length && open[same]?.open === tags[same]?.open) same++;
    rewind(same);
    for (const tag of tags.slice(same)) {
      html += tag.open;
      open = [...open, tag];
    }
    if (typeof run.insert === 'string')
      html += isCode ? escapeHtml(run.insert) : spaced(run.insert, runs, at);
    else html += embedHtml(run.insert, run.attributes ?? {}, writer);
  });
  rewind(0);
  return html;
}

// From the outermost. What no element says is said beside, so that nothing is lost.
function tagsOf({ insert, attributes = {} }: Run, isCode: boolean): Tag[] {
  const tags: Tag[] = [];
  const said = new Set<string>();
  const add = (name: string, open: string, close: string): void => {
    tags.push({ open, close });
    said.add(name);
  };
  const { link, script, color, background } = attributes;
  if (typeof link === 'string' && isLinkAddress(link)) add('link', `<a href="${escapeHtml(link)}">`, '</a>');
  for (const [name, tag] of SIMPLE) if (attributes[name] === true) add(name, `<${tag}>`, `</${tag}>`);
  if (script === 'sub') add('script', '<sub>', '</sub>');
  if (script === 'super') add('script', '<sup>', '</sup>');
  if (typeof color === 'string' && colorHex(color) !== null)
    add('color', `<span style="color:${colorHex(color)}" data-color="${escapeHtml(color)}">`, '</span>');
  if (typeof background === 'string' && colorHex(background) !== null) {
    const tag = background === HIGHLIGHT ? 'mark' : 'span';
    const style = `style="background-color:${colorHex(background)}" data-background="${escapeHtml(background)}"`;
    add('background', `<${tag} ${style}>`, `</${tag}>`);
  }
  if (attributes.code === true && !isCode) add('code', '<code>', '</code>');
  const isImage = typeof insert !== 'string' && embedType(insert) === 'image';
  const rest = Object.entries(attributes).filter(
    ([name, value]) => !said.has(name) && !(isImage && OF_IMAGES.includes(name) && value !== ''),
  );
  if (rest.length > 0)
    tags.push({
      open: `<span ${formatAttribute(FORMAT_ATTRIBUTE, Object.fromEntries(rest))}>`,
      close: '</span>',
    });
  return tags;
}

/** An attribute that says formats which HTML does not. */
export function formatAttribute(name: string, formats: Attributes): string {
  return `${name}="${escapeHtml(JSON.stringify(formats))}"`;
}

// Where HTML would lose spaces, the text says that it keeps them.
function spaced(text: string, runs: readonly Run[], at: number): string {
  const html = escapeHtml(text);
  if (!/[ \t\f\r]/.test(text)) return html;
  const before = runs[at - 1]?.insert;
  const after = runs[at + 1]?.insert;
  const isLost =
    /[\t\f\r]| {2}/.test(text) ||
    (text.startsWith(' ') && (typeof before === 'string' ? before.endsWith(' ') : true)) ||
    (text.endsWith(' ') && typeof after !== 'string');
  return isLost ? `<span style="white-space:pre-wrap">${html}</span>` : html;
}

/** An embed as an element from which `embedIn` gives it again. */
export function embedHtml(embed: Embed, attributes: Attributes, writer: RunWriter): string {
  const type = embedType(embed);
  const value = embed[type] ?? true;
  const text = value === true ? '' : value;
  const own = `${EMBED_ATTRIBUTE}="${escapeHtml(type)}"${value === true ? '' : ` ${VALUE_ATTRIBUTE}="${escapeHtml(text)}"`}`;
  switch (type) {
    case 'line-break':
      return `<br ${own}>`;
    case 'divider':
    case 'page-break':
      return `<span class="${type}" ${own}></span>`;
    case 'image':
      return imageHtml(text, attributes, writer);
    // Links do not nest.
    case 'video':
      if (attributes.link !== undefined || !isWebAddress(text))
        return `<span ${own}>${escapeHtml(text)}</span>`;
      return `<a ${own} href="${escapeHtml(text)}">${escapeHtml(text)}</a>`;
    case 'footnote': {
      const number = writer.note(text);
      const id = `id="ref-${number}"`;
      if (attributes.link !== undefined) return `<sup ${own} ${id}>${number}</sup>`;
      return `<sup ${own}><a ${id} href="#note-${number}">${number}</a></sup>`;
    }
    default: {
      const shown = type === 'mention' ? (writer.mention?.(text) ?? text) : text;
      return `<span class="${escapeHtml(type)}" ${own}>${escapeHtml(shown)}</span>`;
    }
  }
}

function imageHtml(address: string, attributes: Attributes, writer: RunWriter): string {
  const shown = isWebAddress(address) || uploadOf(address) !== null ? writer.image(address) : null;
  const own =
    shown === address ? '' : ` ${EMBED_ATTRIBUTE}="image" ${VALUE_ATTRIBUTE}="${escapeHtml(address)}"`;
  const sizes = OF_IMAGES.map((name) => {
    const value = attributes[name];
    if (value === undefined || value === '') return name === 'alt' ? ' alt=""' : '';
    return ` ${name}="${escapeHtml(String(value))}"`;
  });
  return `<img${shown === null ? '' : ` src="${escapeHtml(shown)}"`}${own}${sizes.join('')}>`;
}
