// The interface is `Peer` in peer.ts.
import { fileURLToPath } from 'node:url';
import YProvider from 'y-partyserver/provider';
import { askServer } from '../ask-server.ts';
import { serveObject } from '../bare-workerd.ts';
import { countingSocket } from '../counting-socket.mjs';
import { encodeContent, joinWith, libraryEditor, YjsEditor } from '../yjs-editor.mjs';

const SYNC = 0;
const UPDATE = 2;

export const command = ({ port, folder }) => {
  const entry = fileURLToPath(new URL('./worker.mjs', import.meta.url));
  return serveObject({ entry, className: 'YjsDocument', port, folder });
};

const pathOf = ({ document }) => `/parties/object/${document}`;

class PartyEditor extends YjsEditor {
  constructor(server, place) {
    super(server, pathOf(server), place);
  }

  // The server relays every update to its author too; that echo is the acknowledgement.
  received(bytes) {
    if (bytes[0] !== SYNC || !this.synced(bytes, 1)) return;
    if (this.unacknowledged > 0 && this.isOwn(bytes, 2)) this.acknowledge(1);
  }
}

export const connect = (server, place) => new PartyEditor(server, place).open();

async function joinLibrary(server) {
  const socket = countingSocket();
  const options = { party: 'object', WebSocketPolyfill: socket.WebSocket, disableBc: true };
  const joined = await joinWith(
    (document) => new YProvider(`127.0.0.1:${server.port}`, server.document, document, options),
  );
  return { ...joined, bytes: socket.connection().bytesRead, connection: socket.connection };
}

export const join = joinLibrary;

export async function open(server) {
  const joined = await joinLibrary(server);
  return libraryEditor(joined, joined.connection);
}

export async function seed(server, content) {
  const editor = await new PartyEditor(server, { isReader: true }).open();
  const echoed = new Promise((resolve) => {
    editor.observed = (bytes) => bytes[0] === SYNC && bytes[1] === UPDATE && resolve();
  });
  editor.send(editor.message(UPDATE, encodeContent(content)));
  await echoed;
  editor.close();
}

export const stored = (server) => askServer(server.port, `${pathOf(server)}/stats`);
