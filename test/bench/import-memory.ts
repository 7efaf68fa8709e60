// What reading the largest files takes in memory: npm run bench:imports. Each file is read in a process of its own, in
// which every collection of garbage is a whole one, so that what is left after it is what reading holds.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { GCProfiler } from 'node:v8';
import { LARGEST_FILES, largestFile } from './largest-files.ts';
import { readAsImport } from './read-as-import.ts';

const MIB = 1024 * 1024;
const FLAGS = [
  '--expose-gc',
  '--gc-global',
  '--max-semi-space-size=4',
  '--disable-warning=ExperimentalWarning',
];

interface Measured {
  /** Bytes of the file. */
  size: number;
  /** What was held at most, over what was held before the file came: heap and buffers. */
  peak: number;
  seconds: number;
  outcome: string;
}

async function measured(name: string): Promise<Measured> {
  // What is loaded once is not part of it.
  await readAsImport({ name: 'a.md', content: new TextEncoder().encode('# A\n\n[a](b)\n') });
  await readAsImport({ name: 'a.html', content: new TextEncoder().encode('<p>a') });
  await readAsImport(largestFile('docx, small'));
  collect();
  const before = process.memoryUsage();
  const file = largestFile(name);
  const size = file.content.length;
  collect();
  const profiler = new GCProfiler();
  profiler.start();
  const since = performance.now();
  let buffers = size;
  // What a profiler says of buffers counts those that are garbage too.
  const outcome = await readAsImport(file, () => {
    collect();
    buffers = Math.max(buffers, process.memoryUsage().external - before.external);
  });
  const seconds = (performance.now() - since) / 1000;
  const { statistics } = profiler.stop() as unknown as {
    statistics: { afterGC: { heapStatistics: { usedHeapSize: number } } }[];
  };
  const heap = Math.max(0, ...statistics.map(({ afterGC }) => afterGC.heapStatistics.usedHeapSize));
  return { size, peak: heap - before.heapUsed + buffers, seconds, outcome };
}

function collect(): void {
  globalThis.gc?.();
  globalThis.gc?.();
}

async function main([only, inside]: string[]): Promise<void> {
  if (inside !== undefined) {
    console.log(JSON.stringify(await measured(inside)));
    return;
  }
  const script = fileURLToPath(import.meta.url);
  for (const name of LARGEST_FILES.filter((one) => only === undefined || one.includes(only))) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [...FLAGS, script, '-', name], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${name}: ${stderr}`);
    const { size, peak, seconds, outcome } = JSON.parse(stdout) as Measured;
    const row = [mib(size), mib(peak), seconds.toFixed(1), outcome];
    console.log(`${name.padEnd(44)} ${row.map((cell) => cell.padStart(8)).join(' ')}`);
  }
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)}`;
}

await main(process.argv.slice(2));
