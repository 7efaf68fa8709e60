import { framesOf } from '../platform/archive/frame-lines.ts';
import type { ArchivedFrame } from '../platform/archive/segment.ts';
import { archivedFrames } from '../platform/archive/segment-store.ts';
import { logger } from '../platform/observability/logger.ts';
import { Problem } from '../platform/problem/problem.ts';
import { documentLost } from './edit-problem.ts';
import { type DocumentPlace, reachDocument } from './stub.ts';

/**
 * A document as far as reading its history needs it. An old `archivedVersion` does no harm: it says where to look
 * first.
 */
export interface LoggedDocument extends DocumentPlace {
  archivedVersion: number;
  /** The log begins after this version. */
  logFrom: number;
}

/** The requested versions are before the log that is kept. */
export function versionExpired({ logFrom }: Pick<LoggedDocument, 'logFrom'>): Problem {
  const detail = `The history before version ${logFrom} is no longer kept.`;
  return new Problem(410, 'version_expired', detail, { firstVersion: logFrom });
}

/**
 * The frames that contain any version after `from`, up to the one that contains `to` (or to the newest), in order, as
 * far back as the log is kept: archived ones from the archive, the rest from the Document, and each from the other
 * where the first cannot give it. The first frame may begin before `from`; the stream ends early when `to` does not
 * exist. Holds little at a time. Throws 410 `version_expired` for versions before the log that is kept, 503 when
 * neither source gives an existing version.
 */
export async function* readLog(
  env: Env,
  document: LoggedDocument,
  from: number,
  to = Number.POSITIVE_INFINITY,
): AsyncGenerator<ArchivedFrame, void, undefined> {
  if (from < to && from < document.logFrom) throw versionExpired(document);
  let at = from;
  let source: Source = document.archivedVersion > from ? 'archive' : 'document';
  let stuckAt: number | null = null;
  let failure: unknown = 'the Document does not reach back so far, and the archive does not reach so far';
  while (at < to) {
    const before = at;
    try {
      const frames = await open(env, document, source, at, to);
      for await (const frame of frames ?? []) {
        yield frame;
        at = frame.last;
        if (at >= to) return;
      }
      // The archive's end is not the log's; the Document's is.
      if (source === 'document' && frames !== null) return;
    } catch (error) {
      failure = error;
      logger({ docId: document.id }).warn('a part of the log cannot be read', {
        source,
        version: at,
        error: String(error),
      });
    }
    if (at === before) {
      // The other source did not help either.
      if (stuckAt === at) throw historyUnavailable(at, failure);
      stuckAt = at;
    }
    source = source === 'archive' ? 'document' : 'archive';
  }
}

type Source = 'archive' | 'document';

// Null: the Document no longer keeps what comes after `at`.
async function open(
  env: Env,
  document: DocumentPlace,
  source: Source,
  at: number,
  to: number,
): Promise<AsyncIterable<ArchivedFrame> | null> {
  if (source === 'archive') return archivedFrames(env.ARCHIVE, document.id, at, to);
  const answer = await reachDocument(env, document, (stub) => stub.frames(at));
  if (answer.ok) return framesOf(answer.value);
  if (answer.error.code === 'pruned') return null;
  throw documentLost();
}

/** Why the log after `version`, or the text there, cannot be read; a failure that is a Problem already stays one. */
export function historyUnavailable(version: number, failure: unknown): Problem {
  if (failure instanceof Problem) return failure;
  return new Problem(503, 'history_unavailable', 'This part of the history cannot be read right now.', {
    headers: { 'Retry-After': '5' },
    cause: `version ${version}: ${String(failure)}`,
  });
}
