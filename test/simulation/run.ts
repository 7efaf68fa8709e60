import { parseArgs } from 'node:util';
import { ReviewWorld } from './review/review-world.ts';
import { World } from './world.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string' },
    // Suggestions over the text, in place of the text alone.
    review: { type: 'boolean', default: false },
    // People edit tables, too.
    tables: { type: 'boolean', default: false },
  },
});

const first = Number(values.from);
const count = Number(values.seeds);
const total: Record<string, number> = {};
let failed = 0;
let last = first - 1;
while (last < first + count - 1 && failed < 5) {
  const seed = ++last;
  try {
    const tally = values.review
      ? await new ReviewWorld(seed).run(Number(values.steps ?? 200))
      : await new World(seed, { tables: values.tables }).run(Number(values.steps ?? 250));
    for (const [key, value] of Object.entries(tally)) total[key] = (total[key] ?? 0) + value;
  } catch (error) {
    failed++;
    console.error(`seed ${seed} failed:`, error);
  }
  if ((seed - first + 1) % 1_000 === 0) console.log(`${seed - first + 1} seeds, ${failed} failed`);
}
console.log(JSON.stringify(total));
console.log(`seeds ${first} to ${last}: ${failed === 0 ? 'clean' : `${failed} failed`}`);
process.exitCode = failed === 0 ? 0 : 1;
