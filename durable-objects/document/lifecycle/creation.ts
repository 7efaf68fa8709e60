import { type Failure, fail } from '../../../src/base/result.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { fromEmpty } from '../archive/whole-document.ts';
import type { EditError } from '../rpc.ts';
import { createSchema, dropSchema, dropStaging } from '../storage/schema.ts';
import type { Core } from './core.ts';
import { fill } from './program-edit.ts';

/** A document that is to be; `content` is a whole one, null for an empty one. */
export interface Creation {
  docId: string;
  userId: string;
  content: Delta | null;
}

/** Brings a document into being, with its content or not at all; why not, when it cannot be. */
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
    // Back to nothing: an object that could not be filled must not look like an empty document.
    if (failure !== null) dropSchema(storage.sql);
    return failure;
  });
}
