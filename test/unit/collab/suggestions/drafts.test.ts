import { describe, expect, test } from 'vitest';
import { Device, expectNothingOwed, SenderDesk, X, XY, Y } from './sender-desk.ts';

/** What the device holds, without keys and times. */
function stored({ device }: SenderDesk): object[] {
  return [...device.drafts.records.values()].flatMap(({ drafts }) =>
    drafts.map(({ suggestion, review, version, base, delta }) => ({
      suggestion,
      review,
      version,
      base,
      delta,
    })),
  );
}

describe('what the device keeps', () => {
  test('is there 100 ms after typing, and at risk until then', async () => {
    const page = new SenderDesk();
    page.type(2, 'x');
    expect([page.sender.unsent, page.sender.atRisk, page.sender.unkept]).toEqual([1, 1, 0]);
    await page.pass(100);
    expect(page.sender.atRisk).toBe(0);
    expect(stored(page)).toEqual([{ suggestion: null, review: 0, version: 1, base: [], delta: X }]);
  });

  test('is carried along with the text, and gone once the server has it', async () => {
    const page = new SenderDesk();
    page.tell('s', 1, X);
    page.type(3, 'y');
    page.frame([{ insert: 'o' }]);
    await page.pass(100);
    expect(stored(page)).toEqual([
      {
        suggestion: 's',
        review: 1,
        version: 2,
        base: [{ retain: 3 }, { insert: 'x' }],
        delta: [{ retain: 3 }, { insert: 'xy' }],
      },
    ]);
    page.sender.flush();
    await page.settle();
    page.last.respond(200, { id: 's', review: 2 });
    await page.pass(100);
    expect(stored(page)).toEqual([]);
    expect(page.sender.unsent).toBe(0);
  });

  test('is on the received text, without what is suggested of unacknowledged text', async () => {
    const page = new SenderDesk();
    page.desk.unsent.push([{ retain: 1 }, { insert: 'OWN' }, { delete: 1 }]);
    page.desk.view = [{ insert: 'aOWNcd\n' }];
    page.edit([{ retain: 2 }, { insert: 'x' }, { retain: 2 }, { delete: 1 }]);
    expect(page.desk.shown).toBe('aO[draft-1:x]WN{draft-1:c}d');
    await page.pass(100);
    const [draft] = stored(page) as { delta: object }[];
    expect(draft?.delta).toEqual([{ retain: 1 }, { insert: 'x' }, { retain: 1 }, { delete: 1 }]);
  });

  test('a device that refuses does not stop the sending, and is tried again', async () => {
    const page = new SenderDesk();
    page.device.drafts.mood = 'refuses';
    page.type(2, 'x');
    await page.pass(600);
    expect(page.asked).toHaveLength(1);
    expect([page.sender.atRisk, page.sender.unkept]).toEqual([1, 1]);
    page.device.drafts.mood = 'takes';
    await page.pass(5_000);
    expect([page.sender.atRisk, page.sender.unkept]).toEqual([0, 0]);
  });

  test('a device that never answers holds the sending up for seconds only', async () => {
    const page = new SenderDesk();
    page.device.drafts.mood = 'hangs';
    page.type(2, 'x');
    await page.pass(20_000);
    expect(page.asked).toHaveLength(1);
    expect(page.sender.atRisk).toBe(1);
  });

  test('it is stored when the page leaves, before anything is awaited', async () => {
    const page = new SenderDesk();
    page.device.isQuick = false;
    page.type(2, 'x');
    void page.sender.stop();
    await page.settle();
    expect(page.device.drafts.waiting).toBe(1);
  });
});

describe('a text that is replaced', () => {
  test('what was typed over it is sent on its version', async () => {
    const page = new SenderDesk();
    page.tell('s', 1, X);
    page.type(3, 'y');
    page.load('other', 9);
    await page.pass(500);
    expect(page.last).toMatchObject({
      method: 'PUT',
      path: '/s',
      body: { version: 1, review: 1, delta: XY },
    });
    page.last.respond(409, { code: 'suggestion_changed' });
    await page.settle();
    expect(page.last).toMatchObject({ method: 'POST', body: { version: 1, delta: Y } });
    page.last.respond(201, { id: 't', review: 2 });
    await expectNothingOwed(page);
  });

  test('a request that is under way is asked again with its key', async () => {
    const page = new SenderDesk();
    page.type(2, 'x');
    await page.pass(500);
    const { key } = page.last;
    page.load('other', 9);
    await page.pass(500);
    expect(page.last).toMatchObject({ method: 'POST', key });
    expect(page.asked).toHaveLength(2);
    page.last.respond(201, { id: 's', review: 1 });
    await expectNothingOwed(page);
  });

  test('also what was typed while operations were unacknowledged', async () => {
    const page = new SenderDesk();
    page.desk.unsent.push([{ insert: 'own' }]);
    page.desk.view = [{ insert: 'ownabcd\n' }];
    page.type(5, 'x');
    page.load('other', 9);
    await page.pass(500);
    expect(page.last).toMatchObject({ method: 'POST', body: { version: 1, delta: X } });
  });

  test('by that of a client that takes the place of a broken one, too', async () => {
    const page = new SenderDesk();
    page.type(2, 'x');
    page.desk.version = null as never;
    page.sender.changed();
    await page.pass(100);
    expect(page.device.drafts.records.size).toBe(1);
    page.load('abcd', 1);
    await page.pass(500);
    expect(page.last).toMatchObject({ method: 'POST', body: { version: 1, delta: X } });
  });

  test('what was never recorded is kept, where no one else has the text that it is on', async () => {
    const page = new SenderDesk();
    page.sender.adrift({ id: 'draft-9', review: 0, version: null, delta: X });
    await expectNothingOwed(page);
    expect(page.device.outbox.keptEdits).toMatchObject([{ code: 'reset', delta: X }]);
  });

  test('after a recovery it is kept', async () => {
    const page = new SenderDesk();
    page.type(2, 'x');
    page.load('other', 1);
    page.generation = 2;
    page.sender.changed();
    await page.pass(600);
    expect(page.asked).toEqual([]);
    expect(page.kept).toMatchObject([{ code: 'reset', delta: X }]);
    await expectNothingOwed(page);
  });
});

describe('leaving', () => {
  test('what is unsent is sent at once, and its tab is no longer held when the server has it', async () => {
    const page = new SenderDesk();
    page.type(2, 'x');
    let left: boolean | null = null;
    void page.sender.stop().then((all) => {
      left = all;
    });
    await page.settle();
    expect(left).toBe(false);
    expect(page.last).toMatchObject({ method: 'POST', body: { delta: X } });
    page.last.respond(201, { id: 's', review: 1 });
    await expectNothingOwed(page);
    expect(page.device.drafts.held).toBe(0);
  });

  test('on a device that stores nothing it waits for the server', async () => {
    const page = new SenderDesk();
    page.device.drafts.mood = 'refuses';
    page.type(2, 'x');
    let left: boolean | null = null;
    void page.sender.stop().then((all) => {
      left = all;
    });
    await page.pass(10_000);
    expect(left).toBeNull();
    page.last.respond(201, { id: 's', review: 1 });
    await page.pass(0);
    await page.settle();
    expect(left).toBe(true);
  });

  test('twice is once, and with nothing owed it is over at once', async () => {
    const page = new SenderDesk('abcd', new Device());
    expect(page.sender.stop()).toBe(page.sender.stop());
    await page.settle();
    expect(await page.sender.stop()).toBe(true);
  });
});
