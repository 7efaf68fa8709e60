import { randomId } from '../../base/ids.ts';
import { fileKind, isOfficeKind } from '../../formats/files/file-kind.ts';
import { type Warning, Warnings } from '../../formats/warnings.ts';
import type { ZipEntry } from '../../formats/zip/unzip.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import {
  type ArchiveSources,
  archiveSources,
  boundTexts,
  type TextEntry,
  textsOf,
} from './archive-sources.ts';
import { removeDeadLinks } from './dead-links.ts';
import { MOST_IMAGE_BYTES } from './found-images.ts';
import { type Importer, makeDocument } from './make-document.ts';
import { queueImport } from './queue-import.ts';
import { readProblem } from './read-problem.ts';
import { alone } from './slot.ts';
import { officeSource, type SentFile, type Source, textSource } from './sources.ts';

/** What became of a file. */
export interface ImportResult {
  documents: { id: string; title: string }[];
  /** What could not be kept, of all of them. */
  warnings: Warning[];
  /** The files of an archive that no document was made of, and why. */
  failed: { file: string; code: string; message: string }[];
}

/** A file, and what its sender says of it. */
export interface FileImport extends Importer {
  file: SentFile;
  /** The title of its document; null for that of the file. An archive of several has titles of its own (422). */
  title: string | null;
  /** The origin of the app, for links between the documents. */
  origin: string;
}

/**
 * Makes the documents of a file. What is made stays when another one of an archive cannot be: `failed` names it. An
 * archive of many texts is kept for the queue instead: then only the id of the import is there. Throws 415 for what is not
 * taken, 503 `import_busy`, as `queueImport`, and as `makeDocument` when no document was made.
 */
export async function importFile(
  deps: Deps,
  actor: Actor,
  asked: FileImport,
): Promise<ImportResult | { id: string }> {
  return alone(async () => {
    const found = await contentsOf(asked.file);
    if (found.single !== null) return importAll(deps, actor, asked, { sources: [found.single] });
    const { entries, texts, others } = found;
    if (asked.title !== null && texts.length > 1) throw titleOfSeveral();
    if (texts.length > HTTP_LIMITS.imports.documents) return queueImport(deps, actor, asked, found);
    boundTexts(texts);
    const archive = archiveSources({
      entries,
      texts,
      docIds: new Map(texts.map(({ entry }) => [entry.name, randomId()])),
      origin: asked.origin,
      imageBytes: quotasOf(deps.env).uploadBytes,
    });
    return importAll(deps, actor, asked, { ...archive, others });
  });
}

async function importAll(
  deps: Deps,
  actor: Actor,
  asked: FileImport,
  { sources, imagesOf, others = 0 }: Pick<ArchiveSources, 'sources'> & Partial<ArchiveSources & Others>,
): Promise<ImportResult> {
  const warnings = new Warnings();
  const budget = { bytes: MOST_IMAGE_BYTES };
  const result: Omit<ImportResult, 'warnings'> = { documents: [], failed: [] };
  const shown = new Set<number>();
  const dead = new Set<string>();
  let first: Problem | null = null;
  for (const source of sources) {
    try {
      const made = await makeDocument(deps, actor, source, { ...asked, budget });
      result.documents.push({ id: made.id, title: made.title });
      warnings.addAll(made.warnings);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      first ??= error;
      dead.add(`${asked.origin}/d/${source.docId}`);
      result.failed.push({ file: source.name, code: error.code, message: error.message });
    }
    for (const image of imagesOf?.(source.name) ?? []) shown.add(image);
  }
  if (first !== null && result.documents.length === 0) throw first;
  const made = result.documents.map(({ id }) => id);
  warnings.add('dropped_address', await removeDeadLinks(deps, actor, { made, dead, userId: asked.userId }));
  warnings.add('dropped_file', others - shown.size);
  return { ...result, warnings: warnings.list() };
}

interface Others {
  /** The files of an archive that are no texts. */
  others: number;
}

type Contents =
  | { single: Source }
  | ({ single: null; entries: ReadonlyMap<string, ZipEntry>; texts: TextEntry[] } & Others);

async function contentsOf({ name, type, bytes }: SentFile): Promise<Contents> {
  const kind = fileKind({ name, type, bytes });
  if (kind === null) throw notTaken();
  const docId = randomId();
  if (isOfficeKind(kind)) return { single: officeSource({ name, docId, kind, bytes }) };
  if (kind !== 'zip') return { single: textSource({ name, kind, docId, bytes: () => bytes }) };
  const { unzip } = await import('../../formats/zip/unzip.ts');
  try {
    const entries = unzip(bytes);
    // Office files are archives too.
    const office = entries.has('[Content_Types].xml') ? 'docx' : entries.has('mimetype') ? 'odt' : null;
    if (office === 'odt' && !entries.has('content.xml')) throw notTaken();
    if (office !== null) return { single: officeSource({ name, docId, kind: office, bytes }) };
    return { single: null, entries, ...textsOf(entries) };
  } catch (error) {
    throw readProblem(error);
  }
}

function notTaken(): Problem {
  return new Problem(
    415,
    'unsupported_media_type',
    'The file must be .docx, .odt, .md, .html, .txt, or a .zip of texts with their images.',
  );
}

function titleOfSeveral(): Problem {
  return new Problem(422, 'invalid_request', 'The documents of an archive have titles of their own.', {
    errors: [{ path: 'title', message: 'is for a single document' }],
  });
}
