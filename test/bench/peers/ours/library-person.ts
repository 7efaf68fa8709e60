import { WebSocket } from 'ws';
import type { DocumentClient as Client } from '../../../../web/collab/document-client.ts';
import { NO_OUTBOX } from '../../person.ts';
import type { Change, PeerServer } from '../peer.ts';
import { newUser, socketPath } from './our-editor.ts';

const PATIENCE_MS = 120_000;

/** The parts of our client library that a person needs, of whichever checkout. */
export type Library = Pick<typeof import('../../../../web/collab/document-client.ts'), 'DocumentClient'> &
  Pick<typeof import('../../../../web/collab/fetch-snapshot.ts'), 'fetchSnapshot'>;

/** A user at the document through our own client library. */
export interface LibraryPerson {
  client: Client;
  /** Less the headers of a snapshot's response. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  close(): void;
}

interface CountingSocket {
  bytesRead: number;
  bytesWritten: number;
}

/** Connects; resolves when the text is there and caught up. What an editor shows costs nothing here, as with all peers. */
export function libraryPerson(
  server: PeerServer,
  { DocumentClient, fetchSnapshot }: Library,
  apply: (change: Change) => void,
): Promise<LibraryPerson> {
  const userId = newUser();
  const url = `ws://127.0.0.1:${server.port}${socketPath(server, userId)}`;
  const socket = new WebSocket(url, 'collab.v1', { perMessageDeflate: false });
  // The TCP connection is private in `ws`.
  const traffic = (): CountingSocket => (socket as unknown as { _socket: CountingSocket })._socket;
  let snapshotBytes = 0;
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('ours: the join took too long')), PATIENCE_MS);
    const client = new DocumentClient({
      docId: server.document,
      userId,
      outbox: NO_OUTBOX,
      editor: { load: () => {}, apply: (delta) => apply(delta as Change), flush: () => {} },
      events: {
        status: (status) => {
          if (status.state === 'stopped') throw new Error(`ours: stopped, ${status.reason}`);
          if (status.state !== 'saved') return;
          clearTimeout(late);
          resolve(person);
        },
        rejected: ({ code, message }) => {
          throw new Error(`ours: rejected, ${code} ${message}`);
        },
        peers: () => {},
        role: () => {},
        synced: () => {},
      },
      fetchSnapshot: (url) =>
        fetchSnapshot(url, (bytes) => {
          snapshotBytes += bytes;
        }),
    });
    const person: LibraryPerson = {
      client,
      get bytesIn() {
        return traffic().bytesRead + snapshotBytes;
      },
      get bytesOut() {
        return traffic().bytesWritten;
      },
      close: () => {
        socket.removeAllListeners('close');
        socket.terminate();
      },
    };
    const transport = {
      send: (text: string) => socket.send(text),
      reconnect: () => {
        throw new Error('ours: the client asked for another socket');
      },
    };
    socket.on('open', () => client.opened(transport));
    socket.on('message', (data) => client.received(data.toString()));
    socket.on('close', (code) => {
      throw new Error(`ours: the server closed with ${code}`);
    });
  });
}
