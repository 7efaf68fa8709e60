// The interface is `Peer` in peer.ts.
import { fileURLToPath } from 'node:url';
import { askServer } from '../ask-server.ts';
import { countingSocket } from '../counting-socket.mjs';
import { requireInstalled } from '../installed.ts';
import { OtEditor } from '../ot-editor.ts';

const COLLECTION = 'docs';

export const command = ({ port }) => {
  const server = fileURLToPath(new URL('./server.mjs', import.meta.url));
  return [process.execPath, server, String(port)];
};

/** A thin editor that speaks ShareDB's protocol. */
class ShareEditor extends OtEditor {
  #document;
  #source = null;
  #version = null;
  #seq = 1;

  constructor(server, place) {
    super(server, '/', place);
    this.#document = server.document;
  }

  open() {
    const subscription = JSON.stringify({ a: 's', c: COLLECTION, d: this.#document, v: null });
    return this.connect(['{"a":"hs","id":null,"protocol":1,"protocolMinor":2}', subscription]);
  }

  submit(op) {
    const about = { a: 'op', c: COLLECTION, d: this.#document };
    this.send(JSON.stringify({ ...about, v: this.#version, seq: this.#seq++, x: {}, op }));
  }

  received(payload) {
    // A reader's messages are only counted.
    if (this.isReader && this.#version !== null) return;
    const message = JSON.parse(payload.toString());
    if (message.error) throw new Error(`sharedb: ${message.error.message}`);
    if (message.a === 'hs') this.#source = message.id;
    else if (message.a === 's') {
      this.#version = message.data.v;
      this.ready();
    } else if (message.a === 'op') this.#receiveOp(message);
  }

  #receiveOp({ v, src, op }) {
    // Sent twice: by the subscription, and ahead of an acknowledgement.
    if (v < this.#version) return;
    if (v > this.#version) throw new Error('sharedb: an operation is missing');
    this.#version++;
    if (src === this.#source) {
      const count = this.landed();
      this.flush();
      this.acknowledge(count);
      // Operations that the server has transformed come as a Delta object.
    } else if (op) this.moved(op.ops ?? op);
  }
}

export const connect = (server, place) => new ShareEditor(server, place).open();

function library({ port, document: name }) {
  const { Connection, types } = requireInstalled('sharedb/lib/client');
  types.register(requireInstalled('rich-text').type);
  const socket = countingSocket();
  const connection = new Connection(new socket.WebSocket(`ws://127.0.0.1:${port}/`));
  return { connection, document: connection.get(COLLECTION, name), traffic: socket.connection };
}

function finished(call) {
  return new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())));
}

export async function seed(server, content) {
  const { document, connection } = library(server);
  await finished((done) => document.create({ ops: content }, 'rich-text', done));
  connection.close();
}

export async function join(server) {
  const start = performance.now();
  const { document, connection, traffic } = library(server);
  await finished((done) => document.subscribe(done));
  const ms = performance.now() - start;
  const text = document.data.ops.map(({ insert }) => insert).join('');
  return { ms, bytes: traffic().bytesRead, text, close: () => connection.close() };
}

export async function open(server) {
  const { document, connection, traffic } = library(server);
  await finished((done) => document.subscribe(done));
  return {
    apply: (change) => document.submitOp(change, { source: true }),
    onRemote: (listener) => document.on('op', (op, source) => source || listener(op.ops ?? op)),
    pending: () => document.hasWritePending(),
    get bytesIn() {
      return traffic().bytesRead;
    },
    get bytesOut() {
      return traffic().bytesWritten;
    },
    close: () => connection.close(),
  };
}

export const stored = ({ port, document }) => askServer(port, `/stats/${document}`);
