import { describe, expect, test } from 'vitest';
import { SenderDesk, taken, typed, X, XY } from './sender-desk.ts';

describe('when it is sent', () => {
  test('half a second after the first keystroke, with a key, and stored before', async () => {
    const page = new SenderDesk();
    const start = page.device.clock.time;
    page.type(2, 'x');
    await page.pass(400);
    page.type(3, 'y');
    expect(page.asked).toEqual([]);
    await page.pass(100);
    const { method, path, key, body, token, at } = page.last;
    expect({ method, path, body, token }).toEqual({
      method: 'POST',
      path: '',
      body: { version: 1, delta: XY },
      token: 'old',
    });
    expect(at - start).toBe(500);
    expect(key).toMatch(/^[\w-]{22}$/);
    const [record] = page.device.drafts.records.values();
    expect(record?.drafts[0]?.request).toMatchObject({ key, kind: 'make' });
  });

  test('then once a second, one request at a time, as a change of what the server has', async () => {
    const page = await typed();
    const first = page.last;
    page.type(3, 'y');
    await page.pass(5_000);
    expect(page.asked).toHaveLength(1);
    first.respond(201, { id: 's', review: 1 });
    await page.settle();
    expect(page.asked).toHaveLength(1);
    page.tell('s', 1, X);
    await page.pass(1_000);
    expect(page.last).toMatchObject({
      method: 'PUT',
      path: '/s',
      body: { version: 1, review: 1, delta: XY },
    });
    page.last.respond(200, { id: 's', review: 2 });
    await page.settle();
    page.tell('s', 2, XY);
    page.type(4, 'z');
    const sent = page.last.at;
    await page.pass(2_000);
    expect(page.asked).toHaveLength(3);
    expect(page.last.at - sent).toBe(1_000);
  });

  test('what was typed during a request is sent a second after its answer, when the server takes it at once', async () => {
    const page = await taken();
    page.type(3, 'y');
    await page.pass(1_000);
    page.type(4, 'z');
    await page.pass(700);
    page.last.respond(200, { id: 's', review: 2 });
    await page.settle();
    const { time } = page.device.clock;
    page.tell('s', 2, XY);
    await page.pass(2_000);
    expect(page.last.body).toMatchObject({ review: 2, delta: [{ retain: 2 }, { insert: 'xyz' }] });
    expect(page.last.at - time).toBe(1_000);
  });

  test('what its author takes back is withdrawn', async () => {
    const page = await taken();
    page.edit([{ retain: 2 }, { delete: 1 }]);
    await page.pass(1_000);
    expect(page.last).toMatchObject({ method: 'GET', path: '/s' });
    page.last.respond(200, { id: 's', review: 1 });
    await page.settle();
    expect(page.last).toMatchObject({ method: 'DELETE', path: '/s' });
    page.last.respond(204);
    await page.settle();
    page.tell('s', 2, [], 'withdrawn');
    await page.pass(100);
    expect(page.desk.layers.layers).toEqual([]);
    expect([page.sender.unsent, page.device.drafts.records.size]).toEqual([0, 0]);
  });

  test('what is decided while its number is read is not withdrawn any more', async () => {
    const page = await taken();
    page.edit([{ retain: 2 }, { delete: 1 }]);
    await page.pass(1_000);
    const read = page.last;
    expect(read).toMatchObject({ method: 'GET', path: '/s' });
    page.tell('s', 2, [], 'rejected');
    await page.pass(100);
    read.respond(200, { id: 's', review: 1 });
    await page.pass(5_000);
    expect(page.last).toBe(read);
    expect([page.sender.unsent, page.device.drafts.records.size]).toEqual([0, 0]);
  });

  test('what was typed and deleted before it was sent is not sent', async () => {
    const page = new SenderDesk();
    page.type(2, 'x');
    page.edit([{ retain: 2 }, { delete: 1 }]);
    await page.pass(5_000);
    expect(page.asked).toEqual([]);
    expect([page.sender.unsent, page.device.drafts.records.size]).toEqual([0, 0]);
  });

  test('nothing while an operation is unacknowledged, and it is sent once that is there', async () => {
    const page = new SenderDesk();
    page.desk.unsent.push([{ insert: 'own' }]);
    page.desk.view = [{ insert: 'ownabcd\n' }];
    page.type(5, 'x');
    await page.pass(5_000);
    expect(page.asked).toEqual([]);
    page.desk.acknowledge();
    page.sender.changed();
    await page.pass(500);
    expect(page.last.body).toEqual({ version: 2, delta: [{ retain: 5 }, { insert: 'x' }] });
  });

  test('a flush does not wait for more typing', async () => {
    const page = new SenderDesk();
    page.type(2, 'x');
    page.sender.flush();
    await page.settle();
    expect(page.asked).toHaveLength(1);
  });
});

describe('a new suggestion that was shown apart and typed into before its answer', () => {
  test('goes on with the request that is under way for it', async () => {
    const page = new SenderDesk();
    page.type(0, 'xw');
    await page.pass(500);
    const made = page.last;
    // The server has carried it to another place, so it is not known by its content.
    page.tell('s', 1, [{ retain: 1 }, { insert: 'xw' }]);
    page.type(4, '!');
    await page.pass(1_000);
    const replaced = page.last;
    expect(replaced).toMatchObject({ method: 'PUT', path: '/s', body: { review: 1 } });
    page.type(5, '?');
    made.respond(201, { id: 's', review: 1 });
    await page.settle();
    replaced.lose();
    await page.pass(2_000);
    expect(page.last).not.toBe(replaced);
    expect(page.last).toMatchObject({ method: 'PUT', key: replaced.key, body: replaced.body });
    page.last.respond(200, { id: 's', review: 2 });
    await page.settle();
    page.tell('s', 2, [{ retain: 1 }, { insert: 'x!w' }]);
    await page.pass(2_000);
    const all = [{ retain: 1 }, { insert: 'x!?w' }];
    expect(page.last).toMatchObject({ method: 'PUT', path: '/s', body: { review: 2, delta: all } });
    page.last.respond(200, { id: 's', review: 3 });
    await page.settle();
    page.tell('s', 3, all);
    await page.pass(2_000);
    expect([page.desk.shown, page.sender.unsent]).toEqual(['a[s:x!?w]bcd', 0]);
  });
});
