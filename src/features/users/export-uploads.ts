import { uploadHashOf, uploadPrefix } from '../../platform/archive/keys.ts';

/** An uploaded file of a document, in pieces. */
export interface UploadedFile {
  /** Its hash, with the ending of its type. */
  name: string;
  pieces: AsyncIterable<Uint8Array>;
}

/** The uploads of a document whose bytes are there, in the order of their hashes. */
export async function* uploadsOf(bucket: R2Bucket, docId: string): AsyncGenerator<UploadedFile> {
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix: uploadPrefix(docId), ...(cursor && { cursor }) });
    for (const { key } of page.objects) {
      const hash = uploadHashOf(key);
      const object = hash === null ? null : await bucket.get(key);
      if (object === null) continue;
      const ending = object.httpMetadata?.contentType?.replace(/^image\//, '.') ?? '';
      yield { name: `${hash}${ending}`, pieces: piecesOf(object.body) };
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
}

async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}
