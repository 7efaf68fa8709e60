import type Quill from 'quill/core.js';
import { Delta as QuillDelta } from 'quill/core.js';
import Clipboard from 'quill/modules/clipboard.js';
import { normalise } from '../../../src/ot/canonical.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Attributes, Delta, Range } from '../../../src/ot/op.ts';
import { transformPosition } from '../../../src/ot/position.ts';
import { LineBreak } from '../blots/blots.ts';
import { directionMatcher } from '../blots/direction.ts';
import { Place } from '../caret/place.ts';
import { withPixels } from '../images/copied-images.ts';
import type { ImageTaker } from '../images/image-taker.ts';
import { fileImage, holdsBytes, takeImages } from '../images/pasted-images.ts';
import { toQuill } from '../quill/to-quill.ts';
import { blocksClip } from './blocks-clip.ts';
import { CLIP_TYPE, wholeClip, writeClip } from './carried.ts';
import { cellMatcher } from './cell-matcher.ts';
import { type Clip, clipText, isCode } from './clip.ts';
import { wholeAddress } from './find-addresses.ts';
import { cutClip, fitClip } from './fit-clip.ts';
import { type LeftOut, takeOps } from './left-out.ts';
import { lineAt } from './line-at.ts';
import { linkAddresses } from './link-addresses.ts';
import { withoutInk } from './page-ink.ts';
import { hideStyles, normalisePasted } from './pasted-html.ts';
import { matchPastedText } from './pasted-text.ts';
import { textClip } from './text-clip.ts';
import { toHtml } from './to-html.ts';

/** The events of the clipboard. */
interface ClipboardOptions {
  /** Part of the content could not be inserted, for these reasons. */
  leftOut?: (why: ReadonlySet<LeftOut>) => void;
  /** Takes files; null: none can be inserted here. */
  images?: ImageTaker | null;
}

/** What is to be inserted: inserts as they came, which files among them stand for, and how they become a clip. */
interface Pasted {
  ops: Delta;
  files: readonly File[];
  clip(ops: Delta, document: Delta, range: Range): Clip;
}

/**
 * Quill's clipboard, with four differences. A fragment of a document is carried exactly; its HTML, for other programs,
 * is written by our own serialiser, since Quill's `getSemanticHTML` lets script through (CVE-2025-15056). Pasted
 * content is reduced to what a document may have. Markup is read without parsing its style attributes as such. A paste
 * and a cut are undo steps of their own.
 */
export class EditorClipboard extends Clipboard {
  private readonly tell: (why: ReadonlySet<LeftOut>) => void;
  private readonly images: ImageTaker | null;
  /** What the parsed HTML contains and a document cannot have. */
  private unread = new Set<LeftOut>();

  constructor(quill: Quill, options: ClipboardOptions) {
    super(quill, {});
    this.tell = options.leftOut ?? (() => undefined);
    this.images = options.images ?? null;
    // Quill's first matcher of text collapses white space, even against the markup's styles.
    const text = this.matchers.find(([selector]) => selector === Node.TEXT_NODE);
    if (text) text[1] = matchPastedText;
    this.addMatcher(...directionMatcher);
    this.addMatcher(...cellMatcher);
    // Our own breaks inside a line; at any other break Quill ends the line.
    this.addMatcher(`br.${LineBreak.className}`, () =>
      new QuillDelta().insert({ [LineBreak.blotName]: true }),
    );
  }

  override onCaptureCopy(event: ClipboardEvent, isCut = false): void {
    const [range] = this.quill.selection.getRange();
    // Without a selection there is nothing to copy, and the clipboard keeps its content.
    if (event.defaultPrevented || !range || range.length === 0 || !event.clipboardData) return;
    event.preventDefault();
    this.carry(event.clipboardData, range);
    if (isCut && this.quill.isEnabled())
      this.change(cutClip(this.document(), range), { index: range.index, length: 0 });
  }

  override onCapturePaste(event: ClipboardEvent): void {
    if (event.defaultPrevented || !this.quill.isEnabled()) return;
    event.preventDefault();
    const range = this.quill.getSelection(true);
    if (range && event.clipboardData) this.insert(event.clipboardData, range);
  }

  /** Writes the content of `range` to the clipboard or to a drag. */
  carry(data: DataTransfer, range: Range): void {
    const clip = textClip(this.document(), range);
    data.setData('text/plain', clipText(clip.ops));
    data.setData('text/html', toHtml({ ...clip, ops: withPixels(clip.ops, this.quill.root) }));
    data.setData(CLIP_TYPE, writeClip(clip));
  }

  /**
   * Replaces `range` by the content of `data`, and reports what cannot be inserted. Afterwards the inserted content is
   * selected, or the caret is behind it.
   */
  insert(data: DataTransfer, range: Range, select = false): void {
    this.unread = new Set();
    const link = wholeAddress(data.getData('text/plain') || data.getData('text/uri-list'));
    if (link !== null && this.mayLink(range)) {
      this.change([{ retain: range.index }, { retain: range.length, attributes: { link } }], range);
      return;
    }
    const pasted = this.read(data, range);
    const { images } = this;
    if (images !== null && holdsBytes(pasted.ops, images.docId))
      void this.insertLater(pasted, images, { range, select });
    else this.put(pasted, range, select);
  }

