/** A fault inserted into the product: one snippet of one source file, and its replacement. */
export interface Mutant {
  readonly name: string;
  /** The file, from the root of the repository. */
  readonly file: string;
  /** Occurs in the file exactly once. */
  readonly snippet: string;
  readonly instead: string;
  /** The message of the simulation when it detects the fault. */
  readonly seen: RegExp;
  /** The fault shows only where the network loses frames, which a socket never does. */
  readonly losesFrames?: boolean;
}

const ANYTHING = /./;

/** Every fault that the simulation provably detects. A change of the product that moves a snippet updates it here. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'no dedupe',
    file: 'durable-objects/document/collab/sequencer.ts',
    snippet: 'const known = this.#dedupe(client, seq, base, isNear);',
    instead: 'const known = null;',
    seen: /I2: .* is in the log twice/,
  },
  {
    name: 'a wrong tie-break',
    file: 'web/collab/pending-edits.ts',
    snippet: `import { transformPair } from '../../src/ot/transform.ts';`,
    instead: `import { transformAfter, transformBefore } from '../../src/ot/transform.ts';
      const transformPair = (remote, own) =>
        own === null
          ? { first: remote, later: own }
          : { first: transformAfter(remote, own), later: transformBefore(own, remote) };`,
    seen: /editor shows|I1|rest|reason/,
  },
  {
    name: 'a frame taken member by member on one side',
    file: 'web/collab/pending-edits.ts',
    snippet: `[{ kind: 'remote', delta: composeFold(members.map((member) => member.delta)) }]`,
    instead: `members.map(({ delta }) => ({ kind: 'remote', delta }))`,
    seen: ANYTHING,
  },
  {
    name: 'a composed run before the own operation',
    file: 'durable-objects/document/collab/joins.ts',
    snippet: 'return own !== null && own.version > base ? own.version : null;',
    instead: 'return null;',
    seen: ANYTHING,
  },
  {
    name: 'an own operation that nobody looks for in the archive',
    file: 'durable-objects/document/collab/joins.ts',
    snippet: 'if (base >= source.clientsFrom ||',
    instead: 'if (base >= 0 ||',
    seen: /I2: .* is in the log twice/,
  },
  {
    name: 'a short entry that its author does not know',
    file: 'web/collab/numbers.ts',
    snippet: 'number === this.#own ?',
    instead: 'number === -1 ?',
    seen: ANYTHING,
  },
  {
    name: 'a number that is used before it is told',
    file: 'durable-objects/document/collab/roster.ts',
    snippet: 'named === false || this.#joined.has(connection) ?',
    instead: 'named === false ?',
    seen: /caret is at/,
  },
  {
    name: 'an outbox written after the send',
    file: 'web/collab/op-sender.ts',
    snippet: `await recorder.save();
    guard.run(() => this.#transmit());`,
    instead: `guard.run(() => this.#transmit());
    await recorder.save();`,
    seen: ANYTHING,
  },
  {
    name: 'a lost frame',
    file: 'web/collab/conversation.ts',
    snippet: 'if (message.from !== version) {',
    instead: 'if (false) {',
    seen: ANYTHING,
    losesFrames: true,
  },
];
