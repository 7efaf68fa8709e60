import { type UploadId, uploadAddress } from '../../../src/ot/addresses.ts';
import { type BrowserUploads, ShutOut, SignedOut } from '../../collab/index.ts';
import { checkedFile } from './checked-file.ts';
import type { ImageTaker, RefusedFile, TakenImage } from './image-taker.ts';
import { type SendAnswer, sendFile } from './send-file.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** The uploads of a page that the server does not have. */
export interface UploadsView {
  /** How many are waiting or on their way; what part of their bytes was sent, from 0 to 1. */
  waiting: number;
  sent: number;
  /** How many the server has refused, and why it did the last of them. */
  refused: number;
  why: string | null;
  /** How many this device cannot keep. */
  unkept: number;
}

/** No upload. */
export const NO_UPLOADS: UploadsView = { waiting: 0, sent: 0, refused: 0, why: null, unkept: 0 };

interface Options {
  docId: string;
  userId: string;
  accessToken(): Promise<string>;
  refreshToken(): Promise<string>;
  store: BrowserUploads;
  changed(view: UploadsView): void;
}

interface Waiting {
  type: string;
  bytes: ArrayBuffer;
  blob: Blob;
  part: number;
  isKept: boolean;
  refused: string | null;
}

/** What is shown of an upload: what part of it was sent, or that it was refused; null once the server has it. */
export type UploadProgress = { part: number } | 'refused' | null;

/**
 * The files that the user puts into a document: kept on this device until the server has them, and sent one by one. It
 * goes on where a closed page stopped. Without a network they wait.
 */
export class Uploads implements ImageTaker {
  readonly docId: string;
  private readonly options: Options;
  private readonly waiting = new Map<string, Waiting>();
  private readonly listeners = new Set<(hash: string, progress: UploadProgress) => void>();
  private readonly end = new AbortController();
  private wakeUp: (() => void) | null = null;
  private isSending = false;

  constructor(options: Options) {
    this.options = options;
    this.docId = options.docId;
  }

  /** Sends what earlier pages have left. */
  async start(): Promise<void> {
    const { docId, userId, store } = this.options;
    // A browser whose storage cannot be read keeps no files.
    const left = await store.of(docId, userId).catch(() => []);
    for (const { hash, type, bytes } of left)
      if (!this.waiting.has(hash)) this.add(hash, { type, bytes, isKept: true });
    void this.send();
  }

  /** Stops sending; what this device keeps is sent by the next page. */
  stop(): void {
    this.end.abort();
    this.wake();
    this.listeners.clear();
  }

  /** The network is back, or the user: what waits is tried at once. */
  wake(): void {
    this.wakeUp?.();
  }

  /** The bytes of a file that is on its way; null for none. */
  bytesOf(hash: string): Blob | null {
    return this.waiting.get(hash)?.blob ?? null;
  }

  /** The progress of a file that is on its way; null for none. */
  progressOf(hash: string): UploadProgress {
    const one = this.waiting.get(hash);
    if (one === undefined) return null;
    return one.refused === null ? { part: one.part } : 'refused';
  }

  /** Calls `listener` whenever the progress of a file changes. */
  onProgress(listener: (hash: string, progress: UploadProgress) => void): void {
    this.listeners.add(listener);
  }

  async take(file: Blob): Promise<TakenImage | RefusedFile> {
    const checked = await checkedFile(file);
    if (typeof checked === 'string') return checked;
    const { docId, userId, store } = this.options;
    const { hash, type, bytes, width, height } = checked;
    const record = { docId, userId, hash, type, bytes, savedAt: Date.now() };
    // Kept before it is inserted: a page that is closed in between must not leave an image without bytes.
    const isKept = await store.save(record).then(
      () => true,
      () => false,
    );
    this.add(hash, { type, bytes, isKept });
    void this.send();
    return { address: uploadAddress({ docId, hash }), width, height };
  }

  async fetchImage(upload: UploadId): Promise<Blob | null> {
    const own = upload.docId === this.docId ? this.bytesOf(upload.hash) : null;
    if (own !== null) return own;
    const { accessToken, refreshToken } = this.options;
    const ask = async (token: string) =>
      fetch(uploadAddress(upload), {
        headers: { Authorization: `Bearer ${token}` },
        signal: this.end.signal,
      });
    let response = await ask(await accessToken());
    if (response.status === 401) response = await ask(await refreshToken());
    if (response.status === 404 || response.status === 403 || response.status === 410) return null;
    if (!response.ok) throw new Error(`an image is answered ${response.status}`);
    return response.blob();
  }

  private add(hash: string, { type, bytes, isKept }: Pick<Waiting, 'type' | 'bytes' | 'isKept'>): void {
    const blob = new Blob([bytes], { type });
    this.waiting.set(hash, { type, bytes, blob, part: 0, isKept, refused: null });
    this.tell(hash);
  }

  private async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      for (let next = this.next(); next !== null; next = this.next()) await this.sendOne(...next);
    } finally {
      this.isSending = false;
    }
  }

  private next(): [string, Waiting] | null {
    if (this.end.signal.aborted) return null;
    for (const entry of this.waiting) if (entry[1].refused === null) return entry;
    return null;
  }

  private async sendOne(hash: string, file: Waiting): Promise<void> {
    for (let failures = 0; !this.end.signal.aborted; failures++) {
      const answer = await this.attempt(hash, file).catch((error: unknown) =>
        error instanceof SignedOut || error instanceof ShutOut ? 'out' : null,
      );
      if (answer === 'out') await this.wait(null);
      else if (answer === null || isPassing(answer)) await this.wait(FIRST_WAIT_MS * 2 ** failures);
      else return this.settle(hash, file, answer);
    }
  }

  private async attempt(hash: string, { type, bytes }: Waiting): Promise<SendAnswer> {
    const { docId, accessToken, refreshToken } = this.options;
    const file = { docId, type, bytes };
    const watch = {
      progress: (part: number) => {
        const one = this.waiting.get(hash);
        if (one === undefined) return;
        one.part = part;
        this.tell(hash);
      },
      signal: this.end.signal,
    };
    const answer = await sendFile(file, await accessToken(), watch);
    return answer.status === 401 ? sendFile(file, await refreshToken(), watch) : answer;
  }

  private settle(hash: string, file: Waiting, { status, code }: SendAnswer): void {
    const { docId, userId, store } = this.options;
    if (status < 300) {
      this.waiting.delete(hash);
      // One that stays is sent once more, to no effect.
      store.remove({ docId, userId, hash }).catch(() => undefined);
    } else file.refused = code ?? String(status);
    this.tell(hash);
  }

  private wait(ms: number | null): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = ms === null ? null : setTimeout(resolve, Math.min(ms, LONGEST_WAIT_MS));
    this.wakeUp = () => {
      if (timer !== null) clearTimeout(timer);
      resolve();
    };
    return promise;
  }

  private tell(hash: string): void {
    for (const listener of this.listeners) listener(hash, this.progressOf(hash));
    const all = [...this.waiting.values()];
    const refused = all.filter((one) => one.refused !== null);
    const open = all.filter((one) => one.refused === null);
    const bytes = open.reduce((sum, one) => sum + one.bytes.byteLength, 0);
    const sent = open.reduce((sum, one) => sum + one.bytes.byteLength * one.part, 0);
    this.options.changed({
      waiting: open.length,
      sent: bytes > 0 ? sent / bytes : 0,
      refused: refused.length,
      why: refused.at(-1)?.refused ?? null,
      unkept: all.filter((one) => !one.isKept).length,
    });
  }
}

function isPassing({ status }: SendAnswer): boolean {
  return status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;
}
