import fuzzer from 'ot-fuzzer';
import { expect, test } from 'vitest';
import { normalise } from '../../../src/ot/canonical.ts';
import { compose } from '../../../src/ot/compose.ts';
import { EMPTY_DOCUMENT } from '../../../src/ot/last-newline.ts';
import type { Op } from '../../../src/ot/op.ts';
import { transformAfter, transformBefore } from '../../../src/ot/transform.ts';
import { Random } from '../../support/random.ts';
import { randomOperation } from '../../support/rich-text.ts';

test('the public OT fuzzer finds nothing', () => {
  const type = {
    name: 'document',
    create: (): Op[] => [...EMPTY_DOCUMENT],
    apply: (document: Op[], op: Op[]) => compose(document, op),
    compose: (a: Op[], b: Op[]) => compose(a, b),
    transform: (op: Op[], other: Op[], side: 'left' | 'right') =>
      side === 'left' ? transformBefore(op, other) : transformAfter(op, other),
    normalize: (op: Op[]) => normalise(op),
  };
  const random = new Random(Number(process.env.SEED ?? 7));
  let generated = 0;
  fuzzer(
    type,
    (document: Op[]) => {
      generated++;
      const op = randomOperation(random, document);
      return [op, compose(document, op)];
    },
    300,
  );
  expect(generated).toBeGreaterThan(1_000);
});
