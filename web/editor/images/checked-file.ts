import {
  type ImageSize,
  type ImageType,
  MOST_PIXELS,
  readImage,
} from '../../../src/base/images/read-image.ts';
import { QUOTAS } from '../../../src/protocol/quotas.ts';
import type { RefusedFile } from './image-taker.ts';

/** The bytes of an image that the server would take. */
export interface CheckedFile extends ImageSize {
  type: ImageType;
  bytes: ArrayBuffer;
  /** The SHA-256 of the bytes, in hex. */
  hash: string;
}

/** Reads a file and checks it as the server does, by its bytes; or says why that would refuse it. */
export async function checkedFile(file: Blob): Promise<CheckedFile | RefusedFile> {
  if (file.size > QUOTAS.uploadBytes) return isImage(file) ? 'fileSize' : 'fileType';
  const bytes = await file.arrayBuffer();
  const image = readImage(new Uint8Array(bytes));
  if (image === null) return 'fileType';
  if (image.width * image.height > MOST_PIXELS) return 'fileSize';
  return { ...image, bytes, hash: await hashOf(bytes) };
}

function isImage(file: Blob): boolean {
  return /^image\/(png|jpeg|gif|webp|avif)$/.test(file.type);
}

async function hashOf(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
