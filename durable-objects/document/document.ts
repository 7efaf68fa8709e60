import { DurableObject } from 'cloudflare:workers';
import { toHex } from '../../src/archive/segment.ts';
import { snapshotUrl } from '../../src/archive/signed-url.ts';
import { newClientId, ownsClientId } from '../../src/base/ids.ts';
import { fail, ok, type Result } from '../../src/base/result.ts';
import { logger } from '../../src/observability/logger.ts';
import { composeRun } from '../../src/ot/compose.ts';
import { cut } from '../../src/ot/cut.ts';
import type { Ops } from '../../src/ot/op.ts';
import { parseDelta } from '../../src/ot/parse-delta.ts';
import { carryOver } from '../../src/ot/transform.ts';
import { CLOSE } from '../../src/protocol/close-codes.ts';
import { PING, PONG } from '../../src/protocol/codec.ts';
import { LIMITS } from '../../src/protocol/limits.ts';
import type { Role } from '../../src/protocol/role.ts';
import { verifyAccessToken } from '../../src/tokens/access-token.ts';
import { Access } from './access.ts';
import { Checkpoints } from './checkpoints.ts';
import { Collaboration, type Host, type Log } from './collaboration.ts';
import { Connections, joinDeadline, refuse } from './connections.ts';
import { type Frame, unitsAfter } from './frame.ts';
import { frameStream } from './frame-stream.ts';
import { Meta } from './meta.ts';
import { OpLog } from './op-log.ts';
import { Outbox } from './outbox.ts';
import {
  type ConnectionGrant,
  type DocumentRpc,
  type DocumentStatus,
  type EditError,
  type EditRequest,
  GRANT_HEADER,
  type LogEntry,
  type PresentUser,
  STALE_EPOCH_STATUS,
} from './rpc.ts';
import { createSchema, hasSchema } from './schema.ts';
import { Sequencer, type Submission } from './sequencer.ts';
import { grow } from './size-bound.ts';
import { TextStore } from './text-store.ts';
import { fromEmpty } from './whole-document.ts';

const SOCKETS_PER_DOCUMENT = 10_000;
const PUBLISH_AFTER_MS = 2_000;
// A frame to a socket costs about 20 us: gathering for this long a socket keeps the fan-out to a third of the time.
const GATHER_MS_PER_SOCKET = 0.06;

/** A document that exists: what it is made of while the object is in memory. */
interface Core {
  meta: Meta;
  access: Access;
  log: OpLog;
  checkpoints: Checkpoints;
  sequencer: Sequencer;
  text: TextStore;
  collaboration: Collaboration;
  outbox: Outbox;
}

/**
 * One document: its log, its sockets, its text. Everything it needs after a wake comes from SQLite and the sockets'
 * attachments; nothing but alarms carries work beyond a commit (docs/architecture.md).
 */
