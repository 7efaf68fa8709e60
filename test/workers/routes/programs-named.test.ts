import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { createDocument, expectJson, expectProblem, person } from '../support/api.ts';
import { tokenOf } from '../support/proposed.ts';
import { TEXT } from '../support/threads.ts';

test('what a program writes names its token in the log', async () => {
  const ada = await person('Ada');
  const docId = await createDocument(ada, TEXT);
  const { token } = await tokenOf(ada, 'docs:read', 'docs:write');
  const { id: tokenId } = (await env.DB.prepare('SELECT id FROM api_tokens WHERE user_id = ?')
    .bind(ada.id)
    .first<{ id: string }>()) ?? { id: '' };
  const path = `/v1/docs/${docId}`;
  const op = { baseVersion: 1, delta: [{ insert: 'x' }] };
  await expectJson(200, `${path}/ops`, { method: 'POST', token, body: op });
  await expectJson(200, `${path}/content`, { method: 'PUT', token, body: { text: 'By a program\n' } });
  await expectJson(200, `${path}/ops`, { method: 'POST', token: ada.token, body: { ...op, baseVersion: 3 } });
  const { items } = await expectJson(200, `${path}/ops?from=1`, { token });
  const named = `${ada.id.slice(0, 8)}-via-${tokenId.slice(0, 8)}`;
  const clients: string[] = items.map(({ client }: { client: string }) => client);
  expect(clients.map((client) => client.startsWith(named))).toEqual([true, true, false]);
  expect(new Set(clients).size).toBe(3);
  // No one else writes under such a name, the user's pages and the token itself included.
  for (const by of [token, ada.token]) {
    const body = { ...op, baseVersion: 4, client: `${named}AAAAAAAAAAAA`, seq: 1 };
    await expectProblem(409, 'conflict', `${path}/ops`, { method: 'POST', token: by, body });
  }
});
