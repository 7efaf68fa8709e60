import { newCellId } from '../../base/ids.ts';
import { cutDown } from '../../ot/cut-down.ts';
import type { Imported, ImportedThread } from '../imported.ts';
import { BaseText } from '../office/base-text.ts';
import { ReadingCost } from '../office/cost.ts';
import type { ReadOptions } from '../office/read-options.ts';
import { Warnings } from '../warnings.ts';
import { BodyReader } from './body-reader.ts';
import { DocxPackage, pathOf } from './package.ts';
import { CommentLinks, Comments } from './read-comments.ts';
import { Notes } from './read-notes.ts';
import { Numbering } from './read-numbering.ts';
import { placePictures } from './read-pictures.ts';
import { Styles } from './read-styles.ts';

/**
 * A Word file as a document, with its comments as threads and its tracked changes as suggestions. Throws
 * `UnreadableFile` for what is damaged or hostile, `Unreadable` for more than a document may hold.
 */
export async function readDocx(
  bytes: Uint8Array,
  { placeImage, docId = null, newId = newCellId }: ReadOptions,
): Promise<Imported> {
  const cost = new ReadingCost();
  const file = new DocxPackage(bytes, cost);
  const main = file.mainPart();
  const relationships = file.relationships(main);
  const warnings = new Warnings();
  const styles = new Styles(cost);
  file.read(pathOf(relationships, 'styles'), styles);
  const numbering = new Numbering(cost);
  file.read(pathOf(relationships, 'numbering'), numbering);
  const [footnotes, endnotes] = [new Notes(cost), new Notes(cost)];
  file.read(pathOf(relationships, 'footnotes'), footnotes);
  file.read(pathOf(relationships, 'endnotes'), endnotes);
  warnings.add('note_marks', footnotes.formatted + endnotes.formatted);
  const pictures = await placePictures(relationships, file, { placeImage, docId });
  const base = new BaseText(warnings, cost);
  const body = new BodyReader({
    base,
    cost,
    styles,
    numbering,
    relationships,
    pictures,
    warnings,
    docId,
    newId,
    footnotes: footnotes.texts,
    endnotes: endnotes.texts,
  });
  file.read(main, body);
  const { document, suggestions } = base.finish('end');
  const comments = new Comments(cost);
  file.read(pathOf(relationships, 'comments'), comments);
  const links = new CommentLinks(cost);
  file.read(pathOf(relationships, 'commentsExtended'), links);
  return {
    title: titleOf(file),
    document: cutDown(document, docId).ops,
    images: body.used,
    threads: threadsOf(comments, links, base),
    suggestions,
    warnings: warnings.list(),
  };
}

/** The longest title that is taken from a file, in units. */
const LONGEST_TITLE = 500;

function titleOf(file: DocxPackage): string | null {
  let title = '';
  let inTitle = false;
  file.read(pathOf(file.relationships(''), 'core-properties'), {
    open(name) {
      inTitle = name === 'dc:title';
    },
    close() {
      inTitle = false;
    },
    text(text) {
      if (inTitle && title.length < LONGEST_TITLE) title += text;
    },
  });
  return title.slice(0, LONGEST_TITLE).toWellFormed().trim() || null;
}

// Answers follow the comment that they answer, in the order of the file.
function threadsOf({ comments }: Comments, links: CommentLinks, base: BaseText): ImportedThread[] {
  const byParagraph = new Map([...comments].map(([id, { paragraph }]) => [paragraph, id]));
  const threads = new Map<string, ImportedThread>();
  for (const [id, { paragraph, ...comment }] of comments) {
    const parent = byParagraph.get(links.parents.get(paragraph ?? '') ?? '');
    const thread = parent === undefined ? undefined : threads.get(parent);
    if (thread !== undefined) {
      thread.comments.push(comment);
      threads.set(id, thread);
      continue;
    }
    const range = base.comments.get(id);
    if (range === undefined) continue;
    const isResolved = paragraph !== null && links.resolved.has(paragraph);
    threads.set(id, { ...range, isResolved, comments: [comment] });
  }
  return [...new Set(threads.values())].sort((a, b) => a.index - b.index);
}
