import { randomId } from '../../../src/base/ids.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Tokens } from '../connection.ts';
import { DRAFT } from '../layers/layer.ts';
import type { Draft } from '../layers/layer-ports.ts';
import type { KeptEdit, Outbox } from '../ports.ts';
import type {
  DraftRecord,
  DraftRefusal,
  DraftStore,
  OwedDraft,
  SentClient,
  SentLayers,
  SuggestionSenderEvents,
} from './draft-ports.ts';
import { DraftRecorder } from './draft-recorder.ts';
import { keptCode } from './kept-code.ts';
import { LiveSender, SEND_AFTER_MS } from './live-sender.ts';
import { LooseDrafts } from './loose-drafts.ts';
import { LOOSE } from './owed-draft.ts';
import { type Fetch, SuggestionApi } from './suggestion-api.ts';
import type { Refused } from './suggestion-request.ts';
import { backoff } from './waits.ts';

/** What a SuggestionSender works with. */
export interface SuggestionSenderOptions {
  docId: string;
  userId: string;
  /** Where the API is, such as `https://docs.example.com`. */
  origin: string;
  tokens: Tokens;
  /** What the user sees; null: only what dead tabs left is sent. */
  layers: SentLayers | null;
  /** The client of the document now: it is replaced when it breaks. */
  client(): SentClient;
  store: DraftStore;
  /** Keeps what can never be a suggestion. */
  outbox: Pick<Outbox, 'keep'>;
  events: SuggestionSenderEvents;
  clock?: Clock;
  /** Runs what an answer leads to, which may change the editor; nothing once the document has ended. */
  run?(action: () => void): void;
  /** The platform's `fetch` unless given. */
  fetch?: Fetch;
}

/** What one tab owed, and what sends it when no layer shows it. */
interface Owing {
  tab: string;
  recorder: DraftRecorder;
  loose: LooseDrafts;
}

/**
 * Sends what its user suggests in one document, and keeps it durable on this device until the server has it. What a dead
 * tab left is sent too. No error in here reaches the text.
 */
export class SuggestionSender {
  readonly #options: SuggestionSenderOptions;
  readonly #clock: Clock;
  readonly #api: SuggestionApi;
  readonly #own: Owing;
  readonly #all = new Set<Owing>();
  readonly #live: LiveSender | null;
  #loose = 0;
  #told: string | null = null;
  #stopping: Promise<boolean> | null = null;
  #safe: (() => void) | null = null;

