import { DurableObject } from 'cloudflare:workers';
import { toHex } from '../../src/archive/segment.ts';
import { must } from '../../src/base/assert.ts';
import { fail, ok, type Result } from '../../src/base/result.ts';
import { logger } from '../../src/observability/logger.ts';
import { count } from '../../src/observability/metrics.ts';
import type { Ops } from '../../src/ot/op.ts';
import { CLOSE } from '../../src/protocol/close-codes.ts';
import { PING, PONG } from '../../src/protocol/codec.ts';
import type { Role } from '../../src/protocol/role.ts';
import type { Access } from './access.ts';
import { AlarmClock } from './alarm-clock.ts';
import { Connections, joinDeadline, refuse } from './connections.ts';
import { type Core, checkpoint, wake } from './core.ts';
import { frameStream } from './frame-stream.ts';
import { editByProgram, fill } from './program-edit.ts';
import { prunableUpTo } from './prunable.ts';
import { prune } from './pruning.ts';
import { type Cause, recover } from './recovery.ts';
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
import { createSchema, dropSchema, hasSchema, isOutdated, migrate } from './schema.ts';
import { fromEmpty } from './whole-document.ts';

const SOCKETS_PER_DOCUMENT = 10_000;
const PUBLISH_AFTER_MS = 2_000;
const LONGEST_RETRY_MS = 5 * 60_000;
// A frame to a socket costs about 20 us: gathering for this long a socket keeps the fan-out to a third of the time.
const GATHER_MS_PER_SOCKET = 0.06;

/**
 * One document: its log, its sockets, its text. Everything it needs after a wake comes from SQLite and the sockets'
 * attachments; nothing but alarms carries work beyond a commit (docs/architecture.md).
 */
export class Document extends DurableObject<Env> implements DocumentRpc {
  readonly #connections: Connections;
  readonly #alarm: AlarmClock;
  #core: Core | null = null;
  #rebuilding: Promise<Core | null> | null = null;
  #failedAlarms = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.#connections = new Connections(ctx, SOCKETS_PER_DOCUMENT);
    this.#alarm = new AlarmClock(ctx.storage);
    if (hasSchema(ctx.storage.sql)) {
      this.#migrate();
      this.#core = this.#wake();
    }
    void ctx.blockConcurrencyWhile(() => this.#alarm.restore());
  }

