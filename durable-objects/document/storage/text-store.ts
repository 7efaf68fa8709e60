import { newClientId, SERVER_USER } from '../../../src/base/ids.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import { plainText } from '../../../src/ot/plain-text.ts';
import type { Sequencer } from '../collab/sequencer.ts';
import type { Outcome, Submission } from '../collab/submission.ts';
import type { TextScales } from '../collab/text-scales.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { OpLog } from './op-log.ts';
import { runs } from './replay.ts';
import { SECTION_BYTES } from './section-rows.ts';
import { change, jsonOf, repairOf, type Stretch, sections } from './sections.ts';

const CHECKPOINT_VERSIONS = 1_000;
const CHECKPOINT_LENGTH = 256 * 1024;
// Characters of the log, composed, that wait in memory for the text to be read.
const WAITING_LENGTH = 512 * 1024;

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
    return [...this.#at(this.#log.version)].flatMap((stretch) => stretch.ops());
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
      : jsonOf(sections(this.#at(version), SECTION_BYTES));
  }

  /**
   * The plain text of a range at `version`, which the log must reach; reads only the stretches that it lies in. Null
   * when the kept checkpoints and log no longer lead there.
   */
  within(version: number, { index, length }: Range): string | 'too_far' | null {
    const base = this.#checkpoints.nearestVersion(version);
    if (base !== version && base < this.#log.from) return null;
    const end = index + length;
    let text = '';
    let at = 0;
    for (const stretch of this.#at(version)) {
      const from = at;
      at += stretch.length;
      if (at > index && from < end)
        text += plainText(stretch.ops()).slice(Math.max(0, index - from), end - from);
      if (at >= end) return text;
    }
    return 'too_far';
  }

  /**
   * Stores the text of the newest version, in one transaction with the last operation of each client. Half a surrogate
   * pair is repaired first, by an operation of the Document's own, which `submit` commits.
   */
  checkpoint(submit: (repair: Submission) => Outcome): void {
    if (this.#busy || !this.behind) return;
    this.#busy = true;
    try {
      let text = [...sections(this.#at(this.#log.version), SECTION_BYTES)];
      const repair = repairOf(text);
      if (repair !== null && submit(this.#repair(repair)).kind === 'accepted')
        text = [...sections(change(text, repair), SECTION_BYTES)];
      const version = this.#log.version;
      const checkpoint = this.#storage.transactionSync(() => {
        this.#log.rememberClients(this.#sequencer.unremembered);
        return this.#checkpoints.store(version, text);
      });
      this.#checkpoints.adopt(checkpoint);
      this.#sequencer.measured(checkpoint.size);
      this.#sequencer.forgetClients();
      this.#scales.rest();
    } finally {
      this.#busy = false;
    }
  }

  // Read on demand: what the log since the checkpoint touches is in memory, one stretch after the other.
  #at(version: number): Iterable<Stretch> {
    const base = this.#checkpoints.nearest(version);
    let text = base.text;
    let waiting = 0;
    for (const { delta, length } of runs(base.version, this.#log.framesAfter(base.version), version)) {
      text = change(text, delta);
      waiting += length;
      if (waiting < WAITING_LENGTH) continue;
      text = [...sections(text, SECTION_BYTES)];
      waiting = 0;
    }
    return text;
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
