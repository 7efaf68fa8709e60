import { randomId } from '../../base/ids.ts';
import { editProblem } from '../../content/edit-problem.ts';
import { reachDocument } from '../../content/stub.ts';
import type { Delta } from '../../ot/op.ts';
import { readdress, uploadsIn } from '../../ot/uploads.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import { noteCreation } from '../../platform/db/erasures.ts';
import type { ForkRow } from '../../platform/db/forks.ts';
import { titleTerms } from '../../platform/db/search.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { copyUploads } from '../uploads/copy-uploads.ts';
import { countOwned, insertDocument } from './queries.ts';

/** The owner and the initial content of a new document. */
export interface NewDocument {
  userId: string;
  title: string;
  region: DocumentRow['region'];
  /** Its id, from `beginDocument`; absent: a new one. */
  id?: string;
  /** Null for an empty text. */
  ops: Delta | null;
  /** The document whose uploads the text shows: the new one gets copies of them. Null for none. */
  copyOf: string | null;
  /** What it is a fork of; absent for nothing. */
  origin?: ForkedOrigin;
  /** Stores what belongs to it once its text is there, before anyone can know of it. */
  prepare?(document: DocumentRow): Promise<void>;
}

/** The document and version that a fork begins with. */
export interface ForkedOrigin {
  document: Pick<DocumentRow, 'id' | 'generation'>;
  version: number;
  /** Stores what the fork needs besides its text, once that is there, at this version of it. */
  prepare(docId: string, forkVersion: number): Promise<void>;
}

/**
 * Creates a document of this user. Throws 409 `too_many_documents` at the quota, also for concurrent requests; 503 when
 * its object cannot be reached; and as `copyUploads`.
 *
 * The text first: a row in D1 without its Document would be a document that cannot be opened. A Document without a row
 * is unreachable, and the sweep finds it by the note of its creation.
 */
export async function createDocument(
  deps: Deps,
  actor: Actor,
  { userId, title, region, ops, copyOf, origin, prepare, id: begun }: NewDocument,
): Promise<DocumentRow> {
  const { env, db } = deps;
  const { documentsPerUser } = quotasOf(env);
  const id = begun ?? (await beginDocument(deps, { id: randomId(), userId, region }));
  const content = ops === null || copyOf === null ? ops : readdress(ops, copyOf, id);
  if (content !== null && copyOf !== null) {
    await copyUploads(deps, { from: copyOf, to: id, hashes: uploadsIn(content, id), payerId: userId });
  }
  const created = await reachDocument(env, { id, region }, (stub) =>
    stub.create({ docId: id, userId, content }),
  );
  if (!created.ok) throw editProblem(created.error);
  const { version } = created.value;
  const head = await reachDocument(env, { id, region }, (stub) => stub.head());
  if (!head.ok) throw editProblem(head.error);
  await origin?.prepare(id, version);
  const document = newRow({ id, ownerId: userId, title, region, version, length: head.value.length });
  await prepare?.(document);
  const outgoing = outgoingEvents(deps, actor, [{ type: 'document.created', docId: id, title }]);
  const stored = await insertDocument(db, document, {
    limit: documentsPerUser,
    outgoing: outgoing.statementIfChanged,
    fork: origin === undefined ? null : newFork(document, origin),
  });
  if (!stored) throw tooManyDocuments(env);
  outgoing.publish();
  return document;
}

/**
 * Notes that a document of this id is about to be created, so that files can be stored for it before; within an hour,
 * `createDocument` must follow. Returns the id. Throws 409 `too_many_documents` at the quota.
 */
export async function beginDocument(
  { env, db }: Pick<Deps, 'env' | 'db'>,
  { id, userId, region }: Pick<NewDocument, 'userId' | 'region'> & { id: string },
): Promise<string> {
  const { documentsPerUser } = quotasOf(env);
  // Avoids creating an object for nothing; the insertion decides.
  if ((await countOwned(db, userId, documentsPerUser)) >= documentsPerUser) throw tooManyDocuments(env);
  if (!(await noteCreation(db, { id, region }, Date.now()))) {
    throw new Problem(503, 'document_unavailable', 'What was left of the document is being erased.', {
      headers: { 'Retry-After': '60' },
    });
  }
  return id;
}

/** The refusal of a request that would make an account own too many documents. */
export function tooManyDocuments(env: Env): Problem {
  const { documentsPerUser } = quotasOf(env);
  return new Problem(409, 'too_many_documents', `An account can own at most ${documentsPerUser} documents.`);
}

function newFork(
  { id, version, createdAt }: DocumentRow,
  { document: { id: originId, generation }, version: originVersion }: ForkedOrigin,
): ForkRow {
  return {
    docId: id,
    originId,
    originVersion,
    originGeneration: generation,
    forkVersion: version,
    metOrigin: originVersion,
    metFork: version,
    bridge: [],
    unmerged: [],
    proposed: null,
    turn: '',
    turnUntil: 0,
    createdAt,
  };
}

function newRow(
  known: Pick<DocumentRow, 'id' | 'ownerId' | 'title' | 'region' | 'version' | 'length'>,
): DocumentRow {
  const now = Date.now();
  return {
    ...known,
    size: 0,
    excerpt: '',
    archivedVersion: 0,
    archivedChain: '',
    logFrom: 0,
    logChain: '',
    indexedVersion: 0,
    foldedVersion: 0,
    searchTitle: titleTerms(known.title),
    snapshotVersion: 0,
    lastEditors: [],
    divergedAt: null,
    divergence: null,
    generation: 0,
    touchedAt: now,
    accessEpoch: 1,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
}
