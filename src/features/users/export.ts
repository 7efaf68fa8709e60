import { Zip, ZipDeflate } from 'fflate';
import { type DocumentPlace, reachDocument } from '../../content/stub.ts';
import type { Delta } from '../../ot/op.ts';
import { plainText } from '../../ot/plain-text.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import { findOrigin } from '../../platform/db/forks.ts';
import { toOwnProfile } from '../../platform/verbs/profile.ts';
import type { Suggestion, Thread } from '../../protocol/review.ts';
import { NEW, toDocumentItem } from '../documents/representation.ts';
import { everySuggestion } from '../review/every-suggestion.ts';
import { everyThread } from '../review/every-thread.ts';
import { listOwned, listReadable } from './export-documents.ts';
import type { Rows } from './export-pages.ts';
import { heldAbout } from './export-queries.ts';
import { uploadsOf } from './export-uploads.ts';
import type { findUser } from './queries.ts';

/** A file of the archive, in pieces. */
export interface File {
  path: string;
  pieces: AsyncIterable<string | Uint8Array>;
}

type User = NonNullable<Awaited<ReturnType<typeof findUser>>>;

/**
 * All stored data about a user as a ZIP archive, created while it is read: it holds at most one document or one page of
 * rows at a time. A document that cannot be reached has its metadata only, and a note.
 */
export function exportOf(env: Env, db: Database, user: User): ReadableStream<Uint8Array> {
  const files = filesOf(env, db, user);
  return zipped(files);
}

async function* filesOf(env: Env, db: Database, user: User): AsyncGenerator<File> {
  yield { path: 'profile.json', pieces: once(json(toOwnProfile(user))) };
  for (const [name, rows] of Object.entries(
    heldAbout(db, { ...user, emailVerified: user.emailVerifiedAt !== null }),
  )) {
    yield { path: `${name}.json`, pieces: jsonArray(rows) };
  }
  yield { path: 'comments.json', pieces: jsonArray(commentsBy(env, db, user.id)) };
  yield { path: 'suggestions.json', pieces: jsonArray(suggestionsBy(env, db, user.id)) };
  for await (const page of listOwned(db, user.id)) {
    for (const document of page) {
      const folder = `documents/${document.id}`;
      yield { path: `${folder}/metadata.json`, pieces: once(json(await metadataOf(db, document))) };
      const content = await contentOf(env, document);
      if (content === null) {
        yield {
          path: `${folder}/unavailable.txt`,
          pieces: once('The text could not be reached. Export again.\n'),
        };
        continue;
      }
      yield {
        path: `${folder}/content.json`,
        pieces: once(`{"version":${content.version},"ops":${content.ops}}\n`),
      };
      yield {
        path: `${folder}/content.txt`,
        pieces: once(plainText(JSON.parse(content.ops) as Delta)),
      };
      try {
        for await (const { name, pieces } of uploadsOf(env.ARCHIVE, document.id))
          yield { path: `${folder}/uploads/${name}`, pieces };
      } catch {
        const note = 'The images could not be reached. Export again.\n';
        yield { path: `${folder}/uploads/unavailable.txt`, pieces: once(note) };
      }
      yield { path: `${folder}/threads.json`, pieces: jsonArray(threadsOf(env, document)) };
      yield { path: `${folder}/suggestions.json`, pieces: jsonArray(suggestionsOf(env, document)) };
    }
  }
}

// Stars have a file of their own.
async function metadataOf(db: Database, document: DocumentRow) {
  const origin = await findOrigin(db, document.id, document.ownerId);
  const { starred: _, offeredUntil: __, ...metadata } = toDocumentItem({ ...NEW, document, origin });
  return metadata;
}

// What the user wrote in threads, in the documents that they may read.
async function* commentsBy(env: Env, db: Database, userId: string): Rows {
  for await (const page of listReadable(db, userId, Date.now())) {
    for (const document of page) {
      const docId = document.id;
      for await (const threads of threadsOf(env, document)) {
        yield threads.flatMap((thread): Record<string, unknown>[] =>
          'unavailable' in thread
            ? [{ docId, ...thread }]
            : thread.comments
                .filter(({ author, body }) => author.id === userId && body !== null)
                .map(({ id, body, at, editedAt }) => ({
                  docId,
                  threadId: thread.id,
                  id,
                  body,
                  at,
                  editedAt,
                })),
        );
      }
    }
  }
}

// What the user suggested, in the documents that they may read.
async function* suggestionsBy(env: Env, db: Database, userId: string): Rows {
  for await (const page of listReadable(db, userId, Date.now())) {
    for (const document of page) {
      const docId = document.id;
      for await (const suggestions of suggestionsOf(env, document)) {
        yield suggestions.flatMap((suggestion): Record<string, unknown>[] => {
          if ('unavailable' in suggestion) return [{ docId, ...suggestion }];
          const { author, decidedBy: _, ...own } = suggestion;
          return author.id === userId ? [{ docId, ...own }] : [];
        });
      }
    }
  }
}

// An unreachable document has a row that says so.
async function* threadsOf(
  env: Env,
  document: DocumentPlace,
): AsyncGenerator<(Thread | { unavailable: string })[]> {
  try {
    yield* everyThread(env, document);
  } catch {
    yield [{ unavailable: 'The threads could not be reached. Export again.' }];
  }
}

async function* suggestionsOf(
  env: Env,
  document: DocumentPlace,
): AsyncGenerator<(Suggestion | { unavailable: string })[]> {
  try {
    yield* everySuggestion(env, document);
  } catch {
    yield [{ unavailable: 'The suggestions could not be reached. Export again.' }];
  }
}

async function contentOf(env: Env, document: Parameters<typeof reachDocument>[1]) {
  try {
    const read = await reachDocument(env, document, (stub) => stub.read(null));
    return read.ok ? read.value : null;
  } catch {
    return null;
  }
}

/**
 * The files as a ZIP archive. A slow reader slows the reading: no piece is read while bytes of the archive wait, so at
 * most one piece is held, however long its file is.
 */
export function zipped(files: AsyncIterable<File>): ReadableStream<Uint8Array> {
  let steps: AsyncGenerator<void>;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const zip = new Zip((error, chunk, isLast) => {
        if (error) controller.error(error);
        else {
          controller.enqueue(chunk);
          if (isLast) controller.close();
        }
      });
      steps = zipping(zip, files);
    },
    // A piece may yield no byte, since pieces are compressed together: this reads on until there is one, because no
    // other call would.
    async pull(controller) {
      while ((controller.desiredSize ?? 0) > 0) if ((await steps.next()).done) return;
    },
    async cancel() {
      await steps.return(undefined);
    },
  });
}

// One piece per step.
async function* zipping(zip: Zip, files: AsyncIterable<File>): AsyncGenerator<void> {
  const encoder = new TextEncoder();
  for await (const { path, pieces } of files) {
    const entry = new ZipDeflate(path, { level: 6 });
    zip.add(entry);
    for await (const piece of pieces) {
      entry.push(typeof piece === 'string' ? encoder.encode(piece) : piece);
      yield;
    }
    entry.push(new Uint8Array(), true);
    yield;
  }
  zip.end();
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

async function* jsonArray(pages: Rows): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const page of pages) {
    for (const row of page) {
      yield `${separator}  ${JSON.stringify(readable(row))}`;
      separator = ',\n';
    }
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

// Times in a readable form.
function readable(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'number' && (name === 'at' || name === 'since' || name.endsWith('At'))
        ? new Date(value).toISOString()
        : value,
    ]),
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
