import { Slots } from '../../base/slots.ts';
import type { OfficeFormat } from '../../content/export-content.ts';
import { exportOffice, ownImages } from '../../content/export-office.ts';
import type { ImportedSuggestion, ImportedThread } from '../../formats/imported.ts';
import type { Warning } from '../../formats/warnings.ts';
import type { Delta } from '../../ot/op.ts';
import { exportBusy } from '../../platform/problem/problem.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { heldUploads } from '../uploads/held-uploads.ts';

type Document = Access['document'];

// An isolate holds the images, the file made of them, and the text: of one file at a time.
const MOST_IMAGE_BYTES = 25 * 1024 * 1024;

const slots = new Slots(1, 60_000);
const TRIES = 50;
const TRY_AFTER_MS = 100;

/**
 * A text as a file of an office program, with the bytes of the document's own images: nothing else is fetched. One is written at a time in
 * an isolate; throws 503 `export_busy` when others take too long.
 */
export async function officeFile(
  env: Env,
  { id, title }: Document,
  format: OfficeFormat,
  {
    ops,
    ...review
  }: { ops: Delta; threads?: readonly ImportedThread[]; suggestions?: readonly ImportedSuggestion[] },
): Promise<{ bytes: Uint8Array<ArrayBuffer>; warnings: readonly Warning[] }> {
  const leave = await place();
  try {
    const wanted = { docId: id, hashes: ownImages(ops, id), mostBytes: MOST_IMAGE_BYTES };
    const images = await heldUploads(env, wanted);
    return await exportOffice({ document: ops, title, images, ...review }, format);
  } finally {
    leave();
  }
}

// Each request waits by its own clock: one may not await what another one does.
async function place(): Promise<() => void> {
  for (let left = TRIES; left > 0; left--) {
    const leave = slots.take();
    if (leave !== null) return leave;
    await new Promise((done) => setTimeout(done, TRY_AFTER_MS));
  }
  throw exportBusy();
}
