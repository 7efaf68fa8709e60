import { expect, test } from 'vitest';
import { call, createDocument, expectJson, giveRole, person } from '../support/api.ts';
import { scansOf, spyOnStatements, stepsOf } from '../support/statements.ts';

test('no query of a list or a look-up scans a table', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  const statements = new Set<string>();
  const prepare = spyOnStatements();
  await giveRole(ada, docId, grace, 'viewer');
  for (const filter of ['', '&filter=owned', '&filter=shared', '&filter=starred', '&filter=trash']) {
    for (const sort of ['-updatedAt', 'createdAt', 'title']) {
      const { nextCursor } = await expectJson(200, `/v1/docs?limit=1&sort=${sort}${filter}`, {
        token: ada.token,
      });
      if (nextCursor)
        await expectJson(200, `/v1/docs?sort=${sort}${filter}&cursor=${nextCursor}`, { token: ada.token });
    }
  }
  await expectJson(200, `/v1/docs/${docId}/permissions`, { token: ada.token });
  await expectJson(200, '/v1/auth/sessions', { token: ada.token });
  await expectJson(200, '/v1/auth/account', { token: ada.token });
  await expectJson(201, '/v1/tokens', {
    method: 'POST',
    token: ada.token,
    body: { name: 'CI', scopes: ['docs:read'], docIds: [docId] },
  });
  await expectJson(200, '/v1/tokens', { token: ada.token });
  const wrong = { email: ada.email, password: 'wrong' };
  await call('/v1/auth/login', { method: 'POST', body: wrong });
  await call('/v1/auth/logout-all', { method: 'POST', token: ada.token, body: { exceptCurrent: true } });
  const past = [
    'history?limit=1',
    'history?version=0',
    'snapshots?limit=1',
    'snapshots?named=true',
    'visit',
    'attribution',
  ];
  for (const read of past) await expectJson(200, `/v1/docs/${docId}/${read}`, { token: ada.token });
  await expectJson(200, `/v1/docs/${docId}/snapshots/0`, {
    method: 'PATCH',
    token: ada.token,
    body: { name: 'None' },
  });
  await call(`/v1/docs/${docId}/visit`, { method: 'PUT', token: ada.token, body: { version: 0 } });
  await call(`/v1/docs/${docId}/permissions/${grace.id}`, { method: 'DELETE', token: ada.token });
  await call(`/v1/docs/${docId}/audit`, { token: ada.token });
  const filters = ['type=user.login', `actor=${ada.id}`, `subject=${ada.id}`, `docId=${docId}`, 'limit=1'];
  for (const filter of filters) await call(`/v1/admin/audit?${filter}`, { token: 'an-admin-token' });
  await call('/v1/users/me/export', { token: grace.token }).then((response) => response.arrayBuffer());
  const erase = { method: 'DELETE', body: { documents: 'hand-over' } };
  expect((await call('/v1/users/me', { ...erase, token: grace.token })).status).toBe(204);
  for (const [statement] of prepare.mock.calls) statements.add(statement);
  prepare.mockRestore();

  expect(statements.size).toBeGreaterThan(20);
  for (const statement of statements) {
    expect({ statement, scans: await scansOf(statement) }).toEqual({ statement, scans: [] });
    const isOwnList = statement.includes('"documents"."owner_id" = ?') && statement.includes('order by');
    if (!isOwnList) continue;
    const sorts = (await stepsOf(statement)).filter((step) => step.includes('TEMP B-TREE'));
    expect({ statement, sorts }).toEqual({ statement, sorts: [] });
  }
});