  /** Whether files can be inserted. */
  get takesFiles(): boolean {
    return this.images !== null;
  }

  /** Replaces `range` by images of these files, as `insert`, all with the description `alt`. */
  insertFiles(files: readonly File[], range: Range, alt: string): void {
    this.unread = new Set();
    const { images } = this;
    if (images !== null) void this.insertLater(ofFiles(files, alt), images, { range, select: false });
  }

  /** The bytes are taken first, which takes a moment: the text may be edited meanwhile. */
  private async insertLater(
    pasted: Pasted,
    images: ImageTaker,
    { range, select }: { range: Range; select: boolean },
  ): Promise<void> {
    const { unread } = this;
    const place = new Place(this.quill, range);
    const { ops, refused } = await takeImages(pasted.ops, pasted.files, images);
    const { now } = place;
    place.end();
    this.unread = unread;
    for (const why of refused) unread.add(why);
    if (this.quill.root.isConnected && this.quill.isEnabled()) this.put({ ...pasted, ops }, now, select);
    else this.tell(new Set(['image']));
  }

  private put(pasted: Pasted, range: Range, select: boolean): void {
    const taken = takeOps(pasted.ops, this.images?.docId ?? null);
    for (const why of taken.leftOut) this.unread.add(why);
    const change = fitClip(pasted.clip(taken.ops, this.document(), range), this.document(), range);
    const length = documentLength(change.filter((op) => 'insert' in op));
    if (length > 0) {
      this.change(
        change,
        select
          ? { index: range.index, length }
          : { index: transformPosition(range.index + range.length, change, false), length: 0 },
      );
      this.quill.scrollSelectionIntoView();
    }
    if (this.unread.size > 0) this.tell(this.unread);
  }

  /** Applies `change` as an undo step of its own, and selects `range`. */
  change(change: Delta, range: Range): void {
    this.quill.history.cutoff();
    this.quill.updateContents(toQuill(normalise(change)), 'user');
    this.quill.setSelection(range.index, range.length, 'user');
    this.quill.history.cutoff();
  }

  /** Whether an address pasted over `range` should become the link of the words there. */
  private mayLink(range: Range): boolean {
    const text = this.quill.getText(range.index, range.length);
    const isCoded = isCode(lineAt(this.document(), range.index).attributes);
    return text.trim() !== '' && !text.includes('\n') && !isCoded && wholeAddress(text) === null;
  }

  private read(data: DataTransfer, range: Range): Pasted {
    const own = wholeClip(data.getData(CLIP_TYPE));
    if (own !== null) return { ops: own.ops, files: [], clip: (ops) => ({ ...own, ops }) };
    const document = this.document();
    const line = lineAt(document, range.index).attributes;
    const html = data.getData('text/html');
    const text = data.getData('text/plain') || data.getData('text/uri-list').replace(/^#.*\r?\n/gm, '');
    const files = [...data.files];
    if (html && !(text && isCode(line))) {
      const ops = withoutInk(this.convertHTML(html).ops as unknown as Delta);
      // A copied image comes as a file too, beside markup with an address that may be of any kind.
      if (this.images !== null && files.length === 1 && isOneImage(ops)) return ofFiles(files);
      return { ops, files: [], clip: (taken, now, at) => blocksClip(linkAddresses(taken), now, at) };
    }
    if (!text && files.length > 0) {
      if (this.images !== null) return ofFiles(files);
      this.unread.add('file');
    }
    const clip = (ops: Delta): Clip => ({ ops: linkAddresses(ops), last: null });
    return { ops: this.plain(text, range, line), files: [], clip };
  }

  /** Plain text as it would be typed: in the formats of its place. */
  private plain(text: string, range: Range, line: Attributes): Delta {
    const marks = { ...(this.quill.getFormat(range.index) as Attributes) };
    for (const name of Object.keys(line)) delete marks[name];
    const delta = new QuillDelta();
    text
      .replace(/\r\n?/g, '\n')
      .split('\n')
      .forEach((part, index) => {
        if (index > 0) delta.insert('\n', line);
        delta.insert(part, marks);
      });
    return delta.ops as unknown as Delta;
  }

  private document(): Delta {
    return this.quill.editor.delta.ops as unknown as Delta;
  }

  protected override convertHTML(html: string): QuillDelta {
    return super.convertHTML(hideStyles(html));
  }

  override normalizeHTML(pasted: Document): void {
    if (normalisePasted(pasted)) this.unread.add('embed');
    super.normalizeHTML(pasted);
  }
}

function ofFiles(files: readonly File[], alt = ''): Pasted {
  const ops = files.map((_, number) => fileImage(number, alt));
  return { ops, files, clip: (taken) => ({ ops: taken, last: null }) };
}

/** Whether these inserts are one image and nothing else to see. */
function isOneImage(ops: Delta): boolean {
  const seen = ops.filter(
    (op) => !('insert' in op) || typeof op.insert !== 'string' || op.insert.trim() !== '',
  );
  const [op] = seen;
  return (
    seen.length === 1 &&
    op !== undefined &&
    'insert' in op &&
    typeof op.insert !== 'string' &&
    'image' in op.insert
  );
}
