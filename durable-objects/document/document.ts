import { logger } from '../../src/platform/observability/logger.ts';
import { CLOSE, type Close } from '../../src/protocol/close-codes.ts';
import { PING, PONG } from '../../src/protocol/codec.ts';
import { quotasOf } from '../../src/protocol/quotas.ts';
import { answerClose } from '../answer-close.ts';
import { Deadlines } from '../deadlines.ts';
import { AnsweringObject, type Answers } from './answering-object.ts';
import { AccessAnswers } from './answers/access.ts';
import { ArchiveAnswers } from './answers/archive.ts';
import { ContentAnswers } from './answers/content.ts';
import { ForkAnswers } from './answers/forks.ts';
import { OperatorAnswers } from './answers/operator.ts';
import { ReviewAnswers } from './answers/review.ts';
import { SuggestionAnswers } from './answers/suggestions.ts';
import type { Attachment, Connection } from './collab/connection.ts';
import { CHORES, type Chore, Chores, PUBLISH_AFTER_MS } from './lifecycle/chores.ts';
import { type Core, wake } from './lifecycle/core.ts';
import { Lifecycle } from './lifecycle/lifecycle.ts';
import { type ConnectionGrant, GRANT_HEADER } from './rpc.ts';
import { admit } from './sockets/admission.ts';
import { Connections, joinDeadline, refuse } from './sockets/connections.ts';
import { Credentials } from './sockets/credentials.ts';

const ANNOUNCE_AGAIN_AFTER_MS = 5_000;

/**
 * One document: its log, its sockets, its text. Everything it needs after a wake comes from SQLite and the sockets'
 * attachments; only alarms carry work beyond a commit (docs/architecture.md). This class is only the wiring.
 */
export class Document extends AnsweringObject {
  readonly #connections: Connections;
  readonly #deadlines: Deadlines<Chore>;
  readonly #credentials: Credentials;
  readonly #lifecycle: Lifecycle;
  readonly #chores: Chores;
  protected override readonly answers: Answers;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    const connections = new Connections(ctx, quotasOf(env));
    this.#connections = connections;
    this.#deadlines = new Deadlines(ctx.storage, CHORES);
    this.#credentials = new Credentials({
      connections: connections.bySocket,
      channel: (userId) => env.USER_CHANNEL.getByName(userId),
      close: (connection) => this.#shut(connection, CLOSE.unauthenticated),
      failed: () => this.#due('announce', Date.now() + ANNOUNCE_AGAIN_AFTER_MS),
    });
    const credentials = this.#credentials;
    const publishSoon = () => this.#due('publish', Date.now() + PUBLISH_AFTER_MS);
    const background = (work: Promise<void>) => ctx.waitUntil(work);
    const name = ctx.id.name ?? '';
    const lifecycle = new Lifecycle({
      storage: ctx.storage,
      bucket: env.ARCHIVE,
      name,
      wake: () =>
        wake({
          storage: ctx.storage,
          env,
          name,
          connections: connections.bySocket,
          background,
          committed: publishSoon,
          credentials,
        }),
      rebuilt: publishSoon,
      erased: () => this.#deadlines.clear(),
    });
    this.#lifecycle = lifecycle;
    this.#chores = new Chores({ connections, credentials, core: () => lifecycle.core, background });
    this.answers = {
      content: new ContentAnswers(lifecycle),
      access: new AccessAnswers({
        lifecycle,
        connections,
        credentials,
        shut: (connection, close) => this.#shut(connection, close),
        endsAt: (at) => this.#due('end', at),
      }),
      archive: new ArchiveAnswers(lifecycle, ctx.storage),
      operator: new OperatorAnswers(lifecycle, ctx),
      review: new ReviewAnswers(lifecycle),
      suggestions: new SuggestionAnswers(lifecycle),
      forks: new ForkAnswers(lifecycle),
    };
    void ctx.blockConcurrencyWhile(async () => {
      await this.#deadlines.restore();
      // A restart in the middle of an announcement lost its deadline, and the channel may not know the socket.
      if (credentials.owed) this.#due('announce', Date.now() + ANNOUNCE_AGAIN_AFTER_MS);
    });
  }

  /** Upgrades a socket that the Worker has authenticated; the grant arrives in a header that only the Worker sets. */
  override async fetch(request: Request): Promise<Response> {
    // An empty document never stands in for a missing one: the client tries again.
    const core = await this.#lifecycle.ready().catch(() => null);
    if (core === null) return refuse(CLOSE.restart);
    const grant = decodeURIComponent(request.headers.get(GRANT_HEADER) ?? 'null');
    const now = Date.now();
    // There is no await between reading the access that this Document knows and registering the socket: a change of
    // access comes either before the read or after the socket can be reached by it.
    const admission = admit(core, JSON.parse(grant) as ConnectionGrant, now);
    if (admission instanceof Response) return admission;
    const { response, connection } = this.#connections.accept(admission, now, (gone, close) =>
      this.#shut(gone, close),
    );
    if (connection === null) return response;
    const deadline = joinDeadline(now);
    this.#arm(
      this.#deadlines.setAll({ join: deadline, announce: deadline, end: connection.endsAt }, Date.now()),
    );
    this.ctx.waitUntil(this.#credentials.announceSoon(connection));
    return response;
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    const connection = this.#connections.of(socket);
    if (connection === undefined) return;
    const core = this.#core;
    if (core === null) {
      // The document is being rebuilt, or its storage was lost: the client reconnects to a complete one.
      this.#connections.bySocket.delete(socket);
      return connection.close(CLOSE.restart, 'the document is being restored');
    }
    try {
      core.collaboration.receive(connection, data);
    } catch (error) {
      // A defect of ours: this client reconnects and sends again, and other clients notice nothing.
      this.#error('a message could not be handled', error);
      connection.close(CLOSE.restart, 'internal error');
    }
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    answerClose(socket, code);
    this.#left(socket);
  }

  override webSocketError(socket: WebSocket): void {
    this.#left(socket);
  }

  // The next alarm is set even when a chore fails: the platform retries an alarm that throws six times, and then never
  // again.
  override async alarm(): Promise<void> {
    const next = await this.#chores.run(this.#deadlines.due(Date.now()));
    await this.#deadlines.setAll(next, Date.now());
  }

  get #core(): Core | null {
    return this.#lifecycle.core;
  }

  #shut(connection: Connection, close: Close): void {
    if (this.#core !== null) return this.#core.audience.shut(connection, close);
    connection.close(close);
    this.#connections.bySocket.delete(connection.sink);
  }

  #left(socket: WebSocket): void {
    const attachment = socket.deserializeAttachment() as Attachment | null;
    if (attachment !== null) this.ctx.waitUntil(this.#credentials.left(attachment));
    const core = this.#core;
    if (core === null) return;
    const connection = this.#connections.of(socket);
    if (connection !== undefined) core.audience.left(connection);
    if (this.#chores.owes()) this.#due('publish', Date.now() + PUBLISH_AFTER_MS);
  }

  #due(chore: Chore, at: number): void {
    this.#arm(this.#deadlines.set(chore, at));
  }

  #arm(set: Promise<void>): void {
    set.catch((error: unknown) => this.#error('the alarm could not be set', error));
  }

  #error(what: string, error: unknown): void {
    logger({ docId: this.#core?.meta.get('docId', '') }).error(what, { error: String(error) });
  }
}
