import { type UploadId, uploadAddress } from '../../src/ot/addresses.ts';
import { ApiProblem } from './problem.ts';
import { requestFile } from './request.ts';

/** Where the uploads of a document come from, as the signed-in user or guest reads them. */
export function uploadsOf(docId: string) {
  return {
    docId,
    /** The bytes of an upload; null where there are none for the user. */
    async fetchImage(upload: UploadId): Promise<Blob | null> {
      try {
        return await requestFile(uploadAddress(upload));
      } catch (error) {
        if (error instanceof ApiProblem && error.status >= 400 && error.status < 500) return null;
        throw error;
      }
    },
  };
}
