import { randomId } from '../../base/ids.ts';
import { fileKind, isOfficeKind } from '../../formats/files/file-kind.ts';
import { type Warning, Warnings } from '../../formats/warnings.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { type ArchiveSources, archiveSources } from './archive-sources.ts';
import { removeDeadLinks } from './dead-links.ts';
import { MOST_IMAGE_BYTES } from './found-images.ts';
import { type Importer, makeDocument } from './make-document.ts';
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
 * Makes the documents of a file. What is made stays when another one of an archive cannot be: `failed` names it. Throws
 * 415 for what is not taken, 503 `import_busy`, and as `makeDocument` when no document was made.
 */
export async function importFile(deps: Deps, actor: Actor, asked: FileImport): Promise<ImportResult> {
  return alone(async () => {
    const { sources, leftOut } = await sourcesOf(deps.env, asked);
    if (asked.title !== null && sources.length > 1) throw titleOfSeveral();
    const warnings = new Warnings();
    const budget = { bytes: MOST_IMAGE_BYTES };
    const result: Omit<ImportResult, 'warnings'> = { documents: [], failed: [] };
    const made: DocumentRow[] = [];
    const dead = new Set<string>();
    let first: Problem | null = null;
    for (const source of sources) {
      try {
        const document = await makeDocument(deps, actor, source, { ...asked, warnings, budget });
        made.push(document);
        result.documents.push({ id: document.id, title: document.title });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        first ??= error;
        dead.add(`${asked.origin}/d/${source.docId}`);
        result.failed.push({ file: source.name, code: error.code, message: error.message });
      }
    }
    if (first !== null && result.documents.length === 0) throw first;
    warnings.add('dropped_address', await removeDeadLinks(deps, actor, { ...asked, made, dead }));
    warnings.add('dropped_file', leftOut());
    return { ...result, warnings: warnings.list() };
  });
}

async function sourcesOf(env: Env, { file, origin }: FileImport): Promise<ArchiveSources> {
  const kind = fileKind(file);
  if (kind === null) throw notTaken();
  const { name, bytes } = file;
  const docId = randomId();
  if (isOfficeKind(kind)) return single(officeSource({ name, docId, kind, bytes }));
  if (kind !== 'zip') return single(textSource({ name, kind, docId, bytes: () => bytes }));
  const { unzip } = await import('../../formats/zip/unzip.ts');
  try {
    const entries = unzip(file.bytes);
    // Office files are archives too.
    const office = entries.has('[Content_Types].xml') ? 'docx' : entries.has('mimetype') ? 'odt' : null;
    if (office === 'odt' && !entries.has('content.xml')) throw notTaken();
    if (office !== null) return single(officeSource({ name, docId, kind: office, bytes }));
    return archiveSources(entries, { origin, imageBytes: quotasOf(env).uploadBytes });
  } catch (error) {
    throw readProblem(error);
  }
}

function single(source: Source): ArchiveSources {
  return { sources: [source], leftOut: () => 0 };
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
