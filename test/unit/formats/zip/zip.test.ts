import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { UnreadableFile } from '../../../../src/formats/unreadable-file.ts';
import { crc32 } from '../../../../src/formats/zip/crc32.ts';
import { ZIP_LIMITS } from '../../../../src/formats/zip/directory.ts';
import { unzip } from '../../../../src/formats/zip/unzip.ts';
import { ZipWriter, zipOf } from '../../../../src/formats/zip/zip-writer.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (of: Uint8Array | undefined): string => new TextDecoder().decode(of);
const LONG = 'A sentence that comes again. '.repeat(2_000);

/** An archive of two files, changed at places that are found by a signature. */
function tampered(change: (view: DataView, places: { local: number; central: number; end: number }) => void) {
  const archive = zipOf([
    ['a.txt', bytes(LONG)],
    ['b.txt', bytes('second')],
  ]);
  const view = new DataView(archive.buffer);
  const find = (signature: number): number => {
    for (let at = 0; at + 4 <= archive.length; at++) if (view.getUint32(at, true) === signature) return at;
    throw new Error('not found');
  };
  change(view, { local: 0, central: find(0x02014b50), end: find(0x06054b50) });
  return archive;
}

describe('an archive that is read', () => {
  test('has its files, in order, with their bytes', () => {
    const files = unzip(
      zipOf([
        ['10.md', bytes('ten')],
        ['2.md', bytes(LONG)],
        ['über/ß.md', bytes('')],
        ['picture.png', bytes(LONG), null],
        ['__proto__', bytes('a name like any other')],
      ]),
    );
    expect([...files.keys()]).toEqual(['10.md', '2.md', 'über/ß.md', 'picture.png', '__proto__']);
    expect(text(files.get('2.md')?.bytes())).toBe(LONG);
    expect(text(files.get('picture.png')?.bytes())).toBe(LONG);
    expect(files.get('über/ß.md')?.bytes()).toEqual(new Uint8Array());
  });

  test('gives a long file in pieces, none of which is written over', () => {
    const random = crypto.getRandomValues(new Uint8Array(60_000));
    const pieces = [
      ...(unzip(zipOf([['r', random]]))
        .get('r')
        ?.pieces() ?? []),
    ];
    const long = bytes(Array.from({ length: 60_000 }, (_, i) => `line ${i}\n`).join(''));
    const parts = [
      ...(unzip(zipOf([['l', long]]))
        .get('l')
        ?.pieces() ?? []),
    ];
    expect(parts.length).toBeGreaterThan(2);
    expect(Buffer.concat(parts).equals(long)).toBe(true);
    expect(Buffer.concat(pieces).equals(random)).toBe(true);
  });

  test('leaves folders out, and takes names of older and of foreign programs', () => {
    const archive = zipOf([
      ['folder/', new Uint8Array()],
      ['folder\\x_txt', bytes('x')],
    ]);
    // Code page 437, and no flag that says UTF-8.
    for (let at = 0; at < archive.length; at++) if (archive[at] === '_'.charCodeAt(0)) archive[at] = 0x84;
    const view = new DataView(archive.buffer);
    for (let at = 0; at + 4 <= archive.length; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint16(at + 8, 0, true);
    expect([...unzip(archive).keys()]).toEqual(['folder/xätxt']);
  });

  test('may have something behind its end, and numbers of ZIP64', () => {
    const plain = zipOf([['a', bytes('text')]]);
    expect(
      text(
        unzip(Buffer.concat([plain, bytes('tail')]))
          .get('a')
          ?.bytes(),
      ),
    ).toBe('text');
    expect(
      text(
        unzip(zip64(bytes(LONG)))
          .get('a')
          ?.bytes(),
      ),
    ).toBe(LONG);
  });
});

describe('an archive is refused', () => {
  const refused: [string, RegExp, () => Uint8Array][] = [
    ['that is none', /no ZIP archive/, () => bytes('Dear reader, this is no archive.')],
    ['that is empty', /no ZIP archive/, () => new Uint8Array()],
    ['that is cut off', /no ZIP archive/, () => zipOf([['a', bytes(LONG)]]).subarray(0, 100)],
    [
      'with a password',
      /password/,
      () => tampered((view, { central }) => view.setUint16(central + 8, 0x801, true)),
    ],
    [
      'with an unknown compression',
      /unknown way/,
      () => tampered((view, { central }) => view.setUint16(central + 10, 14, true)),
    ],
    [
      'of several parts',
      /several parts/,
      () => tampered((view, { end }) => view.setUint16(end + 4, 1, true)),
    ],
    [
      'that claims to expand beyond the bound',
      /expands to more/,
      () => tampered((view, { central }) => view.setUint32(central + 24, ZIP_LIMITS.expanded + 1, true)),
    ],
    [
      'that expands suspiciously',
      /more than 500 times/,
      () => tampered((view, { central }) => view.setUint32(central + 24, 90 * 1024 * 1024, true)),
    ],
    [
      'whose files lie in one another',
      /damaged/,
      () => {
        const first = (view: DataView, central: number) => central + 46 + view.getUint16(central + 28, true);
        return tampered((view, { central }) => view.setUint32(first(view, central) + 42, 0, true));
      },
    ],
    [
      'whose directory lies beyond its end',
      /damaged/,
      () => tampered((view, { end }) => view.setUint32(end + 16, 0x7fffffff, true)),
    ],
    [
      'that claims more files than it has',
      /damaged/,
      () => tampered((view, { end }) => view.setUint16(end + 10, 9_999, true)),
    ],
    [
      'with too many files',
      /more than 10000 files/,
      () => {
        const writer = new ZipWriter();
        const files = Array.from({ length: 10_001 }, (_, i) => writer.add(`${i}`, new Uint8Array(), null));
        return Buffer.concat([...files.flat(), ...writer.end()]);
      },
    ],
    ['with a very long name', /more than 1024 bytes/, () => zipOf([['a'.repeat(1_025), bytes('one')]])],
    [
      'with a name twice',
      /two files with the name "a"/,
      () =>
        zipOf([
          ['a', bytes('one')],
          ['a', bytes('two')],
        ]),
    ],
    ...['../a', 'a/../../b', '/etc/a', 'C:\\a', 'a//b', './a', 'a\0b', '..\\a', '', '/'].map(
      (name): [string, RegExp, () => Uint8Array] => [
        `with the name ${JSON.stringify(name)}`,
        /unsafe name/,
        () => zipOf([[name, bytes('x')]]),
      ],
    ),
  ];

  test.each(refused)('%s', (_, message, archive) => {
    expect(() => unzip(archive())).toThrow(UnreadableFile);
    expect(() => unzip(archive())).toThrow(message);
  });

  test.each<[string, (view: DataView, central: number) => void]>([
    ['expands to more than it claims', (view, central) => view.setUint32(central + 24, 1_000, true)],
    ['expands to less than it claims', (view, central) => view.setUint32(central + 24, 100_000, true)],
    ['has other bytes than were packed', (view, central) => view.setUint32(central + 16, 1, true)],
    ['ends too early', (view, central) => view.setUint32(central + 20, 40, true)],
    ['is no deflated text', (view) => view.setUint32(40, 0xffffffff, true)],
  ])('when it is read, if a file %s; never more than it claims is given', (_, change) => {
    const archive = tampered((view, { central }) => change(view, central));
    const entry = unzip(archive).get('a.txt');
    let given = 0;
    const read = () => {
      for (const piece of entry?.pieces() ?? []) given += piece.length;
    };
    expect(read).toThrow(/damaged at "a.txt"/);
    expect(given).toBeLessThanOrEqual(entry?.size ?? 0);
    expect(() => entry?.bytes()).toThrow(UnreadableFile);
    expect(text(unzip(archive).get('b.txt')?.bytes())).toBe('second');
  });
});

describe('an archive that is written', () => {
  test('has the same bytes at any time, in any time zone', () => {
    const files: [string, Uint8Array][] = [['a', bytes(LONG)]];
    expect(zipOf(files)).toEqual(zipOf(files));
    expect(crc32(zipOf(files))).toBe(crc32(zipOf(files)));
  });

  test('stores what compression would make longer', () => {
    expect(zipOf([['a', bytes('xy')]]).length).toBe(30 + 1 + 2 + 46 + 1 + 22);
  });
});

test('the CRC-32 is that of the standard, in pieces too', () => {
  expect(crc32(bytes('123456789'))).toBe(0xcbf43926);
  expect(crc32(bytes('456789'), crc32(bytes('123')))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array())).toBe(0);
});

