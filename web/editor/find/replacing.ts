import { DeltaBuilder } from '../../../src/ot/delta-builder.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import { withoutMarks } from '../../../src/ot/marks.ts';
import type { Attributes, Delta, Range } from '../../../src/ot/op.ts';

/**
 * The one change that puts `text` in the place of each of these ranges of what an editor shows, which go from left to
 * right. It takes the formats of the first letter that it replaces.
 */
export function replacing(shown: Delta, ranges: readonly Range[], text: string): Delta {
  const change = new DeltaBuilder();
  const formatsAt = reader(shown);
  let done = 0;
  for (const { index, length } of ranges) {
    if (index > done) change.retain(index - done, undefined);
    if (text !== '') change.insert(text, withoutMarks(formatsAt(index)));
    change.delete(length);
    done = index + length;
  }
  return change.finish();
}

// Reads the formats of places that go from left to right.
function reader(shown: Delta): (index: number) => Attributes | undefined {
  let [op, start] = [0, 0];
  return (index) => {
    for (let now = shown[op]; now !== undefined && start + opLength(now) <= index; now = shown[++op])
      start += opLength(now);
    const here = shown[op];
    return here !== undefined && 'insert' in here ? here.attributes : undefined;
  };
}
