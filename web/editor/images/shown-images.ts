import { type UploadId, uploadAt } from '../../../src/ot/addresses.ts';
import type { UploadProgress } from './uploads.ts';

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;
/** Images this far outside the window are fetched already. */
const MARGIN = '600px';

/** Where the bytes of uploads come from. */
export interface ImageSource {
  docId: string;
  /** The bytes; null while they are not there. Rejects when they could not be asked for. */
  fetchImage(upload: UploadId): Promise<Blob | null>;
  /** The progress of an upload of this page; null for none. */
  progressOf?(hash: string): UploadProgress;
  onProgress?(listener: (hash: string, progress: UploadProgress) => void): void;
}

const shownIn = new WeakMap<Element, ShownImages>();

/** What shows the uploads in this editor; undefined where none does. */
export function shownImagesOf(element: Element): ShownImages | undefined {
  const root = element.closest('.ql-editor');
  return root === null ? undefined : shownIn.get(root);
}

/**
 * Shows the uploaded images of an editor: an `<img>` cannot send a token, so their bytes are fetched, and shown by a blob
 * URL. One that is not there yet is a box, and is asked for again.
 */
export class ShownImages {
  private readonly root: HTMLElement;
  private readonly source: ImageSource;
  /** Says of an image that its bytes are not there yet. */
  private readonly awaited: string;
  private readonly urls = new Map<string, string>();
  private readonly asking = new Set<string>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly near: IntersectionObserver;
  private ended = false;

  constructor(root: HTMLElement, source: ImageSource, awaited: string) {
    this.root = root;
    this.source = source;
    this.awaited = awaited;
    this.near = new IntersectionObserver((entries) => this.onNear(entries), { rootMargin: MARGIN });
    shownIn.set(root, this);
    source.onProgress?.((hash, progress) => {
      for (const image of this.imagesOf(hash)) mark(image, progress);
    });
  }

  /** Shows an image of the text that has the address of an upload; returns false when it is of another document. */
  show(image: HTMLImageElement, { docId, hash }: UploadId): boolean {
    if (docId !== this.source.docId) return false;
    const url = this.urls.get(hash);
    if (url !== undefined) {
      if (image.getAttribute('src') !== url) image.src = url;
    } else if (!image.hasAttribute('data-awaited')) {
      image.setAttribute('data-awaited', '');
      image.title = this.awaited;
      this.near.observe(image);
    }
    mark(image, this.source.progressOf?.(hash) ?? null);
    return true;
  }

  /** Fetches what is not shown yet, however far away it is; resolves once each was asked for. */
  async showAll(): Promise<void> {
    const waiting = [...this.root.querySelectorAll<HTMLImageElement>('img[data-awaited]')];
    const uploads = waiting.map(({ dataset }) => uploadAt(dataset.image ?? ''));
    await Promise.all(uploads.map((upload) => (upload === null ? undefined : this.ask(upload, 0))));
  }

  /** Shows nothing more, and lets go of all bytes. */
  destroy(): void {
    this.ended = true;
    this.near.disconnect();
    for (const timer of this.timers) clearTimeout(timer);
    for (const url of this.urls.values()) URL.revokeObjectURL(url);
    shownIn.delete(this.root);
  }

  private onNear(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      this.near.unobserve(target);
      const upload = target instanceof HTMLImageElement ? uploadAt(target.dataset.image ?? '') : null;
      if (upload !== null) void this.ask(upload, 0);
    }
  }

  private async ask(upload: UploadId, failures: number): Promise<void> {
    const { hash } = upload;
    if (this.ended || this.urls.has(hash) || (failures === 0 && this.asking.has(hash))) return;
    this.asking.add(hash);
    const bytes = await this.source.fetchImage(upload).catch(() => null);
    if (this.ended) return;
    if (bytes !== null) {
      this.urls.set(hash, URL.createObjectURL(bytes));
      this.asking.delete(hash);
      for (const image of this.imagesOf(hash)) this.arrive(image, upload);
    } else if (this.imagesOf(hash).length === 0) this.asking.delete(hash);
    else this.later(upload, failures);
  }

  private later(upload: UploadId, failures: number): void {
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        void this.ask(upload, failures + 1);
      },
      Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS),
    );
    this.timers.add(timer);
  }

  private arrive(image: HTMLImageElement, upload: UploadId): void {
    image.removeAttribute('data-awaited');
    image.removeAttribute('title');
    this.show(image, upload);
  }

  private imagesOf(hash: string): HTMLImageElement[] {
    const images = this.root.querySelectorAll<HTMLImageElement>('img[data-image]');
    return [...images].filter(({ dataset }) => dataset.image?.endsWith(`/${hash}`));
  }
}

// Quill reads each change of an attribute, and calls for the image again: nothing is set that is set already.
function mark(image: HTMLImageElement, progress: UploadProgress): void {
  image.toggleAttribute('data-refused', progress === 'refused');
  if (progress !== null && progress !== 'refused') {
    const percent = `${Math.round(progress.part * 20) * 5}%`;
    if (!image.hasAttribute('aria-busy')) image.setAttribute('aria-busy', 'true');
    if (image.style.getPropertyValue('--sent') !== percent) image.style.setProperty('--sent', percent);
  } else if (image.hasAttribute('aria-busy')) {
    image.removeAttribute('aria-busy');
    image.style.removeProperty('--sent');
    if (!image.getAttribute('style')) image.removeAttribute('style');
  }
}
