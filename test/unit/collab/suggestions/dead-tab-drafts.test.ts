import { describe, expect, test } from 'vitest';
import { expectNothingOwed, SenderDesk, X, XY, Y } from './sender-desk.ts';

/** A page on which the server has “x” as `s`, and “y” was typed after it; it has died. */
async function deadWithChange(): Promise<SenderDesk> {
  const page = new SenderDesk();
  page.tell('s', 1, X);
  page.type(3, 'y');
  await page.pass(100);
  page.kill();
  return page;
}

describe('what a dead tab left', () => {
  test('is sent by the next page, with the key that it may have been sent with', async () => {
    const dead = new SenderDesk();
    dead.type(2, 'x');
    await dead.pass(500);
    const { key } = dead.last;
    dead.kill();
    const page = await dead.reopened();
    expect(page.last).toMatchObject({ method: 'POST', key, body: { version: 1, delta: X } });
    page.last.respond(201, { id: 's', review: 1 });
    await expectNothingOwed(page);
    expect(page.asked).toHaveLength(1);
  });

  test('not before the document is known, and not while its tab lives', async () => {
    const dead = await deadWithChange();
    const page = new SenderDesk('abcd', dead.device);
    page.desk.version = null as never;
    page.sender.changed();
    await page.pass(1_000);
    expect(page.asked).toEqual([]);
    page.desk.version = 1;
    page.sender.changed();
    await page.settle();
    expect(page.asked).toHaveLength(1);
    const third = await page.reopened();
    expect(third.asked).toEqual([]);
  });

  test('what was typed after the request is a change of what that made', async () => {
    const dead = new SenderDesk();
    dead.type(2, 'x');
    await dead.pass(500);
    dead.type(3, 'y');
    await dead.pass(100);
    dead.kill();
    const page = await dead.reopened();
    page.last.respond(201, { id: 's', review: 4 });
    await page.settle();
    expect(page.last).toMatchObject({
      method: 'PUT',
      path: '/s',
      body: { version: 1, review: 4, delta: XY },
    });
    page.last.respond(200, { id: 's', review: 5 });
    await expectNothingOwed(page);
  });

  test('a change goes into its suggestion while that is as it was', async () => {
    const page = await (await deadWithChange()).reopened();
    expect(page.last).toMatchObject({ method: 'PUT', body: { version: 1, review: 1, delta: XY } });
    page.last.respond(200, { id: 's', review: 2 });
    await expectNothingOwed(page);
  });

  test.each([
    [409, 'suggestion_changed'],
    [409, 'suggestion_of_fork'],
    [404, 'not_found'],
  ])('where it is not (%i), what the server never had is a suggestion of its own', async (status, code) => {
    const page = await (await deadWithChange()).reopened();
    page.last.respond(status, { code });
    await page.settle();
    expect(page.last).toMatchObject({ method: 'POST', body: { version: 1, delta: Y } });
    page.last.respond(201, { id: 't', review: 3 });
    await expectNothingOwed(page);
  });

  test('a suggestion taken back is withdrawn only as it was', async () => {
    const dead = new SenderDesk();
    dead.tell('s', 1, X);
    dead.edit([{ retain: 2 }, { delete: 1 }]);
    await dead.pass(100);
    dead.kill();
    const second = await dead.reopened();
    expect(second.last).toMatchObject({ method: 'GET', path: '/s' });
    second.last.respond(200, { id: 's', review: 1 });
    await second.settle();
    expect(second.last).toMatchObject({ method: 'DELETE', path: '/s' });
    second.kill();
    const page = await second.reopened();
    page.last.respond(200, { id: 's', review: 2 });
    await expectNothingOwed(page);
    expect(page.asked).toHaveLength(1);
  });

  test('a page that dies between two requests goes on where it was', async () => {
    const dead = await deadWithChange();
    const second = await dead.reopened();
    second.last.respond(409, { code: 'suggestion_changed' });
    await second.settle();
    const { key } = second.last;
    second.kill();
    const page = await second.reopened();
    expect(page.last).toMatchObject({ method: 'POST', key, body: { delta: Y } });
    page.last.respond(409, { code: 'already_done' });
    await page.settle();
    page.last.respond(200, { items: [], nextCursor: null });
    await expectNothingOwed(page);
  });

  test('what can never be a suggestion is kept for its author', async () => {
    const dead = new SenderDesk();
    dead.type(2, 'x');
    await dead.pass(100);
    dead.kill();
    const page = await dead.reopened();
    page.last.respond(413, { code: 'too_large', detail: 'too large' });
    await expectNothingOwed(page);
    expect(page.kept).toMatchObject([{ code: 'too_large', delta: X, docId: 'd', userId: 'me' }]);
    expect(page.device.outbox.keptEdits).toHaveLength(1);
  });

  test('it stays owed while the outbox refuses to keep it', async () => {
    const dead = new SenderDesk();
    dead.type(2, 'x');
    await dead.pass(100);
    dead.kill();
    const page = await dead.reopened();
    page.device.outbox.mood = 'refuses';
    page.last.respond(403, { code: 'forbidden' });
    await page.pass(3_000);
    expect(page.sender.unsent).toBe(1);
    expect(page.kept).toHaveLength(1);
    page.device.outbox.mood = 'takes';
    await page.pass(40_000);
    expect(page.sender.unsent).toBe(0);
    expect(page.kept).toHaveLength(1);
  });

  test('after a recovery, its version means another text: it is kept', async () => {
    const dead = await deadWithChange();
    const page = new SenderDesk('abcd', dead.device);
    page.generation = 3;
    await page.settle();
    page.sender.changed();
    await expectNothingOwed(page);
    expect(page.asked).toEqual([]);
    expect(page.kept).toMatchObject([{ code: 'reset' }]);
  });

  test('where there is no room now it waits', async () => {
    const dead = new SenderDesk();
    dead.type(2, 'x');
    await dead.pass(100);
    dead.kill();
    const page = await dead.reopened();
    page.last.respond(409, { code: 'too_many_suggestions', detail: 'full' });
    await page.settle();
    expect(page.refusals).toEqual([{ code: 'too_many_suggestions', message: 'full' }]);
    await page.pass(1_000);
    expect(page.asked).toHaveLength(2);
    page.last.respond(201, { id: 's', review: 1 });
    await expectNothingOwed(page);
    expect(page.refusals.at(-1)).toBeNull();
  });

  test('what throws is kept, and not sent again', async () => {
    const dead = new SenderDesk();
    dead.type(2, 'x');
    await dead.pass(100);
    dead.kill();
    const [record] = dead.device.drafts.records.values();
    Object.assign(record?.drafts[0] as object, { base: [{ retain: 1 }, null] });
    const errors: unknown[] = [];
    (globalThis as { reportError?: (error: unknown) => void }).reportError = (error) => errors.push(error);
    const page = await dead.reopened();
    await expectNothingOwed(page);
    expect(errors).toHaveLength(1);
    expect(page.kept).toMatchObject([{ code: 'broken' }]);
  });

  test('without an editor it is sent all the same', async () => {
    const dead = await deadWithChange();
    const page = new SenderDesk('abcd', dead.device, { isShown: false });
    await page.settle();
    page.sender.changed();
    await page.settle();
    expect(page.asked).toHaveLength(1);
  });
});