export class Document extends DurableObject<Env> implements DocumentRpc {
  readonly #connections: Connections;
  #core: Core | null = null;
  #alarmAt: number | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.#connections = new Connections(ctx, SOCKETS_PER_DOCUMENT);
    if (hasSchema(ctx.storage.sql)) this.#core = this.#wake();
  }

  /** The upgrade of a socket that the Worker has authenticated; the grant comes in a header that it alone sets. */
  override fetch(request: Request): Response {
    const core = this.#core;
    // Never an empty document in place of a missing one: the client tries again.
    if (core === null) return refuse(CLOSE.restart);
    const grant = JSON.parse(
      decodeURIComponent(request.headers.get(GRANT_HEADER) ?? 'null'),
    ) as ConnectionGrant;
    if (core.access.isStale(grant.accessEpoch)) return new Response(null, { status: STALE_EPOCH_STATUS });
    if (core.meta.get('deleted', false)) return refuse(CLOSE.deleted);
    const response = this.#connections.accept(grant);
    this.#arm(joinDeadline(Date.now()));
    return response;
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    const connection = this.#connections.of(socket);
    if (connection === undefined || this.#core === null) return;
    try {
      this.#core.collaboration.receive(connection, data);
    } catch (error) {
      // A defect of ours: this client comes back and sends again, the others notice nothing.
      this.#logger().error('a message could not be handled', { error: String(error) });
      connection.close(CLOSE.restart, 'internal error');
    }
  }

  override webSocketClose(socket: WebSocket): void {
    this.#left(socket);
  }

  override webSocketError(socket: WebSocket): void {
    this.#left(socket);
  }

  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    const core = this.#core;
    const unjoined = this.#connections.closeUnjoined(Date.now());
    if (unjoined !== null) this.#arm(unjoined);
    if (core === null) return;
    try {
      core.collaboration.commit();
      if (core.text.due || (core.text.behind && !this.#connections.anybody)) this.#checkpoint(core);
    } catch (error) {
      this.#logger().error('the checkpoint failed, the alarm tries again', { error: String(error) });
      this.#arm(Date.now() + PUBLISH_AFTER_MS);
    }
    const again = await core.outbox.publish(core.log.version);
    if (again !== null) this.#arm(Date.now() + again);
  }

  async create(request: {
    docId: string;
    userId: string;
    content: Ops | null;
  }): Promise<Result<{ version: number }, EditError>> {
    if (this.#core !== null) return ok({ version: this.#core.log.version });
    const content = request.content === null ? [] : fromEmpty(request.content);
    if (content === null)
      return fail('invalid', 'content: must be inserts only, the last one ending in a newline');
    const refused = this.ctx.storage.transactionSync(() => {
      createSchema(this.ctx.storage.sql);
      const core = this.#wake();
      core.meta.set('docId', request.docId);
      core.meta.set('createdAt', Date.now());
      const error = this.#fill(this.#wake(), request.userId, content);
      if (error === null) return null;
      // Back to nothing: an object that could not be filled must not look like an empty document.
      for (const table of ['meta', 'frames', 'snapshot', 'clients', 'access']) {
        this.ctx.storage.sql.exec(`DROP TABLE ${table}`);
      }
      return error;
    });
    if (refused !== null) return fail(refused.code, refused.message);
    this.#core = this.#wake();
    return ok({ version: this.#core.log.version });
  }

  async head(): Promise<Result<{ version: number; updatedAt: string; length: number }, 'not_found'>> {
    const core = this.#core;
    if (core === null) return missing();
    core.collaboration.commit();
    const { version } = core.log;
    return ok({ version, updatedAt: this.#timeOf(core, version), length: core.sequencer.length });
  }

  async read(
    version: number | null,
  ): Promise<Result<{ version: number; ops: string; at: string }, 'not_found' | 'unknown_version'>> {
    const core = this.#core;
    if (core === null) return missing();
    core.collaboration.commit();
    const at = version ?? core.log.version;
    if (at > core.log.version || at < 0) return fail('unknown_version', `there is no version ${at}`);
    return ok({ version: at, ops: core.text.jsonAt(at), at: this.#timeOf(core, at) });
  }

  async edit(request: EditRequest): Promise<Result<{ version: number; delta: Ops }, EditError>> {
    const core = this.#core;
    if (core === null || core.meta.get('deleted', false)) return missing();
    const { userId, baseVersion, delta, client = newClientId(userId), seq = 1 } = request;
    if (!ownsClientId(userId, client))
      return fail('invalid', 'client: must begin with the first 8 characters of your id');
    const { collaboration, log } = core;
    collaboration.commit();
    if (baseVersion > log.version) return fail('unknown_version', `there is no version ${baseVersion} yet`);
    const submission = {
      client,
      seq,
      base: baseVersion,
      delta,
      userId,
      mayWrite: true,
      form: 'any',
    } as const;
    const outcome = collaboration.submit(submission);
    // Without an identity of its own a change may be longer than one operation: whole contents and reverts are.
    if (outcome.kind === 'rejected' && outcome.code === 'too_large' && request.client === undefined) {
      return this.#editInParts(core, submission);
    }
    switch (outcome.kind) {
      case 'accepted':
        return ok({ version: outcome.version, delta: outcome.entry.delta });
      case 'duplicate': {
        const [entry] = log.list(outcome.version - 1, 1);
        return ok({ version: outcome.version, delta: entry?.delta ?? [] });
      }
      case 'rejected':
        return fail(outcome.code === 'forbidden' ? 'invalid' : outcome.code, outcome.message);
      case 'violation':
        return fail('conflict', outcome.reason);
      case 'measure':
        return fail('document_full', 'the document is full');
    }
  }

  async log(
    from: number,
    limit: number,
  ): Promise<Result<{ entries: LogEntry[]; head: number }, 'not_found'>> {
    const core = this.#core;
    if (core === null) return missing();
    core.collaboration.commit();
    return ok({ entries: core.log.list(from, limit), head: core.log.version });
  }

  async presence(): Promise<PresentUser[]> {
    const core = this.#core;
    if (core === null) return [];
    const { version } = core.sequencer;
    const { roster } = core.collaboration.presence.roster(this.#connections.bySocket.values(), '', version);
    return roster.map((entry) => ({ ...entry, version }));
  }

  async setAccess(change: { userId: string; role: Role | null; accessEpoch: number }): Promise<void> {
    const core = this.#core;
    if (core === null) return;
    const { userId, role, accessEpoch } = change;
    if (core.access.change(userId, role, accessEpoch)) core.collaboration.setRole(userId, role);
  }

  async setDeleted(change: { deleted: boolean; accessEpoch: number }): Promise<void> {
    const core = this.#core;
    if (core === null || !core.access.setDeleted(change.deleted, change.accessEpoch)) return;
    core.collaboration.commit();
    if (change.deleted) core.collaboration.closeAll(CLOSE.deleted);
  }

  async checkpoint(version: number): Promise<string | null> {
    return this.#core?.checkpoints.json(version) ?? null;
  }

  async frames(from: number): Promise<Result<ReadableStream<Uint8Array>, 'not_found' | 'pruned'>> {
    const core = this.#core;
    if (core === null) return missing();
    core.collaboration.commit();
    const { log } = core;
    if (from < log.from) return fail('pruned', `the log begins after version ${log.from}`);
    return ok(frameStream(log, from, log.version));
  }

  async status(): Promise<Result<DocumentStatus, 'not_found'>> {
    const core = this.#core;
    if (core === null) return missing();
    core.collaboration.commit();
    const { log, meta, sequencer } = core;
    return ok({
      version: log.version,
      chain: toHex(log.chain),
      keptFrom: log.from,
      reconciledVersion: meta.get('reconciledVersion', 0),
      checkpointVersion: core.checkpoints.latest.version,
      snapshotVersion: meta.get('snapshotVersion', 0),
      size: sequencer.size.bytes,
      length: sequencer.length,
      sockets: this.#connections.bySocket.size,
      divergence: meta.get('divergence', null),
    });
  }

  async acknowledge(archived: { version: number; snapshot: number }): Promise<void> {
    const core = this.#core;
    if (core === null) return;
    core.outbox.acknowledge({
      version: Math.min(archived.version, core.log.version),
      snapshot: Math.min(archived.snapshot, core.log.version),
    });
  }

  async markDiverged(divergence: string | null): Promise<void> {
    this.#core?.meta.set('divergence', divergence);
  }

  async makeCheckpoint(): Promise<Result<{ version: number }, 'not_found'>> {
    const core = this.#core;
    if (core === null) return missing();
    core.collaboration.commit();
    this.#checkpoint(core);
    return ok({ version: core.checkpoints.latest.version });
  }

  async recover(_request: {
    docId: string;
    version: number | null;
  }): Promise<Result<{ version: number }, 'not_found' | 'unknown_version' | 'archive'>> {
    return fail('archive', 'recovering is not there yet');
  }

  async erase(): Promise<void> {
    this.#core?.collaboration.closeAll(CLOSE.deleted);
    this.#core = null;
    this.#alarmAt = null;
    await this.ctx.storage.deleteAll();
  }

  #wake(): Core {
    const { sql } = this.ctx.storage;
    const meta = new Meta(sql);
    const log = new OpLog(sql);
    const checkpoints = new Checkpoints(sql);
    const { latest } = checkpoints;
    log.warm(latest.version);
    const docId = meta.get('docId', this.ctx.id.name ?? '');
    const sequencer = Sequencer.resume({ docId, ...latest }, log);
    const text = new TextStore(this.ctx.storage, sequencer, log, checkpoints);
    const store: Log = {
      framesAfter: (version) => log.framesAfter(version),
      lastOf: (client) => log.lastOf(client),
      append: (frame) => log.append(frame),
      bytesAfter: (version, limit) => log.bytesAfter(version, limit),
      checkpoint: () => {
        const { version, size } = checkpoints.latest;
        return { version, bytes: size.bytes, ops: () => checkpoints.json(version) ?? '' };
      },
    };
    const host = this.#host(docId, log, () => text.checkpoint((repair) => collaboration.submit(repair)));
    const collaboration: Collaboration = new Collaboration(
      sequencer,
      store,
      host,
      this.#connections.bySocket,
    );
    return {
      meta,
      access: new Access(sql, meta),
      log,
      checkpoints,
      sequencer,
      text,
      collaboration,
      outbox: new Outbox(this.env, meta),
    };
  }

  #host(docId: string, log: OpLog, measure: () => void): Host {
    return {
      now: () => Date.now(),
      after: (ms, action) => {
        setTimeout(action, ms);
      },
      committed: (frame: Frame) => {
        log.remember(frame);
        this.#arm(Date.now() + PUBLISH_AFTER_MS);
      },
      measure,
      snapshotUrl: (origin, version) =>
        snapshotUrl(origin, { docId, version }, this.env.URL_SIGNING_KEY, Date.now()),
      verifyToken: async (token) => {
        const claims = await verifyAccessToken(this.env.ACCESS_TOKEN_KEYS, token);
        return claims.ok ? claims.value : null;
      },
      commitFailed: (error) => this.#logger().error('a commit failed', { error: String(error) }),
      synced: () => 0,
      gatherMs: (sockets) => sockets * GATHER_MS_PER_SOCKET,
    };
  }

  // As consecutive operations, committed in one turn: nobody's edit comes between them, and no reader sees a part.
  #editInParts(core: Core, submission: Submission): Result<{ version: number; delta: Ops }, EditError> {
    const { sequencer, log, collaboration } = core;
    const rules = { maxBytes: LIMITS.documentBytes, maxMembers: LIMITS.documentBytes, form: 'any' } as const;
    const parsed = parseDelta(submission.delta, { ...rules, docId: core.meta.get('docId', '') });
    if (!parsed.ok) return fail(parsed.error.code, parsed.error.message);
    this.#checkpoint(core);
    const size = grow(sequencer.size, parsed.value);
    if (size.bytes > LIMITS.documentBytes && size.bytes > sequencer.size.bytes) {
      return fail('document_full', `the document would be over ${LIMITS.documentBytes} bytes`);
    }
    let rest: Ops | null = parsed.value;
    for (const { composed } of unitsAfter(log, submission.base)) rest = carryOver(rest, composed);
    const before = log.version;
    for (let seq = submission.seq; rest !== null; seq++) {
      const part: { first: Ops; rest: Ops | null } = cut(rest, LIMITS.opMembers, LIMITS.opBytes);
      const outcome = collaboration.submit({ ...submission, seq, base: log.version, delta: part.first });
      if (outcome.kind !== 'accepted') {
        return fail('invalid', outcome.kind === 'rejected' ? outcome.message : 'the change cannot be cut');
      }
      rest = part.rest;
    }
    return ok({
      version: log.version,
      delta: composeRun([...log.framesAfter(before)].map((frame) => frame.composed)),
    });
  }

  #fill(core: Core, userId: string, content: Ops): { code: EditError; message: string } | null {
    if (content.length === 0) return null;
    const client = newClientId(userId);
    const submission = {
      client,
      seq: 1,
      base: 0,
      delta: content,
      userId,
      mayWrite: true,
      form: 'any',
    } as const;
    const filled = this.#editInParts(core, submission);
    return filled.ok ? null : filled.error;
  }

  #checkpoint(core: Core): void {
    core.text.checkpoint((repair) => core.collaboration.submit(repair));
  }

  #left(socket: WebSocket): void {
    const connection = this.#connections.of(socket);
    if (connection === undefined) return;
    this.#core?.collaboration.left(connection);
    // The last one out leaves a fresh checkpoint, so that the next one in begins from it.
    if (this.#core?.text.behind && !this.#connections.anybody) this.#arm(Date.now() + PUBLISH_AFTER_MS);
  }

  #timeOf(core: Core, version: number): string {
    return new Date(core.log.timeOf(version) ?? core.meta.get('createdAt', 0)).toISOString();
  }

  // One alarm serves all durable work; an earlier one that is set stays. What is due later re-arms it.
  #arm(at: number): void {
    if (this.#alarmAt !== null && this.#alarmAt <= at) return;
    this.#alarmAt = at;
    void this.ctx.storage.setAlarm(at);
  }

  #logger(): ReturnType<typeof logger> {
    return logger({ docId: this.#core?.meta.get('docId', '') });
  }
}

function missing(): { ok: false; error: { code: 'not_found'; message: string } } {
  return fail('not_found', 'there is no such document');
}
