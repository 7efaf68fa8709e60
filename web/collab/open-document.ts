import { type Clock, systemClock } from './clock.ts';
import { Connection, type WebSocketLike } from './connection.ts';
import { DocumentClient } from './document-client.ts';
import { fetchSnapshot } from './fetch-snapshot.ts';
import type {
  ClientEvents,
  DocumentClientOptions,
  EditorPort,
  Outbox,
  OutboxRecord,
  Status,
} from './ports.ts';

/** What opening a document takes. */
export interface OpenDocumentOptions {
  docId: string;
  userId: string;
  /** Where the API is, such as `https://docs.example.com`. */
  origin: string;
  /** A token that is valid now. Throws SignedOut when the user has to sign in again. */
  accessToken(): Promise<string>;
  /** A fresh token. Throws SignedOut likewise. */
  refreshToken(): Promise<string>;
  editor: EditorPort;
  outbox: Outbox;
  events: ClientEvents;
  clock?: Clock;
  /** Opens a socket; the platform's WebSocket unless given. */
  openSocket?: (url: string, protocols: string[]) => WebSocketLike;
}

/** A document that is open: its client, and its connection to the server. */
export interface OpenDocument {
  readonly client: DocumentClient;
  /** The network came back or the page is looked at again. */
  wake(): void;
  /** The platform says that the network is gone. */
  offline(): void;
  /** Leaves; when it resolves, what is unsent is durable. */
  close(): Promise<void>;
}

declare const WebSocket: new (url: string, protocols: string[]) => WebSocketLike;

/**
 * Opens a document in an editor, and sends what dead tabs of this user left for it. Their edits arrive in the editor
 * like anybody's; the status is the truth about all of them together.
 */
export function openDocument(options: OpenDocumentOptions): OpenDocument {
  const { outbox, docId, userId, events } = options;
  const adopted = new Map<DocumentClient, Connection>();
  let own: Status = { state: 'loading' };
  let closed = false;

  const tell = (): void => {
    const waiting = [...adopted.keys()].reduce((sum, client) => sum + client.unsentEdits, 0);
    if (waiting === 0 || own.state === 'loading' || own.state === 'stopped') events.status(own);
    else if (own.state === 'offline') events.status({ state: 'offline', edits: own.edits + waiting });
    else events.status({ state: 'saving', version: own.version });
  };

  const client = new DocumentClient({
    ...common(options),
    editor: options.editor,
    events: {
      ...events,
      status: (status) => {
        own = status;
        tell();
      },
    },
  });
  const connection = connect(options, client);
  void outbox.claim(docId, client.client).catch(() => undefined);
  connection.start();

  const sendFor = (record: OutboxRecord): void => {
    const headless = new DocumentClient({
      ...common(options),
      editor: { load: () => {}, apply: () => {}, flush: () => {} },
      events: {
        status: (status) => {
          if (status.state === 'saved' || status.state === 'stopped') void finish();
          tell();
        },
        peers: () => {},
        role: () => {},
        rejected: (edit) => events.rejected(edit),
        synced: () => {},
      },
      resume: record,
    });
    const its = connect(options, headless);
    const finish = async (): Promise<void> => {
      if (!adopted.delete(headless)) return;
      await headless.stop();
      its.stop();
      tell();
    };
    adopted.set(headless, its);
    its.start();
    tell();
  };

  const adopt = async (): Promise<void> => {
    for (
      let record = await outbox.adopt(docId, userId);
      record !== null;
      record = await outbox.adopt(docId, userId)
    ) {
      if (closed) {
        await outbox.release(docId, record.client);
        return;
      }
      sendFor(record);
    }
  };
  // Without durable storage there is nothing that a dead tab could have left.
  void adopt().catch(() => undefined);

  const connections = (): Connection[] => [connection, ...adopted.values()];
  return {
    client,
    wake: () => {
      for (const each of connections()) each.wake();
    },
    offline: () => {
      for (const each of connections()) each.offline();
    },
    close: async () => {
      closed = true;
      const clients = [client, ...adopted.keys()];
      const all = connections();
      adopted.clear();
      await Promise.all(clients.map((each) => each.stop()));
      for (const each of all) each.stop();
    },
  };
}

function common(
  options: OpenDocumentOptions,
): Pick<DocumentClientOptions, 'docId' | 'userId' | 'outbox' | 'clock' | 'fetchSnapshot'> {
  const { docId, userId, outbox, clock = systemClock } = options;
  return { docId, userId, outbox, clock, fetchSnapshot: (url) => fetchSnapshot(url) };
}

function connect(options: OpenDocumentOptions, client: DocumentClient): Connection {
  const { origin, docId, clock = systemClock } = options;
  const openSocket =
    options.openSocket ?? ((url: string, protocols: string[]) => new WebSocket(url, protocols));
  const url = `${origin.replace(/^http/, 'ws')}/v1/collab/${docId}`;
  return new Connection({
    client,
    clock,
    tokens: { current: () => options.accessToken(), refresh: () => options.refreshToken() },
    openSocket: (protocols) => openSocket(url, protocols),
  });
}
