import type { UploadId } from '../../../src/ot/addresses.ts';

/** An image that may be inserted: its address in the document, and its size in pixels. */
export interface TakenImage {
  address: string;
  width: number;
  height: number;
}

/** Why a file cannot be inserted: it is no image of the kinds that are taken, or too large. */
export type RefusedFile = 'fileType' | 'fileSize';

/** Takes files into a document. */
export interface ImageTaker {
  docId: string;
  /** Keeps a file to be uploaded. Its address is known at once. */
  take(file: Blob): Promise<TakenImage | RefusedFile>;
  /** The bytes of an image of this or another document; null when the user cannot have them now. */
  fetchImage(upload: UploadId): Promise<Blob | null>;
}
