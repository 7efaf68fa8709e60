import { DurableObject } from 'cloudflare:workers';
import { logger } from '../../src/platform/observability/logger.ts';
import { count } from '../../src/platform/observability/metrics.ts';
import { withTimeout } from '../../src/platform/observability/timeout.ts';
import { verifyAccessToken } from '../../src/platform/tokens/access-token.ts';
import { CLOSE } from '../../src/protocol/close-codes.ts';
import { PING, PONG } from '../../src/protocol/codec.ts';
import { answerClose } from '../answer-close.ts';
import { Deadlines } from '../deadlines.ts';
import type { DocumentRpc } from '../document/rpc.ts';
import { LiveSockets, refuse } from './live-sockets.ts';
import { OpenPlaces, type OwedClosing } from './open-places.ts';
import { renewalToken } from './renewal.ts';
import {
  CHANNEL_GRANT_HEADER,
  type ChannelGrant,
  type ChannelMessage,
  type OpenSocket,
  type UserChannelRpc,
} from './rpc.ts';
import { ensureSchema } from './schema.ts';

// An alarm asks a Document again that does not answer within this time.
const ANSWER_MS = 10_000;
const LONGEST_RETRY_MS = 5 * 60_000;
const FIRST_RETRY_MS = 2_000;

/**
 * The live channel of one user, and where their sessions have sockets. Everything it needs after a wake comes from
 * SQLite and the sockets' attachments.
 */
export class UserChannel extends DurableObject<Env> implements UserChannelRpc {
  readonly #places: OpenPlaces;
  readonly #sockets: LiveSockets;
  readonly #deadlines: Deadlines<'expiry' | 'tidying' | 'closing'>;
  #failures = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    ensureSchema(ctx.storage.sql);
    this.#places = new OpenPlaces(ctx.storage);
    this.#sockets = new LiveSockets(ctx);
    this.#deadlines = new Deadlines(ctx.storage, ['expiry', 'tidying', 'closing']);
    void ctx.blockConcurrencyWhile(() => this.#deadlines.restore());
  }

  /**
   * Upgrades a live channel that the Worker has authenticated; the grant arrives in a header that only the Worker sets.
   */
  override async fetch(request: Request): Promise<Response> {
    const header = decodeURIComponent(request.headers.get(CHANNEL_GRANT_HEADER) ?? 'null');
    const grant = JSON.parse(header) as ChannelGrant | null;
    // Its session may have ended since the Worker looked it up.
    if (grant === null || this.#places.hasEnded(grant.credentialId)) return refuse(CLOSE.unauthenticated);
    const response = this.#sockets.accept(grant);
    await this.#arm();
    return response;
  }

  /** A client may send only a newer token. */
  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const grant = this.#sockets.grantOf(socket);
    if (grant === null) return;
    const token = renewalToken(data);
    if (token === null) return this.#sockets.close(socket, CLOSE.protocolError);
    const verified = await verifyAccessToken(this.env.ACCESS_TOKEN_KEYS, token);
    const isTheirs = verified.ok && verified.value.userId === grant.userId;
    // Checked last, with no await after it: a session that ends in the meantime is not renewed.
    if (!isTheirs || this.#places.hasEnded(verified.value.sessionId))
      return this.#sockets.close(socket, CLOSE.unauthenticated);
    if (this.#sockets.grantOf(socket) === null) return;
    const { sessionId, expiresAt } = verified.value;
    this.#sockets.renew(socket, { userId: grant.userId, credentialId: sessionId, expiresAt });
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    answerClose(socket, code);
  }

  override webSocketError(): void {}

  async socketOpened(socket: OpenSocket): Promise<{ ended: boolean }> {
    this.#places.report(socket, true);
    return { ended: this.#places.hasEnded(socket.credentialId) };
  }

  async socketsClosed(socket: OpenSocket): Promise<void> {
    this.#places.report(socket, false);
    await this.#arm();
  }

  async endSessions(credentialIds: readonly string[]): Promise<void> {
    this.#places.end(credentialIds, Date.now());
    const ended = new Set(credentialIds);
    this.#sockets.closeWhere(({ credentialId }) => ended.has(credentialId), CLOSE.unauthenticated);
    await this.#closeOwed();
    await this.#arm();
  }

  async send(message: ChannelMessage): Promise<void> {
    this.#sockets.send(JSON.stringify(message));
  }

  async erase(): Promise<void> {
    this.#places.erase(Date.now());
    this.#sockets.closeWhere(() => true, CLOSE.unauthenticated);
    await this.#closeOwed();
    await this.#arm();
  }

  // The next alarm is set even when something fails: the platform retries an alarm that throws six times, and then
  // never again.
  override async alarm(): Promise<void> {
    const due = this.#deadlines.due(Date.now());
    try {
      if (due.includes('closing')) await this.#closeOwed();
    } catch (error) {
      this.#failures++;
      logger().error('the alarm of a channel failed', { error: String(error) });
    }
    await this.#arm();
  }

  // Asks all Documents at once: closing takes as long as the slowest. What a Document does not confirm stays owed.
  async #closeOwed(): Promise<void> {
    const owed = this.#places.owed();
    const outcomes = await Promise.allSettled(owed.map((closing) => this.#closeIn(closing)));
    const failed = outcomes.filter(({ status }) => status === 'rejected').length;
    this.#failures = failed === 0 ? 0 : this.#failures + 1;
    if (failed === 0) return;
    count('session_closings_owed_total', {}, failed);
    logger().warn('sockets of ended sessions could not be closed yet', { documents: failed });
  }

  async #closeIn(closing: OwedClosing): Promise<void> {
    const { docId, region, credentialIds } = closing;
    const namespace = region === null ? this.env.DOCUMENT : this.env.DOCUMENT.jurisdiction(region);
    const document = namespace.getByName(docId) as unknown as DocumentRpc;
    await withTimeout(document.endSessions(credentialIds), ANSWER_MS);
    this.#places.markClosed(closing);
  }

  // Deadlines: a socket's token expires, rows may be deleted, a closing is still owed.
  async #arm(): Promise<void> {
    const now = Date.now();
    const expiry = this.#sockets.closeExpired(now);
    const tidying = this.#places.tidy(now);
    const closing = this.#places.owed().length > 0 ? now + this.#retryAfter() : null;
    await this.#deadlines.setAll({ expiry, tidying, closing }, now);
  }

  #retryAfter(): number {
    return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, this.#failures - 1));
  }
}
