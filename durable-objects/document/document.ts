import { DurableObject } from 'cloudflare:workers';
import { must } from '../../src/base/assert.ts';
import { fail, ok, type Result } from '../../src/base/result.ts';
import type { Ops } from '../../src/ot/op.ts';
import { type Logger, logger } from '../../src/platform/observability/logger.ts';
import { CLOSE, type Close } from '../../src/protocol/close-codes.ts';
import { PING, PONG } from '../../src/protocol/codec.ts';
import type { User } from '../../src/protocol/messages.ts';
import { quotasOf } from '../../src/protocol/quotas.ts';
import { AlarmClock } from '../alarm-clock.ts';
import { admit } from './admission.ts';
import * as answers from './answers.ts';
import { bookmarkAt, rewindTo } from './archive/bookmarks.ts';
import * as told from './changes.ts';
import { Chores } from './chores.ts';
import type { Attachment, Connection } from './collab/connection.ts';
import { gatherMs } from './collab/gathering.ts';
import { Connections, joinDeadline, refuse } from './connections.ts';
import { type Core, checkpoint, wake } from './core.ts';
import { CoreKeeper } from './core-keeper.ts';
import { type Creation, create } from './creation.ts';
import { Credentials } from './credentials.ts';
import { acknowledge, owesWhenAlone } from './owed.ts';
import { editByProgram } from './program-edit.ts';
import {
  type AccessChange,
  type ConnectionGrant,
  type DocumentRpc,
  type DocumentStatus,
  type EditError,
  type EditRequest,
  GRANT_HEADER,
  type PresentUser,
} from './rpc.ts';
import { hasSchema, migrateOutdated } from './storage/schema.ts';

const PUBLISH_AFTER_MS = 2_000;
const TELL_AGAIN_AFTER_MS = 5_000;

/**
 * One document: its log, its sockets, its text. Everything it needs after a wake comes from SQLite and the sockets'
 * attachments; nothing but alarms carries work beyond a commit (docs/architecture.md). Here is only the wiring.
 */
