import { expect, test } from 'vitest';
import { Collaboration } from '../../durable-objects/document/collab/collaboration.ts';
import { Sequencer } from '../../durable-objects/document/collab/sequencer.ts';
import type { Ops } from '../../src/ot/op.ts';
import { transformAfter, transformBefore } from '../../src/ot/transform.ts';
import { DocumentClient } from '../../web/collab/document-client.ts';
import { type Part, PendingEdits } from '../../web/collab/pending-edits.ts';
import { type Parts, REAL_PARTS, World } from './world.ts';

const { server, client } = REAL_PARTS;

class NoDedupe extends Sequencer {
  protected override dedupe(): null {
    return null;
  }
}

class WrongTieBreak extends PendingEdits {
  protected override rebase<B extends Ops | null>(remote: Ops, own: B): { first: Ops; later: B } {
    if (own === null) return { first: remote, later: own };
    return { first: transformAfter(remote, own), later: transformBefore(own, remote) as Ops as B };
  }
}

class MemberByMember extends PendingEdits {
  override parts(entries: Parameters<PendingEdits['parts']>[0]): Part[] {
    return entries.flatMap((entry) => super.parts([entry]));
  }
}

class ComposedBeforeOwn extends Collaboration {
  protected override ownVersion(): null {
    return null;
  }
}

class ForgetsWhatIsArchived extends Collaboration {
  constructor(...[sequencer, log, host, connections]: ConstructorParameters<typeof Collaboration>) {
    const knowsAll = new Proxy(log, {
      get(target, key) {
        if (key === 'clientsFrom') return 0;
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    super(sequencer, knowsAll, host, connections);
  }
}

class SentBeforeDurable extends DocumentClient {
  protected override sendDurably(save: () => Promise<void>, transmit: () => void): Promise<void> {
    transmit();
    return save();
  }
}

class IgnoresGaps extends DocumentClient {
  protected override toleratesGap(): boolean {
    return true;
  }
}

/** The first of `count` seeds that fails, with what it says; null when all are clean. */
async function firstFailure(parts: Parts, count: number): Promise<string | null> {
  for (let seed = 1; seed <= count; seed++) {
    try {
      await new World(seed, parts).run(250);
    } catch (error) {
      return `seed ${seed}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return null;
}

test.each<[string, Parts, RegExp]>([
  ['no dedupe', { ...REAL_PARTS, server: { ...server, Sequencer: NoDedupe } }, /I2: .* is in the log twice/],
  [
    'a wrong tie-break',
    { ...REAL_PARTS, client: { ...client, PendingEdits: WrongTieBreak } },
    /editor shows|I1|rest|reason/,
  ],
  [
    'a frame taken member by member on one side',
    { ...REAL_PARTS, client: { ...client, PendingEdits: MemberByMember } },
    /./,
  ],
  [
    'a composed run before the own operation',
    { ...REAL_PARTS, server: { ...server, Collaboration: ComposedBeforeOwn } },
    /./,
  ],
  [
    'an own operation that nobody looks for in the archive',
    { ...REAL_PARTS, server: { ...server, Collaboration: ForgetsWhatIsArchived } },
    /I2: .* is in the log twice/,
  ],
  [
    'an outbox written after the send',
    { ...REAL_PARTS, client: { ...client, DocumentClient: SentBeforeDurable } },
    /./,
  ],
  [
    'a lost frame',
    { ...REAL_PARTS, loseFrames: true, client: { ...client, DocumentClient: IgnoresGaps } },
    /./,
  ],
])('the simulation sees %s', async (_name, parts, expected) => {
  const failure = await firstFailure(parts, 2_000);
  console.log(`${_name}: ${failure?.slice(0, 160)}`);
  expect(failure).toMatch(expected);
});
