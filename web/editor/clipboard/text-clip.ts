import { normalise } from '../../../src/ot/canonical.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import { INSERTED, stripMarks } from '../../../src/ot/marks.ts';
import type { Delta, Op, Range } from '../../../src/ot/op.ts';
import { transformRange } from '../../../src/ot/position.ts';
import { joinMarks } from '../marks/line-marks.ts';
import { type Clip, clipOf } from './clip.ts';

/**
 * The selected fragment of what the editor shows, as the text has it: without what is only suggested, and without
 * marks. Where nothing but suggested letters is selected, it is those.
 */
export function textClip(shown: Delta, range: Range): Clip {
  const view = joinMarks(shown);
  const withoutLetters = view.map(
    (op): Op => (isLetters(op) ? { delete: opLength(op) } : { retain: opLength(op) }),
  );
  const inText = transformRange(range, withoutLetters);
  if (inText.length === 0 && range.length > 0) return clipOf(normalise(stripMarks(view)), range);
  return clipOf(normalise(stripMarks(view.filter((op) => !isLetters(op)))), inText);
}

function isLetters(op: Op): boolean {
  return 'insert' in op && op.attributes?.[INSERTED] !== undefined;
}
