import { beforeEach, expect, test } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { newClientId } from '../../../src/base/ids.ts';
import type { JoinedMessage } from '../../../src/protocol/messages.ts';
import type { Scope } from '../../../src/protocol/permissions.ts';
import { createDocument, expectJson, giveRole, person } from '../support/api.ts';
import { holdEvents } from '../support/events.ts';
import { comeAsGuest, setLink } from '../support/sharing.ts';
import { upgrade } from '../support/socket.ts';
import { openThread, TEXT } from '../support/threads.ts';

beforeEach(holdEvents);

/** The answer to a join of a client that offers what is said. */
async function joined(
  docId: string,
  user: { id: string; token: string },
  offers = 'review.v1',
): Promise<JoinedMessage> {
  const response = await upgrade(docId, { protocols: `collab.v1, ${offers}, bearer.${user.token}` });
  const socket = must(response.webSocket);
  const answer = new Promise<JoinedMessage>((resolve) => {
    socket.addEventListener('message', ({ data }) => resolve(JSON.parse(data as string)), { once: true });
  });
  socket.accept();
  const client = newClientId(user.id);
  socket.send(JSON.stringify({ type: 'join', client, version: null, pending: false }));
  return answer;
}

test('I6: a socket is told of the review if its client offered it and its credential reads threads', async () => {
  const ada = await person('Ada');
  const docId = await createDocument(ada, TEXT);
  await openThread(ada, docId);
  const grace = await person('Grace');
  await giveRole(ada, docId, grace, 'viewer');
  const tokenOf = async (scopes: Scope[]) => {
    const request = { method: 'POST', token: ada.token, body: { name: 'A program', scopes } };
    return { id: ada.id, token: (await expectJson(201, '/v1/tokens', request)).token as string };
  };
  const guestOf = async (role: string) => comeAsGuest(await setLink(ada, docId, { role }), 'Gil');
  const told = async (user: { id: string; token: string }, offers?: string) =>
    (await joined(docId, user, offers)).review;
  expect(await told(ada)).toBe(1);
  expect(await told(ada, 'news.v1')).toBeUndefined();
  expect(await told(grace)).toBe(1);
  expect(await told(await tokenOf(['docs:read']))).toBe(1);
  expect(await told(await tokenOf(['docs:write', 'docs:read']))).toBe(1);
  expect(await told(await tokenOf(['docs:suggest']))).toBeUndefined();
  expect(await told(await guestOf('commenter'))).toBe(1);
  expect(await told(await guestOf('viewer'))).toBeUndefined();
});
