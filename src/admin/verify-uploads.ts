import { uploadHashOf, uploadPrefix } from '../platform/archive/keys.ts';
import type { Problem } from './replay.ts';

/**
 * Compares every uploaded file of a document that is stored with its name: the checksum that R2 keeps is the hash in
 * the key. Reads no bytes. A file that is named and not stored is no fault: it may still come.
 */
export async function verifyUploads(
  bucket: R2Bucket,
  docId: string,
): Promise<{ uploads: number; problems: Problem[] }> {
  const problems: Problem[] = [];
  let uploads = 0;
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix: uploadPrefix(docId), ...(cursor && { cursor }) });
    for (const { key } of page.objects) {
      const head = await bucket.head(key);
      if (head === null) continue;
      uploads++;
      const hash = uploadHashOf(key);
      const { sha256 } = head.checksums.toJSON();
      if (hash === null || sha256 !== hash)
        problems.push({ at: 0, kind: 'upload', message: `${key} holds other bytes than its name says` });
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return { uploads, problems };
}
