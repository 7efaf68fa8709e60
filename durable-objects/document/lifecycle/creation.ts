import { type Failure, fail } from '../../../src/base/result.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { fromEmpty } from '../archive/whole-document.ts';
import type { EditError } from '../rpc.ts';
import { createSchema, dropSchema, dropStaging } from '../storage/schema.ts';
import type { Core } from './core.ts';
import { fill } from './program-edit.ts';

/** A document to create; `content` is a whole document, null for an empty one. */
export interface Creation {
  docId: string;
  userId: string;
  content: Delta | null;
}

/** Creates a document with its content, or not at all. Returns why it cannot be created; null on success. */
export function create(
  storage: DurableObjectStorage,
  wake: () => Core,
  { docId, userId, content }: Creation,
): Failure<EditError> | null {
  const operation = content === null ? [] : fromEmpty(content);
  if (operation === null)
    return fail('invalid', 'content: must be inserts only, the last one ending in a newline').error;
  return storage.transactionSync(() => {
    dropStaging(storage.sql);
    createSchema(storage.sql);
    const { meta } = wake();
    meta.set('docId', docId);
    meta.set('createdAt', Date.now());
    const failure = fill(wake(), userId, operation);
    // Undone: an object that could not be filled must not look like an empty document.
    if (failure !== null) dropSchema(storage.sql);
    return failure;
  });
}
