// y-partyserver's YServer, saved to SQLite as its README shows (the whole state, debounced), in parts of 1 MiB.
import { routePartykitRequest } from 'partyserver';
import { YServer } from 'y-partyserver';
import * as Y from 'yjs';

const PART = 1 << 20;

export class YjsDocument extends YServer {
  static options = { hibernate: true };

  async onLoad() {
    const { sql } = this.ctx.storage;
    sql.exec('CREATE TABLE IF NOT EXISTS state (part INTEGER PRIMARY KEY, body BLOB)');
    const parts = [...sql.exec('SELECT body FROM state ORDER BY part')].map(
      ({ body }) => new Uint8Array(body),
    );
    if (parts.length === 0) return;
    const state = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      state.set(part, at);
      at += part.length;
    }
    Y.applyUpdate(this.document, state);
  }

  async onSave() {
    const { storage } = this.ctx;
    const state = Y.encodeStateAsUpdate(this.document);
    storage.transactionSync(() => {
      storage.sql.exec('DELETE FROM state');
      for (let i = 0; i * PART < state.length; i++) {
        storage.sql.exec('INSERT INTO state VALUES (?, ?)', i, state.slice(i * PART, (i + 1) * PART));
      }
    });
  }

  onRequest() {
    return Response.json({ log: 0, doc: Y.encodeStateAsUpdate(this.document).length });
  }
}

export default {
  async fetch(request, env) {
    return (await routePartykitRequest(request, env)) ?? new Response(null, { status: 404 });
  },
};
