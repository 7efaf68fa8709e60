import { describe, expect, test } from 'vitest';
import { taken, typed, X, XY, Y } from './sender-desk.ts';

describe('without an answer', () => {
  test('it is asked again with the same key and content, with growing waits', async () => {
    const page = await typed();
    page.type(3, 'y');
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      const { at } = page.last;
      if (i % 2 === 0) page.last.lose();
      else page.last.respond(503, { code: 'document_unavailable' });
      while (page.asked.length === i + 1) await page.pass(100);
      waits.push(page.last.at - at);
    }
    expect(new Set(page.asked.map(({ key, body }) => JSON.stringify([key, body]))).size).toBe(1);
    expect(waits[0]).toBeLessThanOrEqual(1_000);
    expect(waits[5]).toBeGreaterThan(10_000);
    expect(waits[5]).toBeLessThanOrEqual(30_000);
  });

  test.each([
    [200, undefined],
    [502, { code: 'other' }],
    [409, { code: 'request_in_progress' }],
    [404, undefined],
  ])('%i that is not the answer is none', async (status, body) => {
    const page = await typed();
    page.last.respond(status, body);
    await page.pass(2_000);
    expect(page.asked).toHaveLength(2);
    expect(page.asked[1]?.key).toBe(page.asked[0]?.key);
  });

  test('one that never comes is not awaited for ever', async () => {
    const page = await typed();
    await page.pass(32_000);
    expect(page.asked).toHaveLength(2);
  });

  test('a refused token is renewed', async () => {
    const page = await typed();
    page.last.respond(401, { code: 'token_expired' });
    await page.settle();
    expect(page.asked.map(({ token }) => token)).toEqual(['old', 'fresh']);
  });

  test('offline it waits for the network', async () => {
    const page = await typed();
    page.sender.offline();
    page.last.lose();
    await page.pass(120_000);
    expect(page.asked).toHaveLength(1);
    page.sender.wake();
    await page.settle();
    expect(page.asked).toHaveLength(2);
  });
});

describe('refusals', () => {
  test('one that has changed is sent again on what it is now, and nothing is told', async () => {
    const page = await taken();
    page.type(3, 'y');
    await page.pass(1_000);
    page.last.respond(409, { code: 'suggestion_changed' });
    await page.settle();
    expect(page.sender.unsent).toBe(1);
    page.tell('s', 5, [{ retain: 2 }, { insert: 'xo' }]);
    await page.pass(1_000);
    expect(page.last.body).toMatchObject({ review: 5 });
    expect(JSON.stringify(page.last.body.delta)).toMatch(/xoy|xyo/);
    expect(page.refusals).toEqual([]);
  });

  test('what is typed into the suggestion of a fork is a suggestion of its own, and so is what follows', async () => {
    const page = await taken();
    page.type(3, 'y');
    await page.pass(1_000);
    expect(page.last).toMatchObject({ method: 'PUT', path: '/s' });
    page.last.respond(409, { code: 'suggestion_of_fork' });
    await page.settle();
    await page.pass(1_000);
    expect(page.last).toMatchObject({ method: 'POST', path: '', body: { delta: Y } });
    expect(page.desk.shown).toMatch(/^ab\[s:x\]\[draft-\d+:y\]cd$/);
    page.last.respond(201, { id: 't', review: 2 });
    await page.settle();
    page.tell('t', 2, Y);
    page.tell('s', 1, X);
    page.type(3, 'z');
    page.edit([{ retain: 2 }, { delete: 1 }]);
    await page.pass(2_000);
    expect(page.last).toMatchObject({ method: 'PUT', path: '/t' });
    expect(page.asked.filter(({ path }) => path === '/s')).toHaveLength(1);
    expect(page.refusals).toEqual([]);
  });

  test('while no one tells what it is now, it is asked for with growing waits', async () => {
    const page = await taken();
    page.type(3, 'y');
    await page.pass(1_000);
    for (let i = 0; i < 600; i++) {
      page.last.respond(409, { code: 'suggestion_changed' });
      await page.pass(100);
    }
    expect(page.asked.length).toBeLessThan(10);
    expect(page.desk.shown).toBe('ab[s:xy]cd');
  });

  test('one that was decided meanwhile becomes a new suggestion of what was typed since', async () => {
    const page = await taken();
    page.type(3, 'y');
    await page.pass(1_000);
    page.last.respond(409, { code: 'already_decided' });
    page.tell('s', 2, [], 'rejected');
    await page.pass(1_000);
    expect(page.last).toMatchObject({
      method: 'POST',
      body: { version: 1, delta: [{ retain: 2 }, { insert: 'y' }] },
    });
  });

  test('what is too large stays, is told once, and is sent when it has become something else', async () => {
    const page = await typed();
    page.last.respond(413, { code: 'too_large', detail: 'too large' });
    await page.pass(60_000);
    page.frame([{ insert: 'before' }]);
    await page.pass(60_000);
    expect(page.asked).toHaveLength(1);
    expect(page.refusals).toEqual([{ code: 'too_large', message: 'too large' }]);
    expect([page.sender.unsent, page.sender.atRisk]).toEqual([1, 0]);
    page.type(9, 'y');
    await page.pass(1_000);
    expect(page.asked).toHaveLength(2);
    page.last.respond(201, { id: 's', review: 1 });
    await page.settle();
    expect(page.refusals.at(-1)).toBeNull();
    expect(page.refusals).toHaveLength(2);
  });

  test('what there is no room for now is told, and tried again when the server says', async () => {
    const page = await typed();
    page.last.respond(429, { code: 'rate_limited' }, { 'Retry-After': '40' });
    await page.pass(39_000);
    expect(page.refusals).toEqual([{ code: 'rate_limited', message: '' }]);
    expect(page.asked).toHaveLength(1);
    await page.pass(1_000);
    expect(page.asked).toHaveLength(2);
    expect(page.asked[1]?.key).not.toBe(page.asked[0]?.key);
  });

  test('what cannot be taken and is deleted is no longer told of', async () => {
    const page = await typed();
    page.last.respond(403, { code: 'forbidden' });
    await page.settle();
    page.edit([{ retain: 2 }, { delete: 1 }]);
    await page.settle();
    expect(page.refusals.at(-1)).toBeNull();
    expect(page.sender.unsent).toBe(0);
  });
});