  constructor(options: SuggestionSenderOptions) {
    this.#options = options;
    const { docId, store, layers, client, clock = systemClock, run = carefully } = options;
    this.#clock = clock;
    this.#api = new SuggestionApi({ ...options, clock });
    this.#own = this.#owing(randomId(), []);
    const { recorder } = this.#own;
    const changed = (): void => this.#tell();
    this.#live = layers && new LiveSender({ clock, api: this.#api, recorder, layers, client, run, changed });
    void store.claim(docId, this.#own.tab).catch(() => undefined);
    // Without durable storage a dead tab cannot have left anything.
    void this.#adopt().catch(() => undefined);
  }

  /** How many suggestions hold typing that the server does not have. */
  get unsent(): number {
    return this.#sum(({ drafts }) => drafts.size);
  }

  /** How many of them would be lost with this page, in part or as a whole. */
  get atRisk(): number {
    return this.#sum(({ atRisk }) => atRisk);
  }

  /** How many of those this device refuses to store; the others are being written. */
  get unkept(): number {
    return this.#sum(({ unkept }) => unkept);
  }

  /** To be called after each edit, each turn, and each change of the client's status. */
  changed(): void {
    carefully(() => this.#live?.look());
    for (const { loose } of this.#all) if (this.#options.client().version !== null) loose.arrived();
  }

  /** The text was replaced (`LayersOptions.adrift`): what was typed over it is sent on the version that it is on. */
  adrift({ id, review, version, delta }: Draft): void {
    const { recorder } = this.#own;
    const { generation } = this.#options.client();
    const known = recorder.drafts.get(id);
    recorder.set(id, null);
    if (version !== null && known?.version !== version) {
      const suggestion = id.startsWith(DRAFT) ? null : id;
      const rest = { generation, base: [], request: null, sent: [] };
      this.#sendLoose({ id, suggestion, review, version, delta, ...rest });
    } else if (known !== undefined) this.#sendLoose(version === null ? known : { ...known, delta });
    // It is on text that no one else has, and was never recorded.
    else void this.#keep({ delta }, { code: 'reset', message: 'The text was replaced.' });
  }

  /** The network is back, or the page is visible again: what waits is sent now. */
  wake(): void {
    this.#api.wake();
    this.#live?.wake();
    for (const { loose } of this.#all) loose.wake();
  }

  /** The network is gone. */
  offline(): void {
    this.#api.offline();
  }

  /** Sends now what waits for more typing. */
  flush(): void {
    carefully(() => this.#live?.look(true));
  }

  /**
   * Leaves. What is unsent stays on this device, and is still sent while the page exists. When it resolves, nothing is at
   * risk; on a device that stores nothing, that is once the server has it. Returns whether the server has everything.
   */
  stop(): Promise<boolean> {
    this.#stopping ??= this.#leave();
    return this.#stopping;
  }

  async #leave(): Promise<boolean> {
    const { recorder } = this.#own;
    this.changed();
    this.#live?.end();
    for (const [id, draft] of [...recorder.drafts]) {
      if (id.startsWith(LOOSE)) continue;
      recorder.set(id, null);
      this.#sendLoose(draft, 0);
    }
    // At once, and not after anything is awaited: the page may be gone in a moment.
    await recorder.save();
    if (this.atRisk > 0) await new Promise<void>((resolve) => (this.#safe = resolve));
    this.#tell();
    return this.unsent === 0;
  }

  // After a recovery, the client knows its new generation only after it has loaded: it is compared a moment later.
  #sendLoose(draft: OwedDraft, afterMs = SEND_AFTER_MS): void {
    const { recorder, loose } = this.#own;
    const named = { ...draft, id: `${LOOSE}${++this.#loose}` };
    recorder.set(named.id, named);
    if (afterMs === 0) void loose.send(named);
    else this.#clock.after(afterMs, () => void loose.send(named));
  }

  async #adopt(): Promise<void> {
    const { store, docId, userId } = this.#options;
    for (;;) {
      const record = await store.adopt(docId, userId);
      if (record === null) return;
      if (this.#stopping !== null) return store.release(docId, record.tab);
      this.#sendFor(record);
    }
  }

  #sendFor({ tab, drafts }: DraftRecord): void {
    const owing = this.#owing(tab, drafts);
    void Promise.all(drafts.map((draft) => owing.loose.send(draft))).then(() => this.#finish(owing));
    this.#tell();
  }

  // Its tab is no longer held once nothing is owed: another one may have the id.
  async #finish(owing: Owing): Promise<void> {
    const { docId, store } = this.#options;
    if (owing.recorder.drafts.size > 0 || !this.#all.delete(owing)) return;
    await owing.recorder.save();
    owing.recorder.end();
    await store.release(docId, owing.tab).catch(() => undefined);
  }

  #owing(tab: string, recorded: readonly OwedDraft[]): Owing {
    const { docId, userId, store, client } = this.#options;
    const [clock, api] = [this.#clock, this.#api];
    const changed = (): void => this.#tell();
    const recorder = new DraftRecorder({ docId, userId, tab, store, clock, recorded, changed });
    const keep = (draft: OwedDraft, why: Pick<Refused, 'code' | 'message'>): Promise<void> =>
      this.#keep(draft, why);
    const loose = new LooseDrafts({ clock, api, recorder, client, keep, changed });
    const owing = { tab, recorder, loose };
    this.#all.add(owing);
    return owing;
  }

  // Until the outbox has it, it stays owed.
  async #keep(
    { delta }: Pick<OwedDraft, 'delta'>,
    { code, message }: Pick<Refused, 'code' | 'message'>,
  ): Promise<void> {
    const { docId, userId, outbox, events } = this.#options;
    const at = this.#clock.now();
    const edit: KeptEdit = { id: randomId(), docId, userId, code: keptCode(code), message, delta, at };
    events.kept(edit);
    for (let failures = 0; ; failures++) {
      const isKept = await outbox.keep(edit).then(
        () => true,
        () => false,
      );
      if (isKept) return;
      await new Promise<void>((resolve) => this.#clock.after(backoff(failures, this.#clock), resolve));
    }
  }

  #tell(): void {
    const { events } = this.#options;
    events.changed();
    const refusal: DraftRefusal | null = this.#refusal();
    const code = refusal?.code ?? null;
    if (code !== this.#told) {
      this.#told = code;
      events.refused(refusal && { code: refusal.code, message: refusal.message });
    }
    if (this.atRisk === 0) this.#safe?.();
    if (this.#stopping !== null) void this.#finish(this.#own);
  }

  #refusal(): DraftRefusal | null {
    const live = this.#stopping === null ? this.#live?.refusal : null;
    if (live != null) return live;
    for (const { loose } of this.#all) if (loose.refusal !== null) return loose.refusal;
    return null;
  }

  #sum(count: (recorder: DraftRecorder) => number): number {
    let sum = 0;
    for (const { recorder } of this.#all) sum += count(recorder);
    return sum;
  }
}

function carefully(action: () => void): void {
  try {
    action();
  } catch (error) {
    (globalThis as { reportError?: (error: unknown) => void }).reportError?.(error);
  }
}
