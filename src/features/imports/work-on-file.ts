import { importKey } from '../../platform/archive/keys.ts';
import { findDocument } from '../../platform/db/documents.ts';
import { isDatabaseDown } from '../../platform/db/unavailable.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { count } from '../../platform/observability/metrics.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { archiveUnavailable } from '../uploads/problems.ts';
import { type ArchiveSources, archiveSources, textsOf } from './archive-sources.ts';
import { MOST_IMAGE_BYTES } from './found-images.ts';
import { imageSet } from './image-set.ts';
import { makeDocument, mayPass } from './make-document.ts';
import {
  type FileKey,
  type FileOutcome,
  failRest,
  findImport,
  giveBack,
  type ImportFileRow,
  type ImportRow,
  listImportFiles,
  noteFile,
  settleFile,
  takeFile,
} from './queries.ts';
import { aloneInTurn } from './slot.ts';

// A file that ends a Worker so often would end the next one too.
const MOST_TRIES = 3;

/** Gives the texts of an import; null when its archive is gone. The messages of a batch share one. */
export type Archives = (row: ImportRow) => Promise<ArchiveSources | null>;

/** Reads archives of imports; the last one stays until another is asked for. */
export function archivesOf({ env, db }: Pick<Deps, 'env' | 'db'>): Archives {
  let last: { id: string; sources: Promise<ArchiveSources | null> } | null = null;
  return (row) => {
    if (last?.id === row.id) return last.sources;
    const sources = read({ env, db }, row);
    last = { id: row.id, sources };
    // One that could not be read is read again by the next message.
    sources.catch(() => {
      if (last?.sources === sources) last = null;
    });
    return sources;
  };
}

async function read({ env, db }: Pick<Deps, 'env' | 'db'>, row: ImportRow): Promise<ArchiveSources | null> {
  const bytes = await kept(env, row);
  if (bytes === null) return null;
  const { unzip } = await import('../../formats/zip/unzip.ts');
  const entries = unzip(bytes);
  const files = await listImportFiles(db, row.id);
  return archiveSources({
    entries,
    texts: textsOf(entries).texts,
    docIds: new Map(files.map(({ path, docId }) => [path, docId])),
    origin: row.origin,
    imageBytes: quotasOf(env).uploadBytes,
  });
}

async function kept(env: Env, { userId, id }: ImportRow): Promise<Uint8Array | null> {
  try {
    const object = await env.ARCHIVE.get(importKey(userId, id));
    return object === null ? null : new Uint8Array(await object.arrayBuffer());
  } catch (error) {
    throw archiveUnavailable(error);
  }
}

/**
 * Makes the document of one text of an import, once, however often the message `holder` comes: its id was chosen before,
 * and what cannot be made is recorded. Throws what may pass.
 */
export async function workOnFile(
  deps: Deps,
  key: FileKey,
  { holder, archives }: { holder: string; archives: Archives },
): Promise<void> {
  const { db } = deps;
  const row = await findImport(db, key.importId);
  if (row === undefined || row.state !== 'running') return;
  const file = await takeFile(db, key, { holder, now: Date.now() });
  if (file === undefined) return;
  const settle = async (outcome: FileOutcome): Promise<void> => {
    count('import_files_total', { outcome: outcome.state });
    if (await settleFile(db, key, outcome, Date.now())) await discardArchive(deps, row);
  };
  // A Worker died between the document and this record.
  if ((await findDocument(db, file.docId)) !== undefined) return settle({ state: 'made', imageBytes: 0 });
  if (file.tries > MOST_TRIES) return settle(INTERNAL);
  try {
    const imageBytes = await made(deps, row, file, archives);
    if (imageBytes === null) await end(deps, row, GONE);
    else await settle({ state: 'made', imageBytes });
  } catch (error) {
    if (error instanceof Problem && !mayPass(error)) {
      const { code, message } = error;
      // Every other one would be refused for the same.
      if (code === 'too_many_documents' || code === 'unauthenticated')
        return end(deps, row, { code, message });
      return settle({ state: 'failed', code, message });
    }
    count('import_files_total', { outcome: 'retried' });
    // What is no refusal is a fault of ours, which the next attempt may repeat: it stays counted.
    if (error instanceof Problem || isDatabaseDown(error)) await giveBack(db, key);
    throw error;
  }
}

const INTERNAL = {
  state: 'failed',
  code: 'internal',
  message: 'The file could not be read, by our fault.',
} as const;
const GONE = { code: 'archive_unavailable', message: 'The archive is no longer there.' };

/** Makes the document of a text; the bytes of its images, null when the archive is gone. */
async function made(
  deps: Deps,
  row: ImportRow,
  file: ImportFileRow,
  archives: Archives,
): Promise<number | null> {
  const { importId, number, path, docId } = file;
  return aloneInTurn(async () => {
    const archive = await archives(row);
    const source = archive?.sources.find((one) => one.name === path && one.docId === docId);
    if (archive === null || source === undefined) return null;
    const before = Math.max(0, MOST_IMAGE_BYTES - row.imageBytes);
    const budget = { bytes: before };
    await makeDocument(deps, row.actor, source, {
      userId: row.userId,
      region: row.region,
      title: null,
      budget,
      isRepeated: true,
      note: ({ title, warnings }) =>
        noteFile(
          deps.db,
          { importId, number },
          { title, warnings, images: imageSet(archive.imagesOf(path)) },
        ),
    });
    return before - budget.bytes;
  });
}

async function end(deps: Deps, row: ImportRow, why: { code: string; message: string }): Promise<void> {
  await failRest(deps.db, row.id, why, Date.now());
  await discardArchive(deps, row);
}

/** Deletes the archive of an import that has ended. If R2 does not answer, the sweep does it with the row. */
export async function discardArchive(
  { env, log }: Pick<Deps, 'env' | 'log'>,
  { userId, id }: Pick<ImportRow, 'userId' | 'id'>,
): Promise<void> {
  await env.ARCHIVE.delete(importKey(userId, id)).catch((error: unknown) =>
    log.warn('the archive of an import stays for the sweep', { importId: id, error: String(error) }),
  );
}
