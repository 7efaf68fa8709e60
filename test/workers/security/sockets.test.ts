import { expect, test } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { newClientId, randomId } from '../../../src/base/ids.ts';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { clientMessages } from '../../../src/protocol/messages.ts';
import { type Action, may, strongestRole } from '../../../src/protocol/permissions.ts';
import { weakerRole } from '../../../src/protocol/role.ts';
import type { Json } from '../support/api.ts';
import { upgrade } from '../support/socket.ts';
import { KINDS, type Kind, newCaller, newWorld, type World } from './callers.ts';

type Frame = keyof typeof clientMessages | 'ping' | 'unknown';

// The action that each frame requires, beyond being connected. A new frame needs an entry here.
const TAKES: Record<Frame, Action> = {
  join: 'read',
  op: 'write',
  cursor: 'read',
  auth: 'read',
  leave: 'read',
  ping: 'read',
  unknown: 'read',
};
const FRAMES = Object.keys(TAKES) as Frame[];

let cases = 0;

/** A raw socket: its messages, and its close. */
class Line {
  readonly messages: Json[] = [];
  closed: number | null = null;
  readonly #socket: WebSocket;
  #waiting: (() => void) | null = null;

  constructor(response: Response) {
    this.#socket = must(response.webSocket, `no socket came with ${response.status}`);
    this.#socket.addEventListener('message', ({ data }) => {
      this.messages.push(data === 'pong' ? { type: 'pong' } : JSON.parse(data as string));
      this.#waiting?.();
    });
    this.#socket.addEventListener('close', ({ code }) => {
      this.closed = code;
      this.#waiting?.();
    });
    this.#socket.accept();
  }

  say(message: object | string): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** What happens next: a message of one of these types, or the close code. */
  async next(...types: string[]): Promise<string | number> {
    for (;;) {
      const found = this.messages.find(({ type }) => types.includes(type))?.type ?? this.closed;
      if (found !== null) return found;
      await this.#change();
    }
  }

  /** Waits for the log that follows `joined`, up to the version that it names. */
  async caughtUp(): Promise<void> {
    const { version, snapshot } = this.messages.find(({ type }) => type === 'joined');
    while (snapshot.version < version && !this.messages.some(({ to }) => to === version))
      await this.#change();
  }

  end(): void {
    if (this.closed === null) this.#socket.close(1000);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}

async function open(kind: Kind, world: World) {
  const caller = await newCaller(kind, world);
  const protocols = caller.token === null ? 'collab.v1' : `collab.v1, bearer.${caller.token}`;
  const response = await upgrade(world.docId, { protocols, headers: { 'CF-Connecting-IP': randomId() } });
  return { caller, line: new Line(response) };
}

/** The close code of a refused socket; null for an admitted one. */
function refusedWith(kind: Kind): number | null {
  if (kind.is === 'nobody' || kind.is === 'operator') return CLOSE.unauthenticated.code;
  if (kind.limited === 'elsewhere' || kind.role === null) return CLOSE.notFound.code;
  return strongest(kind) === null ? CLOSE.forbidden.code : null;
}

function strongest(kind: Kind) {
  return strongestRole(kind.is === 'token' ? (kind.scopes ?? []) : kind.is === 'guest' ? 'guest' : 'person');
}

async function ask(kind: Kind, frame: Frame): Promise<string | number> {
  const world = await newWorld();
  const { caller, line } = await open(kind, world);
  const refused = refusedWith(kind);
  cases++;
  if (refused !== null) return line.next();
  line.say({ type: 'join', client: newClientId(caller.id), version: null, pending: false });
  const joined = await line.next('joined');
  if (frame === 'join') {
    const role = line.messages.find(({ type }) => type === 'joined')?.role;
    line.end();
    return `${joined} ${role}`;
  }
  await line.caughtUp();
  line.messages.length = 0;
  switch (frame) {
    case 'op':
      line.say({ type: 'op', version: 1, seq: 1, delta: [{ insert: 'x' }] });
      break;
    case 'cursor':
      line.say({ type: 'cursor', version: 1, cursor: { index: 0, length: 0 } });
      line.say('ping');
      break;
    case 'auth': {
      // Another user's token: the socket keeps its user, or closes.
      const stranger = await newCaller(must(KINDS.find(({ name }) => name === 'stranger')), world);
      line.say({ type: 'auth', token: must(stranger.token) });
      break;
    }
    case 'leave':
      line.say({ type: 'leave' });
      break;
    case 'ping':
      line.say('ping');
      break;
    case 'unknown':
      line.say({ type: 'setAccess', role: 'owner' });
      break;
  }
  const answer = await line.next('ops', 'reject', 'pong', 'role');
  const { code } = line.messages.find(({ type }) => type === answer) ?? {};
  line.end();
  return answer === 'reject' ? `reject ${code}` : answer;
}

function expectedAnswer(kind: Kind, frame: Frame): (string | number)[] {
  const refused = refusedWith(kind);
  if (refused !== null) return [refused];
  const role = weakerRole(must(kind.role), must(strongest(kind)));
  if (frame === 'join') return [`joined ${role}`];
  const allowed = may(role, TAKES[frame]);
  switch (frame) {
    case 'op':
      return allowed ? ['ops'] : ['reject forbidden', CLOSE.forbidden.code];
    case 'cursor':
    case 'ping':
      return ['pong'];
    case 'auth':
      return [CLOSE.unauthenticated.code, CLOSE.forbidden.code, CLOSE.protocolError.code];
    case 'leave':
      return [CLOSE.left.code];
    case 'unknown':
      return [CLOSE.protocolError.code];
  }
}

test('every frame that a client may send is here', () => {
  expect(FRAMES.filter((frame) => frame !== 'ping' && frame !== 'unknown').sort()).toEqual(
    Object.keys(clientMessages).sort(),
  );
});

test.each(FRAMES.map((frame) => [frame] as const))(
  'who may send %s',
  async (frame) => {
    const wrong: unknown[] = [];
    for (const kind of KINDS) {
      const got = await ask(kind, frame);
      const right = expectedAnswer(kind, frame);
      if (!right.includes(got)) wrong.push({ kind: kind.name, got, right });
    }
    expect(wrong).toEqual([]);
  },
  60_000,
);

test('sends nothing before the first join, and no client acts as another user', async () => {
  for (const message of [
    { type: 'op', version: 1, seq: 1, delta: [{ insert: 'x' }] },
    { type: 'cursor', version: 1, cursor: null },
    { type: 'leave' },
  ]) {
    const { line } = await open(must(KINDS[0]), await newWorld());
    line.say(message);
    expect(await line.next('ops', 'reject')).toBe(CLOSE.protocolError.code);
  }
  const { line } = await open(must(KINDS[1]), await newWorld());
  line.say({ type: 'join', client: newClientId(randomId()), version: null, pending: false });
  expect(typeof (await line.next('joined'))).toBe('number');
});

test(`${FRAMES.length} frames by ${KINDS.length} callers are ${FRAMES.length * KINDS.length} cases, and none was left out`, () => {
  expect(cases).toBe(FRAMES.length * KINDS.length);
});
