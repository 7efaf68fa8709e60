import { format } from 'node:util';
import { beforeEach } from 'vitest';

const LEVELS = ['debug', 'log', 'info', 'warn', 'error'] as const;
const SHOWN = 200;

/**
 * Keeps what the Worker logs during a test in memory, and prints the last lines of it if the test fails. Vitest's own
 * capture sends each line to the test process and waits, without end, for an answer before a file ends; a line of an
 * object after the last test is not sent at all, because the socket belongs to another context.
 */
export function keepLogs(): void {
  const { log } = console;
  const lines: string[] = [];
  for (const level of LEVELS) {
    console[level] = (...args: unknown[]) => {
      lines.push(`${level}: ${format(...args)}`);
      if (lines.length > SHOWN) lines.shift();
    };
  }
  beforeEach(({ onTestFailed }) => {
    lines.length = 0;
    onTestFailed(({ task }) => log(`Logged by "${task.name}":\n${lines.join('\n')}`));
  });
}
