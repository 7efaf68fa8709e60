import type Quill from 'quill/core.js';

const EVERY_MS = 500;

/** Keeps the place of writing in view until the reader scrolls. */
export class Follow {
  private readonly quill: Quill;
  private readonly scroller: HTMLElement;
  private readonly smooth = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  private last = 0;
  private on = false;

  constructor(quill: Quill, scroller: HTMLElement) {
    this.quill = quill;
    this.scroller = scroller;
    for (const event of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
      scroller.addEventListener(event, () => this.stop(), { passive: true });
    }
  }

  /** Whether it is following now. */
  get following(): boolean {
    return this.on;
  }

  start(): void {
    this.on = true;
    this.last = 0;
  }

  stop(): void {
    this.on = false;
  }

  /** Sets the current place; scrolls a few times a second. */
  to(index: number, now: number): void {
    if (!this.on || now - this.last < EVERY_MS) return;
    this.last = now;
    this.bring(index, this.smooth ? 'smooth' : 'instant');
  }

  /** Scrolls a place into view if it is outside. */
  bring(index: number, behavior: ScrollBehavior): void {
    const bounds = this.quill.selection.getBounds(Math.min(index, this.quill.getLength() - 1), 0);
    if (!bounds) return;
    const view = this.scroller.getBoundingClientRect();
    const margin = view.height * 0.15;
    if (bounds.top >= view.top + margin && bounds.bottom <= view.bottom - margin) return;
    const top = this.scroller.scrollTop + bounds.top - view.top - view.height * 0.4;
    this.scroller.scrollTo({ top, behavior });
  }
}
