import { afterAll, afterEach, beforeEach } from 'vitest';
import { ARTEFACTS, closeContexts } from './browser.ts';
import { wipedContexts } from './device.ts';
import { Person } from './person.ts';

let staying = new Set<Person>();

beforeEach(() => {
  staying = new Set(Person.present);
});

// People of a file stay for its tests. People created by a test leave with it.
afterEach(async () => {
  for (const person of Person.present) {
    if (staying.has(person)) await person.endTest();
    else await person.leave();
  }
});

// This runs before the other, since hooks run from the last to the first. It reports and pictures the pages that a
// failed test leaves open: a wait that timed out does not say what was there instead.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const name = task.name.replaceAll(/\W+/g, '-').slice(0, 60);
  for (const [index, person] of [...Person.present].entries()) {
    if (person.complaints.length > 0) console.error(`${person.name}:`, person.complaints);
    for (const [tab, page] of person.context.pages().entries()) {
      const text = await page.locator('body').innerText({ timeout: 2_000 }).catch(String);
      console.error(`${person.name} at ${page.url()}:\n${text.slice(0, 1_500)}`);
      const path = `${ARTEFACTS}/failed-${name}-${index}-${tab}.png`;
      await page.screenshot({ path, timeout: 5_000 }).catch(() => undefined);
    }
  }
});

// The next file has the browser to itself, whatever this one has left open.
afterAll(async () => {
  const left = await Promise.allSettled([...Person.present].map((person) => person.leave()));
  await closeContexts(wipedContexts());
  for (const result of left) if (result.status === 'rejected') throw result.reason;
});
