// The interface is `Peer` in peer.ts.
import { fileURLToPath } from 'node:url';
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { askServer } from '../ask-server.ts';
import { countingSocket } from '../counting-socket.mjs';
import { encodeContent, joinWith, libraryEditor, varString, YjsEditor } from '../yjs-editor.mjs';

const SYNC = 0;
const AUTH = 2;
const SYNC_REPLY = 4;
const SYNC_STATUS = 8;
const TOKEN = '';
const PROVIDER_VERSION = '4.7.0';
const UPDATE = 2;

export const command = ({ port }) => {
  const server = fileURLToPath(new URL('./server.mjs', import.meta.url));
  return [process.execPath, server, String(port)];
};

class HocuspocusEditor extends YjsEditor {
  #prefix;

  constructor(server, place) {
    const prefix = varString(server.document);
    super(server, '/', place, prefix);
    this.#prefix = prefix;
  }

  open() {
    const hello = [...this.#prefix, AUTH, 0, ...varString(TOKEN), ...varString(PROVIDER_VERSION)];
    return super.open([Buffer.from(hello)]);
  }

  received(bytes) {
    const at = this.#prefix.length;
    if (bytes[at] === SYNC || bytes[at] === SYNC_REPLY) this.synced(bytes, at + 1);
    else if (bytes[at] === SYNC_STATUS) this.acknowledge(1);
  }
}

export const connect = (server, place) => new HocuspocusEditor(server, place).open();

async function joinLibrary({ port, document: name }) {
  const socket = countingSocket();
  const joined = await joinWith((document) => {
    const url = `ws://127.0.0.1:${port}/`;
    const websocketProvider = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: socket.WebSocket });
    const provider = new HocuspocusProvider({ websocketProvider, name, document });
    provider.attach();
    return {
      on: (event, listener) => provider.on(event, listener),
      destroy: () => {
        provider.destroy();
        websocketProvider.destroy();
      },
    };
  });
  return { ...joined, bytes: socket.connection().bytesRead, connection: socket.connection };
}

export const join = joinLibrary;

export async function open(server) {
  const joined = await joinLibrary(server);
  return libraryEditor(joined, joined.connection);
}

// Hocuspocus unloads a document that no one has open, so this one stays.
let keeper = null;

export async function seed(server, content) {
  keeper = await new HocuspocusEditor(server, { isReader: true }).open();
  const done = new Promise((resolve) => {
    keeper.onAcknowledged = resolve;
  });
  keeper.unacknowledged = 1;
  keeper.send(keeper.message(UPDATE, encodeContent(content)));
  await done;
}

export const stored = ({ port, document }) => askServer(port + 1, `/stats/${document}`);
