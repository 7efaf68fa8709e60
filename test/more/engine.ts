import { rmSync } from 'node:fs';

/** What a key is called, and the code that WebDriver has for it. */
export const KEYS = {
  Control: '\ue009',
  Shift: '\ue008',
  Enter: '\ue007',
  Tab: '\ue004',
  Backspace: '\ue003',
  Escape: '\ue00c',
  End: '\ue010',
  ArrowUp: '\ue013',
  ArrowDown: '\ue015',
} as const;

/** A step of a keyboard, as both WebDriver and WebDriver BiDi take it. */
export interface KeyStep {
  type: 'keyDown' | 'keyUp';
  value: string;
}

/** A browser with one window, driven from outside as a person drives it. */
export interface Browser {
  /** Loads an address and waits until it has. */
  goto(url: string): Promise<void>;
  /** Runs a function in the page; what it takes and answers passes as JSON, a promise is waited for. */
  run<Args extends unknown[], Answer>(
    work: (...args: Args) => Answer | Promise<Answer>,
    ...args: Args
  ): Promise<Answer>;
  /** Presses and lets go of keys in this order. */
  keys(steps: KeyStep[]): Promise<void>;
  /** Presses the mouse at a place of the window, in CSS pixels. */
  click(x: number, y: number): Promise<void>;
  /** Ends the browser and all that was started for it. */
  close(): Promise<void>;
}

/** A press of the mouse at a place, as both WebDriver and WebDriver BiDi take it. */
export function clickAt(x: number, y: number) {
  return {
    type: 'pointer',
    id: 'mouse',
    parameters: { pointerType: 'mouse' },
    actions: [
      { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ],
  };
}

/** The source of a call of `work` in a page: an expression that answers a promise of JSON. */
export function callSource(work: (...args: never[]) => unknown, args: unknown[]): string {
  const call = `(${work.toString()})(...${JSON.stringify(args)})`;
  return `Promise.resolve(${call}).then((answer) => JSON.stringify(answer === undefined ? null : answer))`;
}

/** Runs what ends a browser in order, though one step fails, and removes its folder. */
export async function endAll(steps: (() => Promise<unknown> | unknown)[], folder: string): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  if (failures.length > 0) throw new AggregateError(failures, 'A browser did not end cleanly.');
}
