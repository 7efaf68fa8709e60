import { parseArgs } from 'node:util';
import { World } from './world.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '250' },
  },
});

const first = Number(values.from);
const count = Number(values.seeds);
const total: Record<string, number> = {};
let failed = 0;
for (let seed = first; seed < first + count; seed++) {
  try {
    const tally = await new World(seed).run(Number(values.steps));
    for (const [key, value] of Object.entries(tally)) total[key] = (total[key] ?? 0) + value;
  } catch (error) {
    failed++;
    console.error(`seed ${seed} failed: ${error instanceof Error ? error.stack : String(error)}`);
    if (failed >= 5) break;
  }
  if ((seed - first + 1) % 1_000 === 0) console.log(`${seed - first + 1} seeds, ${failed} failed`);
}
console.log(JSON.stringify(total));
console.log(`seeds ${first} to ${first + count - 1}: ${failed === 0 ? 'clean' : `${failed} failed`}`);
process.exitCode = failed === 0 ? 0 : 1;
