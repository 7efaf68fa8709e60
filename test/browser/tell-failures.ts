import { afterEach } from 'vitest';
import { ARTEFACTS } from './browser.ts';
import { Person } from './person.ts';

// What a failed test leaves open is told and pictured: a wait that timed out does not say what was there instead.
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
