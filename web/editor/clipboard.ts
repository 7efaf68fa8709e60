import type Quill from 'quill/core.js';
import { Delta } from 'quill/core.js';
import Clipboard from 'quill/modules/clipboard.js';
import { cutDownAttributes, cutDownEmbed } from '../../src/ot/cut-down.ts';
import type { Attributes, Embed, Ops } from '../../src/ot/op.ts';
import { isImageAddress, LineBreak, linkAddress } from './blots.ts';
import { toHtml } from './to-html.ts';

/** Attributes that a page's own text colours bring along; black on white says nothing and is unreadable in the dark. */
const PLAIN_COLOR = /^#(0{3,6}|f{3,6}|([0-9a-f]{2})\2\2)$/i;

/**
 * Quill's clipboard with three differences: what is copied is written by our own serialiser (Quill's `getSemanticHTML`
 * lets script through, CVE-2025-15056), what is pasted is cut down to addresses that the protocol allows, and markup
 * is read without its style attributes ever being parsed as such.
 */
export class EditorClipboard extends Clipboard {
  constructor(quill: Quill, options: ConstructorParameters<typeof Clipboard>[1]) {
    super(quill, options);
    // Our own breaks inside a line; Quill ends the line at any other.
    this.addMatcher(`br.${LineBreak.className}`, () => new Delta().insert({ [LineBreak.blotName]: true }));
  }

  override onCopy(range: { index: number; length: number }): { html: string; text: string } {
    const contents = this.quill.getContents(range.index, range.length);
    return {
      html: toHtml(contents.ops as unknown as Ops),
      text: this.quill.getText(range.index, range.length),
    };
  }

  /** Quill's own would read the markup as it is (see `hideStyles`), to look for files, which have nowhere to go yet. */
  override onCapturePaste(event: ClipboardEvent): void {
    if (event.defaultPrevented || !this.quill.isEnabled()) return;
    event.preventDefault();
    const range = this.quill.getSelection(true);
    const data = event.clipboardData;
    if (!range || !data) return;
    const html = data.getData('text/html');
    const text = data.getData('text/plain') || data.getData('text/uri-list').replace(/^#.*\r?\n/gm, '');
    if (html || text) this.onPaste(range, { html, text });
  }

  protected override convertHTML(html: string): Delta {
    return super.convertHTML(hideStyles(html));
  }

  override normalizeHTML(pasted: Document): void {
    for (const element of pasted.querySelectorAll<HTMLElement>(`[${HIDDEN_STYLE}]`)) {
      element.style.cssText = element.getAttribute(HIDDEN_STYLE) ?? '';
    }
    super.normalizeHTML(pasted);
  }

  override convert(
    clipboard: { html?: string; text?: string },
    formats: Record<string, unknown> = {},
  ): Delta {
    return allowedOnly(super.convert(clipboard, formats));
  }
}

const HIDDEN_STYLE = 'data-pasted-style';
const TAG = /<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi;
const STYLE_ATTRIBUTE = /(\s)style(\s*=)/gi;

/**
 * Markup with its style attributes under another name. Reading one from markup offends the content security policy,
 * even in a document that is never shown; setting it through the style object afterwards does not. Nothing unsafe
 * hangs on this: what it misses is refused by the policy and loses its colour.
 */
function hideStyles(html: string): string {
  return html.replace(TAG, (tag) => tag.replace(STYLE_ATTRIBUTE, `$1${HIDDEN_STYLE}$2`));
}

function allowedOnly(pasted: Delta): Delta {
  const allowed = new Delta();
  for (const { insert, attributes } of pasted.ops) {
    if (insert === undefined) continue;
    const content = typeof insert === 'string' ? insert : cutDownEmbed(insert as Embed, null);
    // An embed that is not taken is left out.
    if (typeof insert !== 'string' && typeof content === 'string') continue;
    if (typeof content === 'object' && 'image' in content && !isImageAddress(content.image as string))
      continue;
    allowed.insert(content, allowedAttributes(attributes as Attributes));
  }
  return allowed;
}

function allowedAttributes(attributes: Attributes | undefined): Attributes | undefined {
  if (attributes === undefined) return undefined;
  const { link, color, background, ...rest } = attributes;
  if (typeof link === 'string') {
    const address = linkAddress(link);
    if (address !== null) rest.link = address;
  }
  if (typeof color === 'string' && !PLAIN_COLOR.test(color)) rest.color = color;
  if (typeof background === 'string' && !PLAIN_COLOR.test(background)) rest.background = background;
  return cutDownAttributes(rest, false, null);
}
