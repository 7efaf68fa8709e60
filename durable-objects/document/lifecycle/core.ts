import { GENESIS } from '../../../src/platform/archive/chain.ts';
import { fromHex, LogBegins } from '../../../src/platform/archive/segment.ts';
import { snapshotUrl } from '../../../src/platform/archive/signed-url.ts';
import { logger } from '../../../src/platform/observability/logger.ts';
import { count } from '../../../src/platform/observability/metrics.ts';
import { verifyAccessToken } from '../../../src/platform/tokens/access-token.ts';
import { type Quotas, quotasOf } from '../../../src/protocol/quotas.ts';
import { ArchiveReader } from '../archive/archive-reader.ts';
import { Outbox } from '../archive/outbox.ts';
import type { Audience } from '../collab/audience.ts';
import { Collaboration } from '../collab/collaboration.ts';
import { gathering } from '../collab/commit-policy.ts';
import type { Connection } from '../collab/connection.ts';
import type { Log } from '../collab/log-source.ts';
import type { Ports } from '../collab/ports.ts';
import { Sequencer } from '../collab/sequencer.ts';
import { TextScales } from '../collab/text-scales.ts';
import { Review } from '../review/review.ts';
import type { Credentials } from '../sockets/credentials.ts';
import { Access } from '../storage/access.ts';
import { Checkpoints } from '../storage/checkpoints.ts';
import { Meta } from '../storage/meta.ts';
import { OpLog } from '../storage/op-log.ts';
import { TextStore } from '../storage/text-store.ts';

// A few milliseconds of work.
const TURN = { versions: 1_000, length: 256 * 1024 };

/** The parts of a document that exists, while the object is in memory. */
export interface Core {
  meta: Meta;
  access: Access;
  log: OpLog;
  checkpoints: Checkpoints;
  sequencer: Sequencer;
  text: TextStore;
  collaboration: Collaboration;
  /** Of the collaboration. */
  audience: Audience;
  outbox: Outbox;
  review: Review;
  quotas: Quotas;
  connections: Map<unknown, Connection>;
}

/** What a Core needs of the object that it lives in. */
export interface CoreDeps {
  storage: DurableObjectStorage;
  env: Env;
  /** The name that the object was reached by. */
  name: string;
  connections: Map<unknown, Connection>;
  /** Keeps the object in memory until `work` has settled. */
  background(work: Promise<void>): void;
  /** A frame was committed: it has to be published soon. */
  committed(): void;
  /** Announces sockets to the channels of their users. */
  credentials: Pick<Credentials, 'announce' | 'left'>;
}

/** Reads what is stored into memory; writes nothing, so an object whose disk is full still opens. */
export function wake(deps: CoreDeps): Core {
  const { storage, env } = deps;
  const { sql } = storage;
  const meta = new Meta(sql);
  const base = meta.get('base', { version: 0, chain: '', at: null });
  const log = new OpLog(sql, { ...base, chain: base.chain === '' ? GENESIS : fromHex(base.chain) });
  const checkpoints = new Checkpoints(sql);
  const { latest } = checkpoints;
  const docId = meta.get('docId', deps.name);
  const scales = new TextScales(log, () => text.newest());
  const quotas = quotasOf(env);
  const { documentBytes: maxBytes } = quotas;
  const sequencer = Sequencer.resume({ docId, ...latest, maxBytes }, log, scales, log.warm(latest.version));
  const text: TextStore = new TextStore({ storage, sequencer, log, checkpoints, scales });
  const ports = portsOf(deps, { docId, log, meta, review: () => review });
  const collaboration = new Collaboration(
    sequencer,
    storedLog(log, checkpoints, meta),
    ports,
    deps.connections,
  );
  const access = new Access(sql, meta);
  const outbox = new Outbox(env, meta);
  const { connections } = deps;
  const review: Review = new Review({
    storage,
    log,
    meta,
    tell: (message) => collaboration.audience.sendReview(message, Date.now()),
    committed: deps.committed,
    archived: (from, to) => ports.archived(from, to),
  });
  const core: Core = {
    meta,
    access,
    log,
    checkpoints,
    sequencer,
    text,
    collaboration,
    audience: collaboration.audience,
    outbox,
    review,
    quotas,
    connections,
  };
  return core;
}

/** Stores the newest text; a repair that it needs goes through the log like any operation. */
export function checkpoint({ text, collaboration }: Core): void {
  text.checkpoint((repair) => collaboration.submit(repair));
}

function storedLog(log: OpLog, checkpoints: Checkpoints, meta: Meta): Log {
  return {
    get from() {
      return log.from;
    },
    framesAfter: (version) => log.framesAfter(version),
    lastOf: (client) => log.lastOf(client),
    clientsFrom: meta.get('clientsFrom', 0),
    generation: meta.get('generation', 0),
    sharedWith: (generation) => {
      const since = meta.get('recoveries', []).filter((recovery) => recovery.generation > generation);
      return Math.min(Number.POSITIVE_INFINITY, ...since.map((recovery) => recovery.version));
    },
    append: (frame) => log.append(frame),
    lengthAfter: (version, limit) => log.lengthAfter(version, limit),
    atHand: (version) => log.atHand(version),
    checkpoint: () => {
      const { version, size } = checkpoints.latest;
      return { version, bytes: size.bytes, ops: () => checkpoints.json(version) ?? '' };
    },
  };
}

function portsOf(
  { env, committed, background, credentials }: CoreDeps,
  { docId, log, meta, review }: { docId: string; log: OpLog; meta: Meta; review(): Review },
): Ports {
  const archive = new ArchiveReader(env.ARCHIVE);
  const quotas = quotasOf(env);
  const { writtenBytesPerUserAndMinute, commitMs } = quotas;
  return {
    turn: TURN,
    receivedPerMinute: writtenBytesPerUserAndMinute,
    suggestionChangesPerHour: quotas.suggestionChangesPerUserAndDocumentAndHour,
    now: () => Date.now(),
    after: (ms, action) => {
      setTimeout(action, ms);
    },
    committed: (frame) => {
      log.remember(frame);
      committed();
    },
    snapshotUrl: (origin, version) =>
      snapshotUrl(
        origin,
        { docId, version, generation: meta.get('generation', 0) },
        env.URL_SIGNING_KEY,
        Date.now(),
      ),
    verifyToken: async (token) => {
      const claims = await verifyAccessToken(env.ACCESS_TOKEN_KEYS, token);
      if (!claims.ok) return null;
      const { userId, sessionId, expiresAt } = claims.value;
      return { userId, credentialId: sessionId, expiresAt };
    },
    announce: (connection) => credentials.announce(connection),
    credentialLeft: (attachment) => background(credentials.left(attachment)),
    commitFailed: (error) => {
      count('commit_failures_total', {});
      logger({ docId }).error('a commit failed', { error: String(error) });
    },
    synced: () => meta.get('reconciledVersion', 0),
    reviewed: () => review().number,
    gathering: (sockets) => gathering(sockets, commitMs),
    archived: (from, to) => archive.frames(docId, from, to),
    archiveFailed: (error) => {
      count('archive_read_failures_total', {});
      logger({ docId }).error('a catch-up from the archive failed', { error: String(error) });
      return error instanceof LogBegins ? error.begins : null;
    },
    background,
  };
}
