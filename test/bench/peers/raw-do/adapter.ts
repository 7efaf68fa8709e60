import { fileURLToPath } from 'node:url';
import { askServer } from '../ask-server.ts';
import { serveObject } from '../bare-workerd.ts';
import type { Content, EditorPlace, Joined, Peer, PeerServer } from '../peer.ts';
import { ThinEditor } from '../thin-editor.ts';

/** An object that numbers, stores and relays: the platform's limit without any merging. */
export const command: Peer['command'] = ({ port, folder, options }) => {
  const entry = fileURLToPath(new URL('./worker.ts', import.meta.url));
  const variables = {
    sql: options.sql ?? true,
    gatherMs: options.gatherMs ?? 0,
    gatherAtMost: options.gatherAtMost ?? 1_000_000,
  };
  return serveObject({ entry, className: 'RawDocument', port, folder, variables });
};

// The first byte of a message.
const ACKNOWLEDGED = 0x61;
const BATCH = 0x62;
const ENTERED = 0x65;
const LOG = 0x6c;
const SNAPSHOT = 0x73;

class RawEditor extends ThinEditor {
  /** The parts of the document that came when it joined; null: not wanted. */
  parts: string[] | null = null;
  #caret: number;
  readonly #attributes: Record<string, true> | undefined;
  // How its own messages begin in a batch.
  #mark: Buffer = Buffer.alloc(0);

  constructor(server: PeerServer, place: EditorPlace) {
    super(server, `/doc/${server.document}`);
    this.#caret = place.caret ?? 0;
    this.#attributes = place.attributes;
  }

  open(): Promise<this> {
    return this.connect();
  }

  override type(text: string): void {
    this.edit(this.#caret, 0, text);
    this.#caret += text.length;
  }

  override edit(at: number, remove: number, insert: string): void {
    const change: object[] = at > 0 ? [{ retain: at }] : [];
    if (insert !== '') change.push(this.#attributes ? { insert, attributes: this.#attributes } : { insert });
    if (remove > 0) change.push({ delete: remove });
    this.unacknowledged++;
    this.send(JSON.stringify(change));
  }

  protected override received(payload: Buffer): void {
    switch (payload[0]) {
      case ACKNOWLEDGED:
        this.acknowledge(1);
        break;
      case BATCH:
        this.#receiveBatch(payload);
        break;
      case ENTERED: {
        const [id = ''] = payload.toString('latin1', 1).split(' ');
        this.#mark = Buffer.from(`\n${id}:`);
        this.ready();
        break;
      }
      case SNAPSHOT:
      case LOG:
        this.parts?.push(payload.toString('utf8', 1));
        break;
      default:
        break;
    }
  }

  #receiveBatch(payload: Buffer): void {
    if (this.unacknowledged === 0) return;
    let count = 0;
    for (let at = payload.indexOf(this.#mark); at >= 0; at = payload.indexOf(this.#mark, at + 1)) count++;
    if (count > 0) this.acknowledge(count);
  }
}

export const connect: Peer['connect'] = (server, place) => new RawEditor(server, place).open();

export async function join(server: PeerServer): Promise<Joined> {
  const start = performance.now();
  const editor = new RawEditor(server, {});
  editor.parts = [];
  await editor.open();
  const ms = performance.now() - start;
  return { ms, bytes: editor.bytesIn, text: null, close: () => editor.close() };
}

/** Stores a ready-made text in place of everything. */
export function seed(server: PeerServer, content: Content): Promise<unknown> {
  const body = JSON.stringify({ ops: content });
  return askServer(server.port, `/doc/${server.document}`, { method: 'PUT', body });
}

export const compact = seed;

export const stored: Peer['stored'] = (server) => askServer(server.port, `/doc/${server.document}/stats`);
