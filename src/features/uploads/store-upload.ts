import { createHash } from 'node:crypto';
import { IMAGE_TYPES, isImageType, MOST_PIXELS, readImage } from '../../base/images/read-image.ts';
import { uploadAddress } from '../../ot/addresses.ts';
import { uploadKey } from '../../platform/archive/keys.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import { recordUpload } from '../../platform/db/uploads.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { archiveUnavailable, storageFull } from './problems.ts';
import { uploadBounds } from './upload-bounds.ts';

/** A file as it was sent. */
export interface SentFile {
  bytes: Uint8Array;
  /** The media type that its sender claims; null for none. */
  type: string | null;
  /** Whether a guest sends it: then its bytes count for the document's owner. */
  byGuest: boolean;
}

/** An uploaded image: its address in the document, and its size as shown, in pixels. */
export interface UploadedImage {
  url: string;
  width: number;
  height: number;
}

/**
 * Stores a file of a document under the SHA-256 of its bytes. One that is there already stays, and counts once. Throws
 * 415 for a type that is not taken, 422 `unreadable_file`, 413 `storage_full`, 503 when the archive cannot be reached.
 *
 * The row comes first, under the quota: bytes without a row would count for no one, and a row without its bytes is
 * completed by the next attempt.
 */
export async function storeUpload(
  { env, db }: Pick<Deps, 'env' | 'db'>,
  { document, userId }: { document: Pick<DocumentRow, 'id' | 'ownerId'>; userId: string },
  { bytes, type, byGuest }: SentFile,
): Promise<UploadedImage> {
  const image = checked(bytes, type);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const { id: docId } = document;
  const payerId = byGuest ? document.ownerId : userId;
  const bounds = uploadBounds(env);
  const upload = { docId, hash, ...image, size: bytes.length, authorId: userId, payerId };
  if (!(await recordUpload(db, upload, { bounds, now: Date.now() }))) throw storageFull(bounds.bytes);
  try {
    await env.ARCHIVE.put(uploadKey(docId, hash), bytes, {
      httpMetadata: { contentType: image.type },
      sha256: hash,
    });
  } catch (error) {
    throw archiveUnavailable(error);
  }
  const { width, height } = image;
  return { url: uploadAddress({ docId, hash }), width, height };
}

function checked(bytes: Uint8Array, claimed: string | null) {
  const type = claimed?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!isImageType(type)) {
    throw new Problem(415, 'unsupported_media_type', `The file must be one of ${IMAGE_TYPES.join(', ')}.`);
  }
  const image = readImage(bytes);
  if (image === null || image.type !== type) {
    throw new Problem(422, 'unreadable_file', `The bytes are no ${type}, or its header is damaged.`);
  }
  if (image.width * image.height > MOST_PIXELS) {
    throw new Problem(422, 'unreadable_file', `The image has more than ${MOST_PIXELS / 1e6} million pixels.`);
  }
  return image;
}
