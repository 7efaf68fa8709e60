import { expect, test } from 'vitest';
import { shownAddress } from '../../../web/editor/address/shown-address.ts';

test.each([
  ['https://example.org/a?b=c#d', 'example.org/a?b=c#d'],
  ['http://localhost:8787/x', 'localhost:8787/x'],
  ['mailto:ann@example.org', 'ann@example.org'],
  ['tel:+49 30', '+49 30'],
  ['https://müller.example/ä', 'müller.example/ä'],
  ['https://пример.рф/', 'пример.рф/'],
  ['https://例え.jp/', '例え.jp/'],
  // Not where it seems to lead.
  ['https://bank.example@evil.example/login', 'evil.example/login'],
  ['https://bank.example\\@evil.example', 'bank.example\\@evil.example'],
  ['https://аpple.example/', 'xn--pple-43d.example/'],
  ['https://аррӏе.com/', 'xn--80ak6aa92e.com/'],
  ['https://goοgle.com/', 'xn--gogle-sce.com/'],
  ['https://\u0261oogle.com/', 'xn--oogle-qmc.com/'],
  ['https://g\u0131thub.com/', 'xn--gthub-n4a.com/'],
  ['https://サーバー.jp/', 'サーバー.jp/'],
  ['https://łódź.pl/', 'łódź.pl/'],
  ['https://exampleー.jp/', `${URL.parse('https://exampleー.jp/')?.host}/`],
  ['https://e.com/\u202Egpj.exe', 'e.com/%E2%80%AEgpj.exe'],
  ['mailto:a\u200B\u2066@e.com', 'a%E2%80%8B%E2%81%A6@e.com'],
  ['https://exa\u00admple.org/', 'example.org/'],
  [`https://accounts.bank.example.${'a'.repeat(60)}.evil.example/`, `…${'a'.repeat(35)}.evil.example/`],
])('%j is shown as %j', (address, shown) => {
  expect(shownAddress(address)).toBe(shown);
});
