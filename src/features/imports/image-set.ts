/** Numbers of images of an archive, as JSON: bits of 30 in each number, so that ten thousand take a few kilobytes. */
export type ImageSet = number[];

const BITS = 30;

/** The set of these numbers, from 0. */
export function imageSet(numbers: Iterable<number>): ImageSet {
  const set: ImageSet = [];
  for (const number of numbers) {
    const word = Math.floor(number / BITS);
    while (set.length <= word) set.push(0);
    set[word] = (set[word] ?? 0) | (1 << (number % BITS));
  }
  return set;
}

/** How many numbers are in any of these sets. */
export function countImages(sets: readonly ImageSet[]): number {
  const all: ImageSet = [];
  for (const set of sets) for (const [word, bits] of set.entries()) all[word] = (all[word] ?? 0) | bits;
  let count = 0;
  for (let bits of all) for (; bits > 0; bits &= bits - 1) count++;
  return count;
}
