import { type WarningCode, Warnings } from '../../formats/warnings.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { notFound } from '../../platform/problem/problem.ts';
import { countImages } from './image-set.ts';
import type { ImportResult } from './import-file.ts';
import { cancelImport, findImport, type ImportRow, listImportFiles } from './queries.ts';
import { discardArchive } from './work-on-file.ts';

/** How far an import is. */
export interface ImportProgress extends ImportResult {
  id: string;
  state: ImportRow['state'];
  fileName: string;
  /** The texts of the archive, and those of which a document was made or cannot be. */
  total: number;
  done: number;
  /** In ms since 1970. */
  createdAt: number;
  endedAt: number | null;
}

/** How far an import of this user is. Throws 404 for one that is not theirs, or ended more than some days ago. */
export async function importProgress(
  { db }: Pick<Deps, 'db'>,
  { id, userId }: { id: string; userId: string },
): Promise<ImportProgress> {
  const row = await findImport(db, id, userId);
  if (row === undefined) throw notFound('import');
  const files = await listImportFiles(db, id);
  const made = files.filter(({ state }) => state === 'made');
  const failed = files.filter(({ state }) => state === 'failed');
  const warnings = new Warnings();
  for (const one of made) warnings.addAll(one.warnings as { code: WarningCode; count: number }[]);
  // Until the end it is not known which images a text shows.
  if (row.state === 'done') {
    const shown = countImages(files.map(({ images }) => images));
    warnings.add('dropped_file', row.others - shown);
  }
  const { state, fileName, total, createdAt, endedAt } = row;
  return {
    id,
    state,
    fileName,
    total,
    done: made.length + failed.length,
    documents: made.map(({ docId, title }) => ({ id: docId, title: title ?? '' })),
    failed: failed.map(({ path, code, message }) => ({
      file: path,
      code: code ?? 'internal',
      message: message ?? '',
    })),
    warnings: warnings.list(),
    createdAt,
    endedAt,
  };
}

/** Ends an import of this user; what is made stays. One that has ended stays as it is. Throws 404 as `importProgress`. */
export async function endImport(deps: Deps, { id, userId }: { id: string; userId: string }): Promise<void> {
  const before = await cancelImport(deps.db, { id, userId }, Date.now());
  if (before === undefined) throw notFound('import');
  if (before.state === 'running') await discardArchive(deps, before);
}
