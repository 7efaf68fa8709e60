import { rmSync } from 'node:fs';

/** The names of keys, with WebDriver's codes. */
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

/** A step of a keyboard, in the form of both WebDriver and WebDriver BiDi. */
export interface KeyStep {
  type: 'keyDown' | 'keyUp';
  value: string;
}

/** A browser with one window, controlled from outside as by a person. */
export interface Browser {
  /** Loads an address and waits until it is loaded. */
  goto(url: string): Promise<void>;
  /** Runs a function in the page; its arguments and result pass as JSON, and a promise is awaited. */
  run<Args extends unknown[], Answer>(
    work: (...args: Args) => Answer | Promise<Answer>,
    ...args: Args
  ): Promise<Answer>;
  /** Presses and releases keys in this order. */
  keys(steps: KeyStep[]): Promise<void>;
  /** Clicks at a place of the window, in CSS pixels. */
  click(x: number, y: number): Promise<void>;
  /** Ends the browser and all processes that were started for it. */
  close(): Promise<void>;
}

/** A click at a place, in the form of both WebDriver and WebDriver BiDi. */
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

/** The source of a call of `work` in a page: an expression whose value is a promise of JSON. */
export function callSource(work: (...args: never[]) => unknown, args: unknown[]): string {
  const call = `(${work.toString()})(...${JSON.stringify(args)})`;
  return `Promise.resolve(${call}).then((answer) => JSON.stringify(answer === undefined ? null : answer))`;
}

/** Runs the steps that end a browser in order, even if one fails, and removes its folder. */
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