/** An archive of one file `a` whose lengths and places are all in fields of ZIP64. */
function zip64(content: Uint8Array): Uint8Array {
  const packed = deflateSync(content);
  const local = new DataView(new ArrayBuffer(31));
  local.setUint32(0, 0x04034b50, true);
  local.setUint16(26, 1, true);
  local.setUint8(30, 'a'.charCodeAt(0));
  const central = new DataView(new ArrayBuffer(47 + 28));
  central.setUint32(0, 0x02014b50, true);
  central.setUint16(10, 8, true);
  central.setUint32(16, crc32(content), true);
  for (const at of [20, 24, 42]) central.setUint32(at, 0xffffffff, true);
  central.setUint16(28, 1, true);
  central.setUint16(30, 28, true);
  central.setUint8(46, 'a'.charCodeAt(0));
  central.setUint16(47, 1, true);
  central.setUint16(49, 24, true);
  central.setUint32(51, content.length, true);
  central.setUint32(59, packed.length, true);
  const start = 31 + packed.length;
  const end = new DataView(new ArrayBuffer(56 + 20 + 22));
  end.setUint32(0, 0x06064b50, true);
  end.setUint32(32, 1, true);
  end.setUint32(40, central.byteLength, true);
  end.setUint32(48, start, true);
  end.setUint32(56, 0x07064b50, true);
  end.setUint32(64, start + central.byteLength, true);
  end.setUint32(76, 0x06054b50, true);
  end.setUint16(86, 0xffff, true);
  end.setUint32(88, 0xffffffff, true);
  end.setUint32(92, 0xffffffff, true);
  return Buffer.concat(
    [local, packed, central, end].map((part) => ('buffer' in part ? new Uint8Array(part.buffer) : part)),
  );
}
