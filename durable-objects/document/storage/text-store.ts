import { assert } from '../../../src/base/assert.ts';
import { newClientId, SERVER_USER } from '../../../src/base/ids.ts';
import { compose } from '../../../src/ot/compose.ts';
import { isDocument } from '../../../src/ot/last-newline.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { repairSurrogates } from '../../../src/ot/well-formed.ts';
import type { Outcome, Sequencer, Submission } from '../collab/sequencer.ts';
import type { TextScales } from '../collab/text-scales.ts';
import { type Checkpoints, replay } from './checkpoints.ts';
import type { OpLog } from './op-log.ts';

const CHECKPOINT_VERSIONS = 1_000;
const CHECKPOINT_LENGTH = 256 * 1024;

/** What a TextStore reads and writes, and what it notifies of a checkpoint. */
interface TextDeps {
  storage: DurableObjectStorage;
  sequencer: Sequencer;
  log: OpLog;
  checkpoints: Checkpoints;
  scales: TextScales;
}

/**
 * The only place that composes the text of an awake document: at checkpoints and for readers. An edit needs it only
 * when the text is near its limit (TextScales).
 */
export class TextStore {
  readonly #storage: DurableObjectStorage;
  readonly #sequencer: Sequencer;
  readonly #log: OpLog;
  readonly #checkpoints: Checkpoints;
  readonly #scales: TextScales;
  #busy = false;

  constructor({ storage, sequencer, log, checkpoints, scales }: TextDeps) {
    this.#storage = storage;
    this.#sequencer = sequencer;
    this.#log = log;
    this.#checkpoints = checkpoints;
    this.#scales = scales;
  }

  /** The text of the newest version. */
  newest(): Delta {
    return this.#at(this.#log.version);
  }

  /** Whether enough was written since the last checkpoint to slow down a reader. */
  get due(): boolean {
    const { version } = this.#checkpoints.latest;
    if (this.#log.version - version >= CHECKPOINT_VERSIONS) return true;
    return (
      this.#log.version > version && this.#log.lengthAfter(version, CHECKPOINT_LENGTH) > CHECKPOINT_LENGTH
    );
  }

  /** Whether there is anything that the last checkpoint does not hold. */
  get behind(): boolean {
    return this.#log.version > this.#checkpoints.latest.version;
  }

  /**
   * The JSON of the text at `version`, which the log must reach; null when the kept checkpoints and log no longer lead
   * there. A stored checkpoint is returned unparsed.
   */
  jsonAt(version: number): string | null {
    const stored = this.#checkpoints.json(version);
    if (stored !== null) return stored;
    return this.#checkpoints.nearestVersion(version) < this.#log.from
      ? null
      : JSON.stringify(this.#at(version));
  }

  /**
   * Stores the text of the newest version, in one transaction with the last operation of each client. Half a surrogate
   * pair is repaired first, by an operation of the Document's own, which `submit` commits.
   */
  checkpoint(submit: (repair: Submission) => Outcome): void {
    if (this.#busy || !this.behind) return;
    this.#busy = true;
    try {
      let document = this.newest();
      assert(isDocument(document), 'the text at a checkpoint is a document');
      const repair = repairSurrogates(document);
      if (repair !== null && submit(this.#repair(repair)).kind === 'accepted')
        document = compose(document, repair);
      const version = this.#log.version;
      const checkpoint = this.#storage.transactionSync(() => {
        this.#log.rememberClients(this.#sequencer.unremembered);
        return this.#checkpoints.store(version, document);
      });
      this.#checkpoints.adopt(checkpoint);
      this.#sequencer.measured(checkpoint.size);
      this.#sequencer.forgetClients();
      this.#scales.rest();
    } finally {
      this.#busy = false;
    }
  }

  #at(version: number): Delta {
    const base = this.#checkpoints.nearest(version);
    return replay(base.ops, base.version, this.#log.framesAfter(base.version), version);
  }

  #repair(delta: Delta): Submission {
    return {
      client: newClientId(SERVER_USER),
      seq: 1,
      base: this.#log.version,
      delta,
      userId: SERVER_USER,
      mayWrite: true,
      form: 'any',
    };
  }
}