  /** The upgrade of a socket that the Worker has authenticated; the grant comes in a header that it alone sets. */
  override async fetch(request: Request): Promise<Response> {
    // Never an empty document in place of a missing one: the client tries again.
    const core = await this.#ready().catch(() => null);
    if (core === null) return refuse(CLOSE.restart);
    const grant = JSON.parse(
      decodeURIComponent(request.headers.get(GRANT_HEADER) ?? 'null'),
    ) as ConnectionGrant;
    if (grant.accessEpoch !== null && core.access.isStale(grant.accessEpoch))
      return new Response(null, { status: STALE_EPOCH_STATUS });
    if (core.meta.get('deleted', false)) return refuse(CLOSE.deleted);
    const admitted = this.#admit(core, grant);
    if (admitted === null) return refuse(CLOSE.restart);
    const response = this.#connections.accept({ ...grant, ...admitted });
    this.#arm(joinDeadline(Date.now()));
    return response;
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    const connection = this.#connections.of(socket);
    if (connection === undefined) return;
    if (this.#core === null) {
      // Its document is being rebuilt, or was lost under it: it comes back to one that is whole.
      this.#connections.bySocket.delete(socket);
      return connection.close(CLOSE.restart, 'the document is being restored');
    }
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

  // Whatever fails in it, the next alarm is set: the platform tries a throwing one six times, and then never again.
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    let next: number | null;
    try {
      next = await this.#owed();
      this.#failedAlarms = 0;
    } catch (error) {
      this.#logger().error('the alarm failed, it tries again', { error: String(error) });
      count('alarm_failures_total', {});
      next = Date.now() + Math.min(LONGEST_RETRY_MS, PUBLISH_AFTER_MS * 2 ** this.#failedAlarms++);
    }
    // Last, and never for this very moment: the platform may drop an alarm that is set while one runs.
    if (next !== null) await this.#alarm.set(Math.max(next, Date.now() + 1));
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
      const error = fill(this.#wake(), request.userId, content);
      if (error === null) return null;
      // Back to nothing: an object that could not be filled must not look like an empty document.
      dropSchema(this.ctx.storage.sql);
      return error;
    });
    if (refused !== null) return fail(refused.code, refused.message);
    this.#core = this.#wake();
    return ok({ version: this.#core.log.version });
  }

  async head(): Promise<Result<{ version: number; updatedAt: string; length: number }, 'not_found'>> {
    const core = await this.#ready();
    if (core === null) return missing();
    core.collaboration.commit();
    const { version } = core.log;
    return ok({ version, updatedAt: this.#timeOf(core, version), length: core.sequencer.length });
  }

  async read(
    version: number | null,
  ): Promise<
    Result<{ version: number; ops: string; at: string }, 'not_found' | 'unknown_version' | 'pruned'>
  > {
    const core = await this.#ready();
    if (core === null) return missing();
    core.collaboration.commit();
    const at = version ?? core.log.version;
    if (at > core.log.version || at < 0) return fail('unknown_version', `there is no version ${at}`);
    const ops = core.text.jsonAt(at);
    if (ops === null) return pruned(core);
    return ok({ version: at, ops, at: this.#timeOf(core, at) });
  }

  async edit(request: EditRequest): Promise<Result<{ version: number; delta: Ops | null }, EditError>> {
    const core = await this.#ready();
    if (core === null || core.meta.get('deleted', false)) return missing();
    return editByProgram(core, request);
  }

  async log(
    from: number,
    limit: number,
  ): Promise<Result<{ entries: LogEntry[]; head: number }, 'not_found' | 'pruned'>> {
    const core = await this.#ready();
    if (core === null) return missing();
    core.collaboration.commit();
    if (from < core.log.from) return pruned(core);
    return ok({ entries: core.log.list(from, limit), head: core.log.version });
  }

  async presence(): Promise<PresentUser[]> {
    const core = await this.#ready();
    if (core === null) return [];
    const { version } = core.sequencer;
    const { roster } = core.collaboration.presence.roster(this.#connections.bySocket.values(), '', version);
    return roster.map((entry) => ({ ...entry, version }));
  }

  async setAccess(change: { userId: string; role: Role | null; accessEpoch: number }): Promise<void> {
    const core = await this.#ready();
    if (core === null) return;
    const { userId, role, accessEpoch } = change;
    if (core.access.change(userId, role, accessEpoch)) core.collaboration.setRole(userId, role);
  }

  async setDeleted(change: { deleted: boolean; accessEpoch: number }): Promise<void> {
    const core = await this.#ready();
    if (core === null || !core.access.setDeleted(change.deleted, change.accessEpoch)) return;
    core.collaboration.commit();
    if (change.deleted) core.collaboration.closeAll(CLOSE.deleted);
  }

  async checkpoint(version: number): Promise<string | null> {
    return (await this.#ready())?.checkpoints.json(version) ?? null;
  }

  async frames(from: number): Promise<Result<ReadableStream<Uint8Array>, 'not_found' | 'pruned'>> {
    const core = await this.#ready();
    if (core === null) return missing();
    core.collaboration.commit();
    const { log } = core;
    return from < log.from ? pruned(core) : ok(frameStream(log, from, log.version));
  }

  async status(): Promise<Result<DocumentStatus, 'not_found'>> {
    const core = await this.#ready();
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
    const core = await this.#ready();
    if (core === null) return;
    const { log, meta, collaboration, checkpoints, outbox } = core;
    const version = Math.min(archived.version, log.version);
    const snapshot = Math.min(archived.snapshot, log.version);
    if (outbox.acknowledge({ version, snapshot })) {
      collaboration.tellAll({
        type: 'synced',
        version: meta.get('reconciledVersion', 0),
        snapshot: meta.get('snapshotVersion', 0),
      });
    }
    const upTo = prunableUpTo({
      version: log.version,
      from: log.from,
      archived: meta.get('reconciledVersion', 0),
      checkpoint: checkpoints.latest.version,
      divergence: meta.get('divergence', null),
    });
    if (upTo !== null) prune(this.ctx.storage, log, meta, upTo);
  }

  async markDiverged(divergence: string | null): Promise<void> {
    const core = await this.#ready();
    if (core === null || core.meta.get('divergence', null) === divergence) return;
    core.meta.set('divergence', divergence);
    if (divergence === null) return;
    count('divergences_total', {});
    this.#logger().error('the archive and the log contradict each other', { divergence });
  }

  async makeCheckpoint(): Promise<Result<{ version: number }, 'not_found'>> {
    const core = await this.#ready();
    if (core === null) return missing();
    core.collaboration.commit();
    checkpoint(core);
    return ok({ version: core.checkpoints.latest.version });
  }

  async recover({
    docId,
    version,
  }: {
    docId: string;
    version: number | null;
  }): Promise<Result<{ version: number }, 'not_found' | 'unknown_version' | 'archive'>> {
    while (this.#rebuilding !== null) await this.#rebuilding.catch(() => null);
    // Whoever asks for anything waits until it is over: nothing is taken that goes with the old log.
    this.#core?.collaboration.commit();
    this.#core?.collaboration.closeAll(CLOSE.restart, 'the document is being restored');
    this.#core = null;
    const recovering = this.#recover(docId, version, 'asked').catch(() => 'failed' as const);
    this.#rebuilding = recovering.then(() => {
      this.#rebuilding = null;
      // What it was before, when nothing came of it.
      if (this.#core === null && hasSchema(this.ctx.storage.sql)) this.#core = this.#wake();
      return this.#core;
    });
    const core = await this.#rebuilding;
    switch (await recovering) {
      case 'rebuilt':
        return ok({ version: must(core).log.version });
      case 'nothing':
        return fail('not_found', 'nothing of this document is archived');
      case 'unknown_version':
        return fail('unknown_version', `the archive does not reach version ${version}`);
      default:
        return fail('archive', 'the archive cannot be read, or contradicts itself');
    }
  }

  async erase(): Promise<void> {
    while (this.#rebuilding !== null) await this.#rebuilding.catch(() => null);
    this.#core?.collaboration.closeAll(CLOSE.deleted);
    this.#core = null;
    await this.ctx.storage.deleteAll();
    this.#alarm.rang();
  }

  // A disk that is full keeps nobody out whose role was looked up.
  #admit(core: Core, grant: ConnectionGrant): ReturnType<Access['admit']> {
    try {
      return core.access.admit(grant);
    } catch (error) {
      this.#logger().warn('who connects could not be remembered', { error: String(error) });
      const { user, role } = grant;
      if (role === null || user.name === null || user.color === null) return null;
      return { user: { id: user.id, name: user.name, color: user.color }, role };
    }
  }

  // The document; null when there never was one. One whose storage was lost is rebuilt from the archive before it
  // answers anybody; while that fails, so does whatever is asked of it, and the next one to ask tries again.
  async #ready(): Promise<Core | null> {
    if (this.#core !== null) return this.#core;
    this.#rebuilding ??= this.#recover(this.ctx.id.name ?? '', null, 'lost')
      .then(() => this.#core)
      .finally(() => {
        this.#rebuilding = null;
      });
    return this.#rebuilding;
  }

  async #recover(docId: string, version: number | null, cause: Cause): ReturnType<typeof recover> {
    const outcome = await recover(
      {
        storage: this.ctx.storage,
        bucket: this.env.ARCHIVE,
        wake: () => this.#wake(),
        wanted: () => this.#core === null,
      },
      docId,
      version,
      cause,
    );
    if (outcome === 'rebuilt') {
      this.#core = this.#wake();
      this.#arm(Date.now() + PUBLISH_AFTER_MS);
    }
    return outcome;
  }

  // After an update of the code; one that cannot be written waits for the next wake.
  #migrate(): void {
    try {
      if (isOutdated(this.ctx.storage.sql)) migrate(this.ctx.storage);
    } catch (error) {
      this.#logger().error('the tables could not be brought up to date', { error: String(error) });
    }
  }

  #wake(): Core {
    return wake({
      storage: this.ctx.storage,
      env: this.env,
      name: this.ctx.id.name ?? '',
      connections: this.#connections.bySocket,
      gatherMs: (sockets) => sockets * GATHER_MS_PER_SOCKET,
      background: (work) => this.ctx.waitUntil(work),
      committed: () => this.#arm(Date.now() + PUBLISH_AFTER_MS),
    });
  }

  // All durable work beside commits; when there will be more, null for never.
  async #owed(): Promise<number | null> {
    const unjoined = this.#connections.closeUnjoined(Date.now());
    const core = this.#core;
    if (core === null) return unjoined;
    const { collaboration, text, log, checkpoints, outbox } = core;
    const { anybody } = this.#connections;
    let failure: unknown = null;
    try {
      collaboration.commit();
      if (text.due || (text.behind && !anybody)) checkpoint(core);
    } catch (error) {
      // What is owed is published all the same.
      failure = error;
    }
    const progress = { version: log.version, checkpoint: checkpoints.latest.version, anybody };
    const published = await outbox.publish(progress, Date.now());
    if (failure !== null) throw failure;
    return unjoined === null || published === null ? (unjoined ?? published) : Math.min(unjoined, published);
  }

  #left(socket: WebSocket): void {
    const connection = this.#connections.of(socket);
    if (connection === undefined) return;
    const core = this.#core;
    if (core === null) return;
    core.collaboration.left(connection);
    // The last one out leaves a fresh checkpoint, so that the next one in begins from it, and so that it is archived.
    const archived = core.checkpoints.latest.version <= core.meta.get('snapshotVersion', 0);
    if (!this.#connections.anybody && (core.text.behind || !archived))
      this.#arm(Date.now() + PUBLISH_AFTER_MS);
  }

  #timeOf(core: Core, version: number): string {
    return new Date(core.log.timeOf(version) ?? core.meta.get('createdAt', 0)).toISOString();
  }

  #arm(at: number): void {
    this.#alarm.set(at).catch((error: unknown) => {
      this.#logger().error('the alarm could not be set', { error: String(error) });
    });
  }

  #logger(): ReturnType<typeof logger> {
    return logger({ docId: this.#core?.meta.get('docId', '') });
  }
}

function missing(): { ok: false; error: { code: 'not_found'; message: string } } {
  return fail('not_found', 'there is no such document');
}

function pruned({ log }: Core): { ok: false; error: { code: 'pruned'; message: string } } {
  return fail('pruned', `what is kept begins after version ${log.from}`);
}
