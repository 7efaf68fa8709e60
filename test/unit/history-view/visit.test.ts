import { expect, test } from 'vitest';
import { Visit } from '../../../web/app/history/visit.ts';

/** The server's record, and the versions that were written to it. */
class Book {
  version: number | null;
  writes: number[] = [];
  reads = 0;
  failing = false;

  constructor(version: number | null) {
    this.version = version;
  }

  async read(): Promise<number | null> {
    this.reads++;
    if (this.failing) throw new Error('not now');
    return this.version;
  }

  async write(version: number): Promise<void> {
    this.writes.push(version);
    if (this.failing) throw new Error('not now');
    this.version = version;
  }
}

const settle = () => new Promise((done) => setImmediate(done));

test('what was seen is written down once, when they turn away or leave', async () => {
  const book = new Book(3);
  const visit = new Visit(book);
  visit.saw(5);
  visit.saw(9);
  visit.saw(7);
  expect(book.writes).toEqual([]);
  visit.pause();
  await settle();
  visit.pause();
  visit.end();
  await settle();
  expect(book.writes).toEqual([9]);
  visit.saw(10);
  visit.end();
  expect(book.writes).toEqual([9, 10]);
});

test('what they had seen before is known however often it is written over', async () => {
  const book = new Book(3);
  const visit = new Visit(book);
  visit.saw(9);
  visit.pause();
  await settle();
  expect(book.version).toBe(9);
  expect(await visit.before()).toBe(3);
  expect(book.reads).toBe(1);
});

test('a visit without anything seen, or without access any more, stores nothing', async () => {
  const book = new Book(null);
  const visit = new Visit(book);
  visit.end();
  visit.saw(4);
  visit.forget();
  visit.pause();
  visit.end();
  await settle();
  expect(book.writes).toEqual([]);
});

test('what could not be written is written the next time; what cannot be read is not known', async () => {
  const book = new Book(3);
  const visit = new Visit(book);
  book.failing = true;
  visit.saw(4);
  visit.pause();
  await settle();
  expect(await visit.before()).toBeNull();
  book.failing = false;
  visit.end();
  await settle();
  expect(book.writes).toEqual([4, 4]);
  expect(book.version).toBe(4);
});
