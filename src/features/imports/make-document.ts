import { randomId } from '../../base/ids.ts';
import { parseContent } from '../../content/incoming-content.ts';
import { imagesIn, withoutImages } from '../../formats/files/shown-images.ts';
import { asTitle, firstHeading, nameAsTitle } from '../../formats/files/titles.ts';
import { type Warning, Warnings } from '../../formats/warnings.ts';
import type { Delta } from '../../ot/op.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import { abandonCreation } from '../../platform/db/erasures.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { beginDocument, createDocument } from '../documents/create-document.ts';
import { bringReview } from '../review/bring-review.ts';
import { FoundImages } from './found-images.ts';
import { contentProblem, readProblem } from './read-problem.ts';
import type { Source } from './sources.ts';

/** Whose the documents become, and where they are. */
export interface Importer {
  userId: string;
  region: DocumentRow['region'];
}

/** The import that a document is part of. */
export interface ImportedAs extends Importer {
  /** Its title; null for that of the file. */
  title: string | null;
  /** The bytes that images may still take. */
  budget: { bytes: number };
  /** The same work is done again after a failure that may pass: what it has begun stays for that. */
  isRepeated?: true;
  /** Called once all is known of the document and stored, and before anyone can know of it. */
  note?(found: MadeDocument): Promise<void>;
}

/** A document that was made of a source. */
export interface MadeDocument {
  id: string;
  title: string;
  warnings: Warning[];
}

/**
 * Makes the document of a source, with its images, threads and suggestions: all of it, or nothing. It makes no
 * notification. Throws 413 `document_full`, 422 `unreadable_file`, and as `createDocument`.
 */
export async function makeDocument(
  deps: Deps,
  actor: Actor,
  source: Source,
  { userId, region, title: asked, budget, isRepeated, note }: ImportedAs,
): Promise<MadeDocument> {
  const { docId: id } = source;
  let begun: Promise<string> | null = null;
  const begin = async (): Promise<void> => {
    begun ??= beginDocument(deps, { id, userId, region });
    await begun;
  };
  const images = new FoundImages(deps, { docId: id, userId, budget, begin });
  try {
    const read = await orThrow(readProblem, () => source.read(images, newMark()));
    const { document: content } = await orThrow(contentProblem, () =>
      parseContent({ delta: read.document }, id),
    );
    await begin();
    const refused = await images.store(imagesIn(content));
    const { ops, count } = withoutImages(content, refused);
    const warnings = new Warnings();
    warnings.add('dropped_image', count);
    for (const { code, count: times } of read.warnings) warnings.add(code, times);
    const title = asked ?? titleOf(read, source);
    // The review comes before the row: a Worker that dies in between leaves nothing that could be taken for the whole.
    const prepare = async (document: DocumentRow): Promise<void> => {
      await bringReview(deps, actor, { document, userId }, read, warnings);
      await note?.({ id, title, warnings: warnings.list() });
    };
    const made = { id, userId, region, title, ops, copyOf: null, prepare };
    await orThrow(contentProblem, () => createDocument(deps, actor, made));
    return { id, title, warnings: warnings.list() };
  } catch (error) {
    // What is left of a document that was not created is erased by the next sweep, not in an hour.
    if (begun !== null && !(isRepeated && mayPass(error))) await abandonCreation(deps.db, id, Date.now());
    throw error;
  }
}

/** Whether the same work may succeed later. */
export function mayPass(error: unknown): boolean {
  return !(error instanceof Problem) || error.status >= 500;
}

async function orThrow<T>(problem: (error: unknown) => unknown, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw problem(error);
  }
}

function newMark(): string {
  return randomId().replaceAll(/[-_]/g, 'x').toLowerCase();
}

function titleOf(
  { title, document }: { title: string | null; document: Delta },
  { name, kind }: Source,
): string {
  const most = HTTP_LIMITS.titleLength;
  const heading = kind === 'txt' ? null : firstHeading(document);
  return asTitle(title, most) ?? asTitle(heading, most) ?? asTitle(nameAsTitle(name), most) ?? 'Untitled';
}
