import { parseArgs } from 'node:util';
import { INVARIANTS, summary } from './invariants.ts';
import { chaos } from './world.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    documents: { type: 'string', default: '3' },
    writers: { type: 'string', default: '3' },
  },
});

const seed = Number(values.seed);
const rounds = Number(values.rounds);
console.log(`seed ${seed}: npm run test:chaos -- --rounds ${rounds} --seed ${seed}`);
const outcome = await chaos({
  seed,
  rounds,
  documents: Number(values.documents),
  writers: Number(values.writers),
  say: (line) => console.log(line),
});
let failed = 0;
for (const [name, check] of Object.entries(INVARIANTS)) {
  const problems = check(outcome);
  console.log(`${problems.length === 0 ? '✓' : '✗'} ${name}`);
  for (const problem of problems.slice(0, 20)) console.log(`    ${problem}`);
  failed += problems.length === 0 ? 0 : 1;
}
console.log(summary(outcome));
process.exitCode = failed === 0 ? 0 : 1;
