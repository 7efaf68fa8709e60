import Embed from 'quill/blots/embed.js';
import { Parchment } from 'quill/core.js';
import BaseLink from 'quill/formats/link.js';
import { FORMATS } from '../../../src/ot/formats.ts';
import { readMention } from '../../../src/ot/mention.ts';
import { openableLink } from '../address/link-address.ts';
import { readable, type Use } from '../colors/readable.ts';
import { loadImage } from './suggested-images.ts';

const { Attributor, EmbedBlot, Scope } = Parchment;

/** A link; one that may not be opened is shown as text without an address. */
export class Link extends BaseLink {
  static override create(value: string): HTMLElement {
    // biome-ignore lint/complexity/noThisInStatic: the element depends on the class that is asked for it.
    const node = super.create(value) as HTMLElement;
    setLink(node, value);
    return node;
  }

  static override formats(node: HTMLElement): string | null {
    return node.dataset.link ?? node.getAttribute('href');
  }

  override format(name: string, value: unknown): void {
    super.format(name, value);
    if (name === 'link' && typeof value === 'string') setLink(this.domNode, value);
  }
}

function setLink(node: HTMLElement, value: unknown): void {
  const address = typeof value === 'string' ? openableLink(value) : null;
  if (address === null) node.removeAttribute('href');
  else node.setAttribute('href', address);
  node.dataset.link = String(value);
}

/**
 * An image by its https address; any other address, and one that another user only suggests, is shown as a box that loads
 * nothing.
 */
export class Image extends EmbedBlot {
  static override blotName = 'image';
  static override tagName = 'IMG';

  static override create(value: unknown): Node {
    // biome-ignore lint/complexity/noThisInStatic: the element depends on the class that is asked for it.
    const node = super.create() as HTMLImageElement;
    const address = typeof value === 'string' ? value : '';
    node.dataset.image = address;
    node.loading = 'lazy';
    node.referrerPolicy = 'no-referrer';
    node.alt = '';
    return node;
  }

  // Marks are put around an image once it is in the text: it is not loaded before.
  override optimize(context: object): void {
    super.optimize(context);
    loadImage(this.domNode as HTMLElement);
  }

  static override formats(node: HTMLElement): Record<string, string> {
    const formats: Record<string, string> = {};
    for (const name of IMAGE_ATTRIBUTES) {
      const value = node.getAttribute(name);
      if (value) formats[name] = value;
    }
    return formats;
  }

  static override value(node: HTMLElement): string {
    return node.dataset.image ?? node.getAttribute('src') ?? '';
  }

  override format(name: string, value: unknown): void {
    if (!IMAGE_ATTRIBUTES.includes(name)) super.format(name, value);
    else if (typeof value === 'string' && value) (this.domNode as HTMLElement).setAttribute(name, value);
    else (this.domNode as HTMLElement).removeAttribute(name);
  }
}

const IMAGE_ATTRIBUTES = ['alt', 'width', 'height'];

/**
 * An embed shown as inert text. Every embed type of the protocol must have a blot of length 1, or a document written
 * through the API would shift all later positions. All are inline: Quill adds its own newlines around block embeds,
 * which the log does not have.
 */
abstract class InertEmbed extends Embed {
  static override tagName = 'SPAN';

  static override create(value: unknown): HTMLElement {
    // biome-ignore lint/complexity/noThisInStatic: the element depends on the class that is asked for it.
    const node = super.create(value) as HTMLElement;
    if (typeof value === 'string') node.dataset.value = value;
    return node;
  }

  static override value(node: HTMLElement): string | true {
    return node.dataset.value ?? true;
  }
}

/** A horizontal rule. */
export class Divider extends InertEmbed {
  static override blotName = 'divider';
  static override className = 'ql-divider';
}

/** A mention: of a person by name, or of a date as the reader writes it. */
export class Mention extends InertEmbed {
  static override blotName = 'mention';
  static override className = 'ql-mention';

  static override create(value: unknown): HTMLElement {
    // biome-ignore lint/complexity/noThisInStatic: the element depends on the class that is asked for it.
    const node = super.create(value);
    const mention = typeof value === 'string' ? readMention(value) : null;
    if (mention?.of === 'date') node.dataset.date = shownDate(mention.date);
    if (mention?.of === 'user' || mention?.of === 'doc') node.dataset.of = mention.of;
    return node;
  }
}

