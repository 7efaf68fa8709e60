import { expect, test } from 'vitest';
import { CALLOUTS } from '../../../src/formats/blocks/model.ts';
import { writeHtmlPage } from '../../../src/formats/html/page.ts';

test.each(CALLOUTS)('a page says in words that a callout is a %s', (kind) => {
  const page = writeHtmlPage([{ insert: 'a' }, { insert: '\n', attributes: { callout: kind } }], 'T');
  expect(page).toContain(`class="callout ${kind}"`);
  expect(page).toMatch(new RegExp(`\\.callout\\.${kind}[^{]*::before\\{content:"${kind}"`, 'i'));
});
