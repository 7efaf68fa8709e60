import type Quill from 'quill/core.js';
import { Module } from 'quill/core.js';
import { isDocumentFile } from '../../../src/formats/files/file-kind.ts';
import { normalise } from '../../../src/ot/canonical.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Attributes, Delta, Range } from '../../../src/ot/op.ts';
import { transformPosition } from '../../../src/ot/position.ts';
import { Place } from '../caret/place.ts';
import { pixelsIn } from '../images/copied-images.ts';
import type { ImageTaker } from '../images/image-taker.ts';
import { holdsBytes, takeImages } from '../images/pasted-images.ts';
import { shownMentions } from '../mentions/show-mentions.ts';
import { toQuill } from '../quill/to-quill.ts';
import { CLIP_TYPE, writeClip } from './carried.ts';
import { isCode } from './clip.ts';
import { clipHtml, documentOfClip } from './clip-html.ts';
import { clipText } from './clip-text.ts';
import { nameCopy } from './copies.ts';
import { wholeAddress } from './find-addresses.ts';
import { cutClip, fitClip } from './fit-clip.ts';
import { type LeftOut, takeOps } from './left-out.ts';
import { lineAt } from './line-at.ts';
import { loadReaders, loadReadersAhead, readersNow } from './load-readers.ts';
import { needsReaders, ofFiles, type Pasted, type PastePlace, readSource } from './pasted.ts';
import { plainSource, type Source, sourceOf } from './source.ts';
import { textClip } from './text-clip.ts';

/** The events of the clipboard. */
interface ClipboardOptions {
  /** Part of the content could not be inserted, for these reasons. */
  leftOut?: (why: ReadonlySet<LeftOut>) => void;
  /** Takes files; null: none can be inserted here. */
  images?: ImageTaker | null;
  /** Files that would each be a document of its own were pasted or dropped; null: such files are refused. */
  importFiles?: ((files: readonly File[]) => void) | null;
}

/** The clipboard of an editor. */
export function clipboardOf(quill: Quill): EditorClipboard {
  return quill.clipboard as unknown as EditorClipboard;
}

/**
 * Replaces Quill's clipboard. A fragment of a document is carried exactly; for other programs it is written as HTML, text
 * and Markdown by the writers of the API, and what they bring is read by its readers, which the page fetches after it is
 * shown. Pasted content is reduced to what a document may have. A paste and a cut are undo steps of their own.
 */
export class EditorClipboard extends Module {
  private readonly tell: (why: ReadonlySet<LeftOut>) => void;
  private readonly images: ImageTaker | null;
  private readonly importFiles: ((files: readonly File[]) => void) | null;
  /** Where content comes that is still being read, in the order in which it was pasted. */
  private readonly waiting = new Set<Place>();
  /** Whether the keys for plain text are down. */
  private asText = false;

  constructor(quill: Quill, options: ClipboardOptions) {
    super(quill, options);
    this.tell = options.leftOut ?? (() => undefined);
    this.images = options.images ?? null;
    this.importFiles = options.importFiles ?? null;
    const { root } = quill;
    root.addEventListener('copy', (event) => this.onCopy(event, false));
    root.addEventListener('cut', (event) => this.onCopy(event, true));
    root.addEventListener('paste', this.onPaste);
    root.addEventListener('keydown', ({ key, shiftKey }) => {
      this.asText = shiftKey && key.toLowerCase() === 'v';
    });
    loadReadersAhead(root);
  }

  /** Writes the content of `range` to the clipboard or to a drag. */
  carry(data: DataTransfer, range: Range): void {
    const clip = textClip(this.document(), range);
    const { root } = this.quill;
    const mention = shownMentions(root);
    data.setData('text/plain', clipText(clip, mention));
    data.setData('text/html', clipHtml(clip, { image: pixelsIn(root), mention }));
    const markdown = readersNow()?.writeMarked(documentOfClip(clip));
    if (markdown !== undefined) data.setData('text/markdown', markdown);
    data.setData(CLIP_TYPE, writeClip(clip, nameCopy()));
  }

  /**
   * Replaces `range` by the content of `data`, and reports what cannot be inserted. Afterwards the inserted content is
   * selected, or the caret is behind it.
   */
  insert(data: DataTransfer, range: Range, select = false): void {
    this.take(sourceOf(data), range, select);
  }

  /** Whether files can be inserted. */
  get takesFiles(): boolean {
    return this.images !== null;
  }

  /** Replaces `range` by images of these files, as `insert`, all with the description `alt`. */
  insertFiles(files: readonly File[], range: Range, alt: string): void {
    if (this.images !== null) this.give(ofFiles(files, alt), range, false);
  }

  /** Applies `change` as an undo step of its own, and selects `range`; null leaves the selection where it is. */
  change(change: Delta, range: Range | null): void {
    this.quill.history.cutoff();
    this.quill.updateContents(toQuill(normalise(change)), 'user');
    if (range !== null) this.quill.setSelection(range.index, range.length, 'user');
    this.quill.history.cutoff();
  }

  private onCopy(event: ClipboardEvent, isCut: boolean): void {
    const [range] = this.quill.selection.getRange();
    // Without a selection there is nothing to copy, and the clipboard keeps its content.
    if (event.defaultPrevented || !range || range.length === 0 || !event.clipboardData) return;
    event.preventDefault();
    this.carry(event.clipboardData, range);
    if (isCut && this.quill.isEnabled())
      this.change(cutClip(this.document(), range), { index: range.index, length: 0 });
  }

