import { expect, test } from 'vitest';
import { boundaryOf, parseForm } from '../../../src/platform/http/multipart.ts';
import { Random } from '../../support/random.ts';
import { seeds } from '../../support/seeds.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function formOf(form: FormData) {
  const response = new Response(form);
  const boundary = boundaryOf(response.headers.get('Content-Type') ?? undefined);
  return parseForm(new Uint8Array(await response.arrayBuffer()), boundary ?? '');
}

test('a form of the platform is read as it was made', async () => {
  const form = new FormData();
  const name = 'a "quoted"\r\nünïcode 日本.md';
  form.set('title', 'Line 1\r\n--not-a-boundary\r\nLine 2');
  form.set('file', new File([new Uint8Array([0, 13, 10, 45, 45, 255])], name, { type: 'Text/Markdown' }));
  form.append('empty', '');
  const parts = await formOf(form);
  expect(parts?.map((part) => [part.name, part.fileName, part.type])).toEqual([
    ['title', null, null],
    ['file', name, 'text/markdown'],
    ['empty', null, null],
  ]);
  expect(text(parts?.[0]?.bytes ?? new Uint8Array())).toBe(form.get('title'));
  expect([...(parts?.[1]?.bytes ?? [])]).toEqual([0, 13, 10, 45, 45, 255]);
  expect(parts?.[2]?.bytes.length).toBe(0);
});

test('random bytes come through, also those that look like a boundary', async () => {
  const head = 'Content-Disposition: form-data; name="file"; filename="x"';
  const alphabet = [13, 10, 45, 88, 0];
  for (const seed of seeds(200)) {
    const random = new Random(seed);
    const bytes = Uint8Array.from({ length: random.int(60) }, () => alphabet[random.int(5)] as number);
    const body = [`--X-X\r\n${head}\r\n\r\n`, bytes, '\r\n--X-X--\r\n'];
    const parts = parseForm(new Uint8Array(await new Blob(body).arrayBuffer()), 'X-X');
    // A line that equals the boundary ends a part, also one of the file itself.
    if (!text(bytes).includes('\r\n--X-X') && !text(bytes).startsWith('--X-X'))
      expect([...(parts?.[0]?.bytes ?? [])], `SEED=${seed}`).toEqual([...bytes]);
  }
});

test('names of files in other spellings', () => {
  const nameOf = (disposition: string) =>
    parseForm(
      new TextEncoder().encode(`--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\nx\r\n--b--`),
      'b',
    )?.[0]?.fileName;
  expect(nameOf(`name="file"; filename="a\\"b.md"`)).toBe('a"b.md');
  expect(nameOf('name=file; filename=plain.md')).toBe('plain.md');
  expect(nameOf(`name="file"; filename*=utf-8''na%C3%AFve.md`)).toBe('naïve.md');
  expect(nameOf(`name="file"; filename*=utf-8''%zz; filename="x.md"`)).toBe('x.md');
});

test('what is no form is none', () => {
  const parse = (body: string) => parseForm(new TextEncoder().encode(body), 'b');
  for (const body of [
    '',
    'x',
    '--b',
    '--b\r\n',
    '--b\r\n\r\nx\r\n--b--',
    '--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--',
    '--b\r\nContent-Disposition: attachment; name="x"\r\n\r\nx\r\n--b--',
    '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nx',
    `--b\r\nContent-Disposition: form-data; name="x"\r\nA: ${'a'.repeat(9_000)}\r\n\r\nx\r\n--b--`,
    `${'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nx\r\n'.repeat(21)}--b--`,
  ])
    expect(parse(body), body.slice(0, 80)).toBeNull();
  for (const type of [undefined, 'application/json', 'multipart/form-data', 'multipart/mixed; boundary=b'])
    expect(boundaryOf(type)).toBeNull();
  expect(boundaryOf('multipart/form-data; charset=utf-8; boundary="a b"')).toBe('a b');
});

test('a body of dashes with a boundary of dashes is gone through once', () => {
  const boundary = '-'.repeat(70);
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n`;
  const body = new TextEncoder().encode(`${head}x${'-'.repeat(20_000_000)}`);
  const begun = process.cpuUsage();
  expect(parseForm(body, boundary)).toBeNull();
  const { user } = process.cpuUsage(begun);
  expect(user / 1_000).toBeLessThan(400);
});
