import { setTimeout as sleep } from 'node:timers/promises';
import { newClientId } from '../../src/base/ids.ts';
import { LightSocket } from './light-socket.ts';
import type { Target } from './target.ts';

const ATTACKER = 'attacker00000000000000';

/** A socket that sends what a test gives it, valid or not. `closes` are the codes it was closed with, `received` the bytes. */
export class Hostile {
  readonly client = newClientId(ATTACKER);
  closes: number[] = [];
  received = 0;
  #socket: LightSocket | null = null;
  readonly #target: Target;
  readonly #query: string;

  constructor(target: Target, query: string) {
    this.#target = target;
    this.#query = query;
  }

  async open(version: number | null = null): Promise<void> {
    let joined = (): void => {};
    const answered = new Promise<void>((resolve) => {
      joined = resolve;
    });
    this.#socket = await LightSocket.open(
      this.#target.server.port,
      `${this.#target.socketPath(ATTACKER)}${this.#query}`,
      {
        message: (payload) => {
          this.received += payload.length;
          joined();
        },
        closed: (code) => {
          this.closes.push(code);
          this.#socket = null;
          joined();
        },
      },
      ['collab.v1'],
    );
    this.say({ type: 'join', client: this.client, version, pending: version !== null });
    await answered;
  }

  get isOpen(): boolean {
    return this.#socket !== null;
  }

  say(message: object | string): void {
    this.#socket?.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  drop(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }
}

/** Sends a message every `everyMs` from each of `sockets` until `until`; a socket that is closed reconnects after a second. */
export async function keepSaying(
  sockets: readonly Hostile[],
  everyMs: number,
  until: number,
  message: (socket: Hostile) => object | string,
): Promise<void> {
  await Promise.all(
    sockets.map(async (socket) => {
      for (let due = performance.now(); performance.now() < until; due += everyMs) {
        await sleep(Math.max(0, due - performance.now()));
        if (!socket.isOpen) {
          await sleep(1_000);
          due = performance.now();
          if (due > until) return;
          await socket.open();
        }
        socket.say(message(socket));
      }
    }),
  );
}

/** Opens this many sockets, one after the other; `query` is appended to their address. */
export async function openAll(target: Target, count: number, query: string): Promise<Hostile[]> {
  const sockets = Array.from({ length: count }, () => new Hostile(target, query));
  for (const socket of sockets) await socket.open();
  return sockets;
}
