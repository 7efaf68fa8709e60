import { expect, test } from 'vitest';
import { uploadAddress } from '../../../src/ot/addresses.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { ImageTaker } from '../../../web/editor/images/image-taker.ts';
import { fileImage, holdsBytes, takeImages } from '../../../web/editor/images/pasted-images.ts';

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
const OWN = uploadAddress({ docId: 'own', hash: A });
const OTHERS = uploadAddress({ docId: 'other', hash: B });
const HIDDEN = uploadAddress({ docId: 'hidden', hash: B });

/** Takes anything that begins with `image`; its address says what it holds. */
class Taker implements ImageTaker {
  readonly docId = 'own';
  readonly taken: string[] = [];

  async take(file: Blob) {
    const text = await file.text();
    if (!text.startsWith('image')) return 'fileType' as const;
    this.taken.push(text);
    return { address: `taken:${text}`, width: 3, height: 2 };
  }

  async fetchImage({ docId }: { docId: string }) {
    if (docId === 'lost') throw new Error('no answer');
    return docId === 'other' ? new Blob(['image of another']) : null;
  }
}

const images = (...addresses: string[]): Delta => addresses.map((image) => ({ insert: { image } }));

test('own uploads and addresses elsewhere need no bytes', async () => {
  const ops = [{ insert: 'text' }, ...images(OWN, 'https://a.example/i.png')];
  expect(holdsBytes(ops, 'own')).toBe(false);
  for (const address of [OTHERS, 'data:image/png;base64,AAAA', 'file:0'])
    expect(holdsBytes([...ops, ...images(address)], 'own')).toBe(true);
});

test('files, images in markup and those of other documents become uploads; each is taken once', async () => {
  const taker = new Taker();
  const inMarkup = `data:image/png;base64,${btoa('image in markup')}`;
  const ops: Delta = [
    fileImage(0, 'A file'),
    { insert: ' and ' },
    { insert: { image: inMarkup }, attributes: { width: '9' } },
    ...images(inMarkup, OTHERS, OWN),
  ];
  const { ops: taken, refused } = await takeImages(
    ops,
    { files: [new File(['image file'], 'a')], isOwn: true },
    taker,
  );
  const size = { width: '3', height: '2' };
  expect(taken).toEqual([
    { insert: { image: 'taken:image file' }, attributes: { ...size, alt: 'A file' } },
    { insert: ' and ' },
    { insert: { image: 'taken:image in markup' }, attributes: { ...size, width: '9' } },
    { insert: { image: 'taken:image in markup' }, attributes: size },
    { insert: { image: 'taken:image of another' }, attributes: size },
    { insert: { image: OWN } },
  ]);
  expect(refused).toEqual(new Set());
  expect(taker.taken).toEqual(['image file', 'image in markup', 'image of another']);
});

test('markup that names an upload of another document gives its description, and nothing is fetched', async () => {
  const ops: Delta = [{ insert: { image: OTHERS }, attributes: { alt: 'a plan' } }];
  const taker = new Taker();
  const { ops: taken, refused } = await takeImages(ops, { files: [], isOwn: false }, taker);
  expect(taken).toEqual([{ insert: 'a plan' }]);
  expect(refused).toEqual(new Set(['image']));
  expect(taker.taken).toEqual([]);
});

test('what cannot be had is left out, for its reason', async () => {
  const lost = uploadAddress({ docId: 'lost', hash: B });
  const ops = [
    ...images(HIDDEN, lost, 'data:image/png;base64,%%%', 'data:text/html,x', 'file:7'),
    fileImage(0, ''),
    { insert: 'words' },
  ];
  const { ops: taken, refused } = await takeImages(
    ops,
    { files: [new File(['words'], 'a.txt')], isOwn: true },
    new Taker(),
  );
  expect(taken).toEqual([{ insert: 'words' }]);
  expect(refused).toEqual(new Set(['image', 'fileType']));
});