export class Document extends DurableObject<Env> implements DocumentRpc {
  readonly #connections: Connections;
  readonly #alarm: AlarmClock;
  readonly #credentials: Credentials;
  readonly #keeper: CoreKeeper;
  readonly #chores: Chores;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.#connections = new Connections(ctx, quotasOf(env));
    this.#alarm = new AlarmClock(ctx.storage);
    this.#chores = new Chores(this.#connections);
    this.#credentials = new Credentials({
      connections: this.#connections.bySocket,
      channel: (userId) => env.USER_CHANNEL.getByName(userId),
      close: (connection) => this.#shut(connection, CLOSE.unauthenticated),
      failed: () => this.#arm(Date.now() + TELL_AGAIN_AFTER_MS),
    });
    this.#keeper = new CoreKeeper({
      storage: ctx.storage,
      bucket: env.ARCHIVE,
      name: ctx.id.name ?? '',
      wake: () => this.#wake(),
      rebuilt: () => this.#arm(Date.now() + PUBLISH_AFTER_MS),
    });
    if (hasSchema(ctx.storage.sql)) {
      // After an update of the code; what cannot be written waits for the next wake.
      migrateOutdated(ctx.storage, (error) =>
        this.#log().error('the tables could not be brought up to date', { error: String(error) }),
      );
      this.#keeper.core = this.#wake();
    }
    void ctx.blockConcurrencyWhile(() => this.#alarm.restore());
  }

  /** The upgrade of a socket that the Worker has authenticated; the grant comes in a header that it alone sets. */
  override async fetch(request: Request): Promise<Response> {
    // Never an empty document in place of a missing one: the client tries again.
    const core = await this.#keeper.ready().catch(() => null);
    if (core === null) return refuse(CLOSE.restart);
    const grant = decodeURIComponent(request.headers.get(GRANT_HEADER) ?? 'null');
    const now = Date.now();
    // Nothing is awaited between the look at what this Document was told and the socket being among those that a change
    // reaches: a change comes before the one or after the other.
    const admission = admit(core, JSON.parse(grant) as ConnectionGrant, now);
    if (admission instanceof Response) return admission;
    const { response, connection } = this.#connections.accept(admission, now, (gone, close) =>
      this.#shut(gone, close),
    );
    if (connection === null) return response;
    this.#arm(Math.min(joinDeadline(now), connection.endsAt));
    this.ctx.waitUntil(this.#credentials.announceSoon(connection));
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
      this.#log().error('a message could not be handled', { error: String(error) });
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
    this.ctx.waitUntil(this.#credentials.retry());
    const next = await this.#chores.run(this.#core);
    // Last, and never for this very moment: the platform may drop an alarm that is set while one runs.
    if (next !== null) await this.#alarm.set(Math.max(next, Date.now() + 1));
  }

  async create(creation: Creation): Promise<Result<{ version: number }, EditError>> {
    if (this.#core === null) {
      const failure = create(this.ctx.storage, () => this.#wake(), creation);
      if (failure !== null) return fail(failure.code, failure.message);
      this.#keeper.core = this.#wake();
    }
    return ok({ version: must(this.#core).log.version });
  }

  head(): Promise<Result<{ version: number; updatedAt: string; length: number }, 'not_found'>> {
    return this.#ask(answers.head);
  }

  read(version: number | null): ReturnType<DocumentRpc['read']> {
    return this.#ask((core) => answers.read(core, version));
  }

  edit(request: EditRequest): Promise<Result<{ version: number; delta: Ops | null }, EditError>> {
    return this.#ask((core) => (core.meta.get('deleted', false) ? missing() : editByProgram(core, request)));
  }

  log(from: number, limit: number): ReturnType<DocumentRpc['log']> {
    return this.#ask((core) => answers.log(core, from, limit));
  }

  frames(from: number): Promise<Result<ReadableStream<Uint8Array>, 'not_found' | 'pruned'>> {
    return this.#ask((core) => answers.frames(core, from));
  }

  status(): Promise<Result<DocumentStatus, 'not_found'>> {
    return this.#ask(answers.status);
  }

  async presence(): Promise<PresentUser[]> {
    const core = await this.#keeper.ready();
    return core === null ? [] : answers.presence(core);
  }

  async checkpoint(version: number): Promise<Uint8Array<ArrayBuffer> | null> {
    return (await this.#keeper.ready())?.checkpoints.bytes(version) ?? null;
  }

  async snapshot(version: number): Promise<ReadableStream<Uint8Array> | null> {
    return (await this.#keeper.ready())?.checkpoints.snapshot(version) ?? null;
  }

  makeCheckpoint(): Promise<Result<{ version: number }, 'not_found'>> {
    return this.#ask((core) => {
      checkpoint(core);
      return ok({ version: core.checkpoints.latest.version });
    });
  }

  setAccess(change: AccessChange): Promise<void> {
    return this.setAccessOfMany([change]);
  }

  async setAccessOfMany(changes: readonly AccessChange[]): Promise<void> {
    const core = await this.#keeper.ready();
    if (core === null) return;
    told.setAccess(core, changes);
    const ends = this.#connections.nextEnd(Date.now());
    if (ends !== null) this.#arm(ends);
  }

  async endSessions(credentialIds: readonly string[]): Promise<void> {
    this.#credentials.end(credentialIds);
  }

  async forgetUser(userId: string): Promise<void> {
    const core = await this.#keeper.ready();
    core?.access.forget(userId);
    for (const connection of [...this.#connections.bySocket.values()]) {
      if (connection.state.user.id === userId) this.#shut(connection, CLOSE.unauthenticated);
    }
  }

  async setDeleted(change: { deleted: boolean; accessEpoch: number }): Promise<void> {
    const core = await this.#keeper.ready();
    if (core !== null) told.setDeleted(core, change);
  }

  async renamed({ title, at }: { title: string; at: number }): Promise<void> {
    (await this.#keeper.ready())?.collaboration.renamed(title, at);
  }

  async restored(change: { version: number; user: User }): Promise<void> {
    (await this.#keeper.ready())?.collaboration.tellThose('news.v1', { type: 'restored', ...change });
  }

  async acknowledge(archived: { version: number; snapshot: number }): Promise<void> {
    const core = await this.#keeper.ready();
    if (core !== null) acknowledge(core, this.ctx.storage, archived);
  }

  async markDiverged(divergence: string | null): Promise<void> {
    const core = await this.#keeper.ready();
    if (core === null || !told.markDiverged(core, divergence)) return;
    this.#log().error('the archive and the log contradict each other', { divergence });
  }

  recover(request: Parameters<DocumentRpc['recover']>[0]): ReturnType<DocumentRpc['recover']> {
    return this.#keeper.recover(request.docId, request.version);
  }

  bookmark(at: number): Promise<Result<{ bookmark: string }, 'unsupported'>> {
    return bookmarkAt(this.ctx.storage, at);
  }

  async rewind(bookmark: string): Promise<Result<{ undo: string }, 'unsupported'>> {
    const rewound = await rewindTo(this.ctx, bookmark);
    if (rewound.ok) this.#core?.collaboration.closeAll(CLOSE.restart, 'the document is being restored');
    return rewound;
  }

  async erase(): Promise<void> {
    await this.#keeper.erase();
    this.#alarm.rang();
  }

  get #core(): Core | null {
    return this.#keeper.core;
  }

  // What `answer` says of the document as it is now, everything that has been accepted included.
  async #ask<T, C extends string>(answer: (core: Core) => Result<T, C>): Promise<Result<T, C | 'not_found'>> {
    const core = await this.#keeper.ready();
    if (core === null) return missing();
    core.collaboration.commit();
    return answer(core);
  }

  #wake(): Core {
    return wake({
      storage: this.ctx.storage,
      env: this.env,
      name: this.ctx.id.name ?? '',
      connections: this.#connections.bySocket,
      gatherMs,
      background: (work) => this.ctx.waitUntil(work),
      committed: () => this.#arm(Date.now() + PUBLISH_AFTER_MS),
      credentials: this.#credentials,
    });
  }

  #shut(connection: Connection, close: Close): void {
    if (this.#core !== null) return this.#core.collaboration.shut(connection, close);
    connection.close(close);
    this.#connections.bySocket.delete(connection.socket);
  }

  #left(socket: WebSocket): void {
    const attachment = socket.deserializeAttachment() as Attachment | null;
    if (attachment !== null) this.ctx.waitUntil(this.#credentials.left(attachment));
    if (this.#core === null) return;
    const connection = this.#connections.of(socket);
    if (connection !== undefined) this.#core.collaboration.left(connection);
    if (!this.#connections.anybody && owesWhenAlone(this.#core)) this.#arm(Date.now() + PUBLISH_AFTER_MS);
  }

  #arm(at: number): void {
    this.#alarm.set(at).catch((error: unknown) => {
      this.#log().error('the alarm could not be set', { error: String(error) });
    });
  }

  #log(): Logger {
    return logger({ docId: this.#core?.meta.get('docId', '') });
  }
}

function missing(): ReturnType<typeof fail<'not_found'>> {
  return fail('not_found', 'there is no such document');
}
