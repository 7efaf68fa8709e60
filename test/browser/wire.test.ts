import { expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { expectEqual } from './document-tab.ts';
import { Person } from './person.ts';

test('what is typed travels in the short form, both ways', async () => {
  const browser = await sharedBrowser();
  const ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
  const ben = await Person.nextSignedUp(browser, 'Ben Okri');
  const id = await ada.create('Short', 'Begin');
  await ada.share(id, ben);
  const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
  const [received, sent]: [string[], string[]] = [[], []];
  b.page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => received.push(String(payload)));
    socket.on('framesent', ({ payload }) => sent.push(String(payload)));
  });
  await b.goto();
  await a.write(' and go on');
  await b.write(', together');
  await expectEqual(a, b);
  // [from, [number, selection, …members], …] and [version, seq, selection, …members]
  expect(received.filter((text) => /^\[\d+,\[\d+,\[\d+\],\d+,"/.test(text))).not.toEqual([]);
  expect(sent.filter((text) => /^\[\d+,\d+,\[\d+\],\d+,"/.test(text))).not.toEqual([]);
  expect(sent.filter((text) => text.includes('"type":"op"'))).toEqual([]);
});
