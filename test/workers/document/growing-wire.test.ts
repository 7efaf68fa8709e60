import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { type Attachment, Connection } from '../../../durable-objects/document/collab/connection.ts';
import { OFFERS } from '../../../src/protocol/offers.ts';
import { openDocument } from '../../../web/collab/open-document.ts';
import type { Outbox, Status } from '../../../web/collab/ports.ts';
import { SimOutbox } from '../../simulation/sim-outbox.ts';
import { openDocument as openDocumentOfThen } from '../../support/old-clients/collab-v1-strict.js';
import { createDocument, ORIGIN, type Person, person } from '../support/api.ts';
import { clientSocket } from '../support/client-socket.ts';

test('an older client still works, and receives no addition; a client that offers it does', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const [old, young] = [open(openDocumentOfThen, ada, docId), open(openDocument, ada, docId)];
  await vi.waitFor(() => expect([old.status?.state, young.status?.state]).toEqual(['saved', 'saved']));
  await old.type('old ');
  await young.type('new ');

  const told = await runInDurableObject(env.DOCUMENT.getByName(docId), (_object, state) => {
    const offers: boolean[] = [];
    for (const socket of state.getWebSockets()) {
      const connection = new Connection(socket, socket.deserializeAttachment() as Attachment, Date.now());
      offers.push(connection.offers('crowd.v1'));
      if (!connection.offers('crowd.v1')) continue;
      connection.sendText(
        '{"type":"presence","joined":[],"left":[],"cursors":[],"more":7,"later":{"than":1}}',
      );
      connection.sendText('{"type":"unheard-of","x":[1]}');
    }
    return offers.sort();
  });
  expect(told).toEqual([false, true]);

  await vi.waitFor(() => expect(young.more).toBe(7));
  await young.type('still here ');
  await old.type('still here too ');
  expect(young.text()).toBe(old.text());
  expect([old.status?.state, young.status?.state]).toEqual(['saved', 'saved']);
  expect(old.heard.filter((text) => text.includes('unheard-of') || text.includes('"more"'))).toEqual([]);
  expect(old.protocols).toEqual(['collab.v1']);
  // A host that follows no review offers none.
  expect(young.protocols).toEqual(['collab.v1', ...OFFERS.filter((name) => name !== 'review.v1')]);
  await Promise.all([old.document.close(), young.document.close()]);
});

/** A document opened by a client library, with an outbox whose writes are durable at once. */
function open(library: typeof openDocument, { id, token }: Person, docId: string) {
  const here = {
    status: null as Status | null,
    more: 0,
    heard: [] as string[],
    protocols: [] as string[],
    text: () => JSON.stringify(document.client.contents()),
    type: async (text: string) => {
      document.client.edit([{ insert: text }]);
      await vi.waitFor(() => expect([here.status?.state, document.client.unsentEdits]).toEqual(['saved', 0]));
    },
    get document() {
      return document;
    },
  };
  const document = library({
    docId,
    userId: id,
    origin: ORIGIN,
    accessToken: async () => token,
    refreshToken: async () => token,
    editor: { load: () => {}, apply: () => {}, flush: () => {} },
    outbox: settled(new SimOutbox()),
    events: {
      status: (status) => {
        here.status = status;
      },
      peers: (_peers, more) => {
        here.more = more;
      },
      role: () => {},
      rejected: () => {},
      synced: () => {},
    },
    openSocket: (url, protocols) => {
      here.protocols = protocols.filter((protocol) => !protocol.startsWith('bearer.'));
      return clientSocket(url, protocols, (frame) => here.heard.push(frame));
    },
  });
  return here;
}

function settled(outbox: SimOutbox): Outbox {
  const its = outbox.for({});
  const now = (written: Promise<void>): Promise<void> => {
    outbox.settle();
    return written;
  };
  return {
    ...its,
    save: (record) => now(its.save(record)),
    remove: (docId, client) => now(its.remove(docId, client)),
    keep: (edit) => now(its.keep(edit)),
  };
}