// A date without a time is that day everywhere.
function shownDate(date: string): string {
  const isDay = !date.includes('T');
  const style = isDay ? { timeZone: 'UTC' } : { timeStyle: 'short' as const };
  return new Date(date).toLocaleString(document.documentElement.lang || undefined, {
    dateStyle: 'medium',
    ...style,
  });
}

/** A footnote, shown as its number; the pointer and screen readers get its text. */
export class Footnote extends InertEmbed {
  static override blotName = 'footnote';
  static override className = 'ql-footnote';

  static override create(value: unknown): HTMLElement {
    // biome-ignore lint/complexity/noThisInStatic: the element depends on the class that is asked for it.
    const node = super.create(value);
    node.title = String(value);
    node.setAttribute('role', 'note');
    node.setAttribute('aria-label', String(value));
    return node;
  }
}

/** The end of a page. */
export class PageBreak extends InertEmbed {
  static override blotName = 'page-break';
  static override className = 'ql-page-break';
}

/** A formula, shown as its source. */
export class Formula extends InertEmbed {
  static override blotName = 'formula';
  static override className = 'ql-formula';
}

/** A video, shown as its address: the page embeds no other site. */
export class Video extends InertEmbed {
  static override blotName = 'video';
  static override className = 'ql-video';
}

/** A box in place of an embed that the table of formats lacks. */
export class Unknown extends InertEmbed {
  static override blotName = 'unknown';
  static override className = 'ql-unknown';
}

/** A break inside a line. Quill's guards around it give the caret a place at the beginning of the new line. */
export class LineBreak extends InertEmbed {
  static override blotName = 'line-break';
  static override className = 'ql-line-break';

  static override create(value: unknown): HTMLElement {
    // biome-ignore lint/complexity/noThisInStatic: the element depends on the class that is asked for it.
    const node = super.create(value);
    node.append(document.createElement('br'));
    return node;
  }
}

/**
 * A colour, kept in a data attribute. The style sheet draws the colours of the palette, with a shade of each for light
 * and for dark. Any other colour is set in a readable shade for each theme through the style object, which the content
 * security policy allows, unlike style attributes in markup.
 */
class ColorAttributor extends Attributor {
  private readonly property: string;
  private readonly use: Use;

  constructor(name: string, key: string, property: string, use: Use) {
    super(name, key, { scope: Scope.INLINE });
    this.property = property;
    this.use = use;
  }

  override add(node: HTMLElement, value: unknown): boolean {
    if (typeof value !== 'string' || FORMATS.get(this.attrName)?.values.fit(value, null) !== value)
      return false;
    node.setAttribute(this.keyName, value);
    const shades = PALETTE.includes(value) ? null : readable(value, this.use);
    if (shades === null) node.style.removeProperty(this.property);
    else node.style.setProperty(this.property, `light-dark(${shades.light}, ${shades.dark})`);
    return true;
  }

  override remove(node: HTMLElement): void {
    node.removeAttribute(this.keyName);
    node.style.removeProperty(this.property);
    if (!node.getAttribute('style')) node.removeAttribute('style');
  }

  override value(node: HTMLElement): string {
    return node.getAttribute(this.keyName) ?? '';
  }
}

/** The text colours of the toolbar, as documents store them. */
export const TEXT_COLORS = ['#6b7280', '#b42318', '#b54708', '#17724f', '#175cd3', '#6938ef', '#c11574'];
/** The highlight colours of the toolbar, as documents store them. */
export const HIGHLIGHTS = ['#eceef1', '#fee4e2', '#fdead7', '#fef7c3', '#d3f8df', '#d1e9ff', '#ebe9fe'];
const PALETTE = [...TEXT_COLORS, ...HIGHLIGHTS];

/** Text colour. */
export const Color = new ColorAttributor('color', 'data-color', 'color', 'text');
/** Highlighting. */
export const Background = new ColorAttributor(
  'background',
  'data-background',
  'background-color',
  'highlight',
);
