import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './load/outcome.ts';

/** One run as it is kept: an outcome, or why there is none. */
export type RunRecord = {
  workload: string;
  case: string;
  peer: string;
  /** ISO time of its end. */
  at: string;
} & (Outcome | { error: string });

/** The runs in a folder, one JSON object a line; a run that is added is there even if the next one never ends. */
export class Records {
  readonly all: RunRecord[];
  readonly #path: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#path = join(folder, 'runs.jsonl');
    const lines = existsSync(this.#path) ? readFileSync(this.#path, 'utf8').trim().split('\n') : [];
    this.all = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as RunRecord);
  }

  /** How often this has run without an error. */
  count(workload: string, caseName: string, peer: string): number {
    return this.all.filter(
      (run) => run.workload === workload && run.case === caseName && run.peer === peer && !('error' in run),
    ).length;
  }

  add(record: RunRecord): void {
    this.all.push(record);
    appendFileSync(this.#path, `${JSON.stringify(record)}\n`);
  }
}