  private readonly onPaste = (event: ClipboardEvent): void => {
    if (event.defaultPrevented || !this.quill.isEnabled()) return;
    event.preventDefault();
    const range = this.quill.getSelection(true);
    if (!range || !event.clipboardData) return;
    const source = sourceOf(event.clipboardData);
    if (this.asText && source.text !== '')
      this.give(readSource(plainSource(source), this.placeAt(range), null), range, false);
    else this.take(source, range, false);
  };

  private take(brought: Source, range: Range, select: boolean): void {
    const source = this.withoutDocuments(brought);
    if (source === null) return;
    const link = wholeAddress(source.text);
    if (link !== null && this.mayLink(range)) {
      this.change([{ retain: range.index }, { retain: range.length, attributes: { link } }], range);
      return;
    }
    const readers = readersNow();
    if (readers === null && needsReaders(source, this.placeAt(range)))
      void this.takeLater(source, range, select);
    else this.give(readSource(source, this.placeAt(range), readers), range, select);
  }

  // They are other documents: nothing of them comes into this one. Null when nothing else was brought.
  private withoutDocuments(source: Source): Source | null {
    const documents = source.files.filter(isDocumentFile);
    if (documents.length === 0 || source.text !== '' || source.own !== null || this.importFiles === null)
      return source;
    this.importFiles(documents);
    const files = source.files.filter((file) => !documents.includes(file));
    return files.length > 0 ? { ...source, files } : null;
  }

  // The readers are on their way. What is typed meanwhile comes behind, as it would if they were there.
  private async takeLater(source: Source, range: Range, select: boolean): Promise<void> {
    if (range.length > 0) this.change(cutClip(this.document(), range), { index: range.index, length: 0 });
    const place = this.hold({ index: range.index, length: 0 });
    const readers = await loadReaders().catch(() => null);
    this.release(place);
    if (this.mayChange)
      this.give(readSource(source, this.placeAt(place.now), readers), place.now, select, place);
    else this.tell(new Set(['formats']));
  }

  private give(pasted: Pasted, range: Range, select: boolean, before?: Place): void {
    const { images } = this;
    if (images !== null && holdsBytes(pasted.ops, images.docId))
      void this.giveLater(pasted, images, { range, select });
    else this.put(pasted, range, select, before !== undefined);
  }

  // The bytes are taken first, which takes a moment: the text may be edited meanwhile.
  private async giveLater(
    pasted: Pasted,
    images: ImageTaker,
    { range, select }: { range: Range; select: boolean },
  ): Promise<void> {
    const place = this.hold(range);
    const isOwn = pasted.isOwn;
    const { ops, refused } = await takeImages(pasted.ops, { files: pasted.files, isOwn }, images);
    this.release(place);
    const leftOut = new Set([...pasted.leftOut, ...refused]);
    if (this.mayChange) this.put({ ...pasted, ops, leftOut }, place.now, select, true);
    else this.tell(new Set(['image']));
  }

  private get mayChange(): boolean {
    return this.quill.root.isConnected && this.quill.isEnabled();
  }

  private hold(range: Range): Place {
    const place = new Place(this.quill, range);
    this.waiting.add(place);
    return place;
  }

  private release(place: Place): void {
    place.end();
    this.waiting.delete(place);
  }

  /** `isLate`: the user may have moved on meanwhile. */
  private put(pasted: Pasted, range: Range, select: boolean, isLate: boolean): void {
    const { leftOut } = pasted;
    const taken = takeOps(pasted.ops, this.images?.docId ?? null);
    for (const why of taken.leftOut) leftOut.add(why);
    const change = fitClip(pasted.clip(taken.ops, this.document(), range), this.document(), range);
    const length = documentLength(change.filter((op) => 'insert' in op));
    if (length > 0) {
      const behind = { index: transformPosition(range.index + range.length, change, false), length: 0 };
      const { savedRange } = this.quill.selection;
      const isElsewhere = isLate && (savedRange.index !== range.index || savedRange.length !== range.length);
      for (const place of this.waiting) place.isBehind = true;
      this.change(change, isElsewhere ? null : select ? { index: range.index, length } : behind);
      for (const place of this.waiting) place.isBehind = false;
      if (!isElsewhere) this.quill.scrollSelectionIntoView();
    }
    if (leftOut.size > 0) this.tell(leftOut);
  }

  /** Whether an address pasted over `range` should become the link of the words there. */
  private mayLink(range: Range): boolean {
    const text = this.quill.getText(range.index, range.length);
    const isCoded = isCode(lineAt(this.document(), range.index).attributes);
    return text.trim() !== '' && !text.includes('\n') && !isCoded && wholeAddress(text) === null;
  }

  private placeAt(range: Range): PastePlace {
    const document = this.document();
    const marks = { ...(this.quill.getFormat(range.index) as Attributes) };
    for (const name of Object.keys(lineAt(document, range.index).attributes)) delete marks[name];
    return { document, range, marks, docId: this.images?.docId ?? null };
  }

  private document(): Delta {
    return this.quill.editor.delta.ops as unknown as Delta;
  }
}
