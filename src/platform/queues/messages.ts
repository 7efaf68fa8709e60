import { z } from 'zod';
import { ID_PATTERN } from '../../base/ids.ts';

const docId = z.string().regex(ID_PATTERN);
const version = z.number().int().nonnegative();

/**
 * `document-changes`: the log of a document has grown from version `from` to `to`. A nudge: the Document has the
 * truth.
 */
export const documentChange = z.object({ docId, from: version, to: version });
/** `document-snapshots`: the checkpoint of `version` is due for the archive. */
export const documentSnapshot = z.object({ docId, version });
/** `document-imports`: the file `number` of an import is to become a document. D1 says whether it still is. */
export const documentImport = z.object({ importId: docId, number: version });
/** A body on `document-changes`. */
export type DocumentChange = z.infer<typeof documentChange>;
/** A body on `document-snapshots`. */
export type DocumentSnapshot = z.infer<typeof documentSnapshot>;
/** A body on `document-imports`. */
export type DocumentImport = z.infer<typeof documentImport>;
