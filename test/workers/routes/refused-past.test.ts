import { expect, test } from 'vitest';
import { fromEmpty } from '../../../durable-objects/document/archive/whole-document.ts';
import { must } from '../../../src/base/assert.ts';
import { newClientId } from '../../../src/base/ids.ts';
import { compose } from '../../../src/ot/compose.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { parseDelta } from '../../../src/ot/parse-delta.ts';
import { Random } from '../../support/random.ts';
import { refusedDocument, refusedOperation } from '../../support/refused-text.ts';
import { expectJson, expectProblem, type Json } from '../support/api.ts';
import { loseStorage, makeLog, storeFrames } from '../support/archive.ts';
import { type Past, pastOfTwo } from '../support/history.ts';

const VERSIONS = 12;

/**
 * A document whose log is full of names and values that are refused today, by two authors. Such a log cannot be written
 * any more, so it comes from the archive, as for a Document that lost its storage.
 */
async function refusedPast(seed: number): Promise<Past & { texts: Delta[] }> {
  const past = await pastOfTwo();
  const random = new Random(seed);
  const texts: Delta[] = [[{ insert: '\n' }]];
  for (let i = 0; i < VERSIONS; i++) {
    const text = must(texts.at(-1));
    const delta = i === 0 ? must(fromEmpty(refusedDocument(random, 20))) : refusedOperation(random, text);
    past.ops.push({ author: (i % 2 === 0 ? past.ada : past.grace).id, delta });
    texts.push(compose(text, delta));
  }
  const frames = past.ops.map(({ author, delta }, i) => [{ client: newClientId(author), seq: i + 1, delta }]);
  await storeFrames(
    past.docId,
    makeLog(frames, (i) => must(past.ops[i]).author),
  );
  await loseStorage(past.stub);
  expect(await past.stub.head()).toMatchObject({ value: { version: VERSIONS } });
  return { ...past, texts };
}

/**
 * The text, with one form for embeds and their replacements, and one for surrogates and the replacement of half a pair.
 */
function units(text: Delta): string {
  return text
    .map((op) => ('insert' in op && typeof op.insert === 'string' ? op.insert : '\ufffc'))
    .join('')
    .replace(/[\ud800-\udfff\ufffd]/g, '?');
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

test.each(SEEDS)(
  'a log of refused names (seed %i) is read, reverted, undone and copied, never refused',
  async (seed) => {
    const { docId, ada, grace, texts, stub } = await refusedPast(seed);
    const path = `/v1/docs/${docId}`;
    const get = async (from: string): Promise<Json> => expectJson(200, from, { token: ada.token });
    const post = (to: string, body: unknown) =>
      expectJson(200, to, { method: 'POST', token: ada.token, body });
    const rule = { docId, maxBytes: 1e6, maxMembers: 1e4, form: 'any' } as const;

    const { ops } = await get(`${path}/content`);
    expect(units(ops)).toBe(units(must(texts.at(-1))));
    for (const of of ['history?version=3', 'attribution', `diff?from=1&to=${VERSIONS}`, 'ops?from=0'])
      await get(`${path}/${of}`);

    const copy = await expectJson(201, `${path}/duplicate`, { method: 'POST', token: ada.token, body: {} });
    const copied = (await get(`/v1/docs/${copy.id}/content`)).ops;
    expect(units(copied)).toBe(units(ops));
    expect(parseDelta(copied, { ...rule, docId: copy.id }).ok).toBe(true);

    for (const version of [5, 1, 9, VERSIONS]) {
      await post(`${path}/revert`, { version });
      expect(units((await get(`${path}/content`)).ops)).toBe(units(must(texts[version])));
    }
    const undone = await post(`${path}/revert`, { author: grace.id, from: 0, to: VERSIONS });
    const { version, ops: left } = await get(`${path}/content`);
    expect(version).toBe(undone.version);

    // A remaining half of a pair is repaired, in the format that its text has in the log.
    await stub.makeCheckpoint();
    const repaired = await get(`${path}/content`);
    expect(units(repaired.ops)).toBe(units(left));
    expect(
      repaired.ops.every(
        ({ insert }: { insert: unknown }) => typeof insert !== 'string' || insert.isWellFormed(),
      ),
    ).toBe(true);

    // New text in its place leaves none of the refused values.
    await expectJson(200, `${path}/content`, { method: 'PUT', token: ada.token, body: { text: 'short\n' } });
    const target = [{ insert: 'short' }, { insert: '\n', attributes: { header: 2 } }];
    await expectJson(200, `${path}/content`, { method: 'PUT', token: ada.token, body: { delta: target } });
    expect((await get(`${path}/content`)).ops).toEqual(target);
  },
);

test('each way to write refuses names and values beyond the table, and changes nothing', async () => {
  const { docId, ada } = await pastOfTwo();
  const path = `/v1/docs/${docId}`;
  const names = ['image', 'text', 'font'];
  for (const name of names) {
    for (const attributes of [{ [name]: 'x' }, { [name]: true }, { bold: name }]) {
      for (const insert of ['text\n', '\n', { divider: true }]) {
        const delta = [{ insert, attributes }];
        const write = (method: string, body: unknown) => ({ method, token: ada.token, body });
        await expectProblem(422, 'invalid_delta', `${path}/ops`, write('POST', { baseVersion: 0, delta }));
        const content = { delta: [...delta, { insert: '\n' }] };
        await expectProblem(422, 'invalid_content', `${path}/content`, write('PUT', content));
        await expectProblem(422, 'invalid_content', '/v1/docs', write('POST', { title: 'No', content }));
      }
    }
  }
  const uploads = ['../../x', '%2e%2e/x', '..\\x', '..%5cx', '%2e%2e%2fx'];
  for (const name of uploads) {
    const delta = [{ insert: { image: `${path}/uploads/${name}` } }];
    await expectProblem(422, 'invalid_delta', `${path}/ops`, {
      method: 'POST',
      token: ada.token,
      body: { baseVersion: 0, delta },
    });
  }
  expect(await expectJson(200, `${path}/content`, { token: ada.token })).toEqual({
    version: 0,
    ops: [{ insert: '\n' }],
  });
});

test('a format that the table lacks can be taken away by hand', async () => {
  const { docId, ada, texts } = await refusedPast(3);
  const length = documentLength(must(texts.at(-1)));
  const attributes = { image: null, mention: null, text: null, scroll: null };
  const body = { baseVersion: VERSIONS, delta: [{ retain: length, attributes }] };
  await expectJson(200, `/v1/docs/${docId}/ops`, { method: 'POST', token: ada.token, body });
  const { ops } = await expectJson(200, `/v1/docs/${docId}/content`, { token: ada.token });
  const names = new Set(
    ops.flatMap(({ attributes = {} }: { attributes?: object }) => Object.keys(attributes)),
  );
  for (const name of Object.keys(attributes)) expect(names).not.toContain(name);
});
