import { compose } from '../../../src/ot/compose.ts';
import { EMPTY_DOCUMENT } from '../../../src/ot/last-newline.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { ArchivedFrame } from '../../../src/platform/archive/segment.ts';
import type { Random } from '../../support/random.ts';
import { randomOperation } from '../../support/rich-text.ts';

/** One operation of a test's log. */
export interface Written {
  author: string;
  delta: Delta;
}

/** A frame of these operations. */
export function frame(first: number, at: number, written: readonly Written[]): ArchivedFrame {
  return {
    first,
    last: first + written.length - 1,
    at,
    authors: written.map(({ author }) => author),
    chain: '',
    entries: written.map(({ author, delta }, i) => ({ client: `${author}-client00`, seq: first + i, delta })),
  };
}

/** A log of random operations by `authors` in frames of 1 to 3, and the text at every version. */
export function randomLog(
  random: Random,
  { frames, authors, pause = 120_000 }: { frames: number; authors: readonly string[]; pause?: number },
): { frames: ArchivedFrame[]; texts: Delta[] } {
  const texts: Delta[] = [EMPTY_DOCUMENT];
  const log: ArchivedFrame[] = [];
  let at = 1_700_000_000_000;
  for (let i = 0; i < frames; i++) {
    at += random.chance(0.1) ? random.int(10 * pause) : random.int(pause / 10);
    const written: Written[] = [];
    for (let n = random.between(1, 3); n > 0; n--) {
      const text = texts[texts.length - 1] as Delta;
      const delta = randomOperation(random, text);
      written.push({ author: random.pick(authors), delta });
      texts.push(compose(text, delta));
    }
    log.push(frame(texts.length - written.length, at, written));
  }
  return { frames: log, texts };
}
