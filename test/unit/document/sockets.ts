import {
  type Attachment,
  Connection,
  newAttachment,
} from '../../../durable-objects/document/collab/connection.ts';
import type { Sink } from '../../../durable-objects/document/collab/sink.ts';
import { lasting } from '../../../durable-objects/document/collab/standing.ts';
import type { ServerMessage } from '../../../src/protocol/messages.ts';
import type { Offer } from '../../../src/protocol/offers.ts';
import type { Role } from '../../../src/protocol/role.ts';

/** A socket that stores what it was sent. */
export class TestSocket implements Sink {
  readonly sent: string[] = [];
  closedWith: number | null = null;
  #attachment: unknown = null;

  send(text: string): void {
    this.sent.push(text);
  }
  close(code = 1000): void {
    this.closedWith = code;
  }
  serializeAttachment(value: unknown): void {
    this.#attachment = structuredClone(value);
  }
  deserializeAttachment(): unknown {
    return structuredClone(this.#attachment);
  }

  /** The messages of this type that it was sent. */
  heard<T extends ServerMessage['type']>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.sent
      .map((text) => JSON.parse(text) as ServerMessage)
      .filter((message) => message.type === type) as Extract<ServerMessage, { type: T }>[];
  }
}

/** A connection of its own user, number `i`, that has joined unless `client` is null. */
export function connectionOf(
  i: number,
  { role = 'editor', offers = [] }: { role?: Role; offers?: readonly Offer[] } = {},
  state: Partial<Attachment> = {},
): { connection: Connection; socket: TestSocket } {
  const socket = new TestSocket();
  const id = `user${String(i).padStart(4, '0')}xxxxxxxxxxxxxx`;
  const admission = {
    user: { id, name: `Person ${i}`, color: '#112233' },
    standing: lasting(role),
    strongestRole: 'owner',
    docId: 'd',
    region: null,
    credentialId: `session-${i}`,
    expiresAt: null,
    origin: 'https://docs.example',
    offers,
  } as const;
  const client = `${id.slice(0, 8)}-${String(i).padStart(8, '0')}`;
  return {
    socket,
    connection: new Connection(socket, { ...newAttachment(admission, 0), client, ...state }, 0),
  };
}
