import { exportDocx, ownImages } from '../../content/export-docx.ts';
import type { ImportedSuggestion, ImportedThread } from '../../formats/imported.ts';
import type { Warning } from '../../formats/warnings.ts';
import type { Delta } from '../../ot/op.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { heldUploads } from '../uploads/held-uploads.ts';

type Document = Access['document'];

// An isolate holds the images, the file made of them, and the text.
const MOST_IMAGE_BYTES = 25 * 1024 * 1024;

/** A text as a Word file, with the bytes of the document's own images: nothing else is fetched. */
export async function docxFile(
  env: Env,
  { id, title }: Document,
  {
    ops,
    ...review
  }: { ops: Delta; threads?: readonly ImportedThread[]; suggestions?: readonly ImportedSuggestion[] },
): Promise<{ bytes: Uint8Array<ArrayBuffer>; warnings: readonly Warning[] }> {
  const wanted = { docId: id, hashes: ownImages(ops, id), mostBytes: MOST_IMAGE_BYTES };
  return exportDocx({ document: ops, title, images: await heldUploads(env, wanted), ...review });
}
