import { compose } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { LoggedOp } from '../../../web/collab/log-window.ts';
import type { Random } from '../../support/random.ts';
import { randomOperation } from '../../support/rich-text.ts';

/** A log of `versions` random operations by two people, and the document at every version from 0 on. */
export function randomLog(random: Random, versions: number): { documents: Delta[]; ops: LoggedOp[] } {
  const documents: Delta[] = [[{ insert: '\n' }]];
  const ops: LoggedOp[] = [];
  for (let version = 1; version <= versions; version++) {
    const before = documents[version - 1] ?? [];
    const delta = randomOperation(random, before);
    documents.push(compose(before, delta));
    const at = new Date(1_700_000_000_000 + version * 1000).toISOString();
    ops.push({ version, userId: random.pick(['ada', 'ben']), at, delta });
  }
  return { documents, ops };
}
