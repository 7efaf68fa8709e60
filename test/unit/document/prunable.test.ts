import { expect, test } from 'vitest';
import { prunableUpTo, type Standing } from '../../../durable-objects/document/storage/prunable.ts';

const STANDING: Standing = {
  version: 20_000,
  from: 2_000,
  archived: 20_000,
  checkpoint: 20_000,
  light: 0,
  divergence: null,
};

test.each<[string, Partial<Standing>, number | null]>([
  ['the last 6,000 versions stay', {}, 14_000],
  ['what is not archived stays', { archived: 9_500 }, 9_500],
  ['what no checkpoint holds stays', { checkpoint: 9_000 }, 9_000],
  ['nothing goes while the archive is in doubt', { divergence: 'the chain breaks' }, null],
  ['a short document is kept whole', { version: 6_999, from: 0 }, null],
  ['a few versions are not worth it', { from: 13_500 }, null],
  ['few versions that are long go too', { light: 19_500 }, 19_500],
  ['however few of them', { from: 19_400, light: 19_500 }, 19_500],
  ['but not before they are archived', { light: 19_500, archived: 15_000 }, 15_000],
  ['nothing is archived', { archived: 0 }, null],
])('%s', (_name, change, expected) => {
  expect(prunableUpTo({ ...STANDING, ...change })).toBe(expected);
});
