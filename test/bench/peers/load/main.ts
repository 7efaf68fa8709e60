// The process that makes the load: one job as JSON in, its outcome as the last line of the output.
import { type Job, runJob } from './workloads.ts';

process.on('unhandledRejection', (error) => {
  console.error(error);
  process.exit(1);
});
const outcome = await runJob(JSON.parse(process.argv[2] ?? '') as Job);
const finite = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
// Exits when it is written: sockets and providers of the peers may still be open.
process.stdout.write(`${JSON.stringify(outcome, finite)}\n`, () => process.exit(0));