describe('an answer that is no longer kept', () => {
  test('of a new suggestion: it is found by its content', async () => {
    const page = await typed();
    page.last.respond(409, { code: 'already_done' });
    await page.settle();
    expect(page.last).toMatchObject({ method: 'GET', path: '?status=all&limit=100' });
    const of = (id: string, author: string) => ({
      id,
      author: { id: author },
      status: 'open',
      review: 7,
      version: 3,
      delta: [],
    });
    page.last.respond(200, { items: [of('other', 'ann'), of('s', 'me'), of('t', 'me')], nextCursor: null });
    await page.settle();
    expect(page.last.path).toBe('/t?version=1');
    page.last.respond(422, { code: 'unknown_version' });
    await page.settle();
    page.last.respond(200, { ...of('s', 'me'), version: 1, delta: X });
    await page.settle();
    page.tell('s', 7, X);
    await page.settle();
    expect(page.desk.shown).toBe('ab[s:x]cd');
    expect(page.sender.unsent).toBe(0);
  });

  test('of a new suggestion: one that is not open any more, and an older one, are not taken for it', async () => {
    const page = await typed();
    page.last.respond(409, { code: 'already_done' });
    await page.settle();
    const of = (id: string, status: string) => ({
      id,
      author: { id: 'me' },
      status,
      review: 7,
      version: 1,
      delta: X,
    });
    page.last.respond(200, {
      items: [of('gone', 'withdrawn'), of('older', 'open'), of('newer', 'open'), of('rejected', 'rejected')],
      nextCursor: null,
    });
    await page.settle();
    expect(page.last.path).toBe('/newer?version=1');
    page.last.respond(200, of('newer', 'open'));
    await page.settle();
    page.tell('newer', 7, X);
    await page.settle();
    expect(page.desk.shown).toBe('ab[newer:x]cd');
    expect(page.sender.unsent).toBe(0);
  });

  test('of a change: it is taken', async () => {
    const page = await taken();
    page.type(3, 'y');
    await page.pass(1_000);
    page.last.respond(409, { code: 'already_done' });
    await page.settle();
    page.tell('s', 2, XY);
    await page.settle();
    expect(page.sender.unsent).toBe(0);
    expect(page.asked).toHaveLength(2);
  });
});
