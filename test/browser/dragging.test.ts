import { expect, test } from 'vitest';
import { BareEditor } from './bare-editor.ts';
import { sharedBrowser } from './browser.ts';

test('the selection is dragged to another place, as one step of undo', async () => {
  const editor = await BareEditor.open(await sharedBrowser());
  await editor.set([
    { insert: 'move ' },
    { insert: 'me', attributes: { bold: true } },
    { insert: ' there\nend\n' },
  ]);
  const before = await editor.get();
  await editor.select({ index: 5, length: 2 });
  const place = (index: number) =>
    editor.page.evaluate((at) => {
      const { left, top, height } = window.bare.quill.getBounds(at) ?? { left: 0, top: 0, height: 0 };
      const host = window.bare.quill.container.getBoundingClientRect();
      return { x: host.left + left + 1, y: host.top + top + height / 2 };
    }, index);
  const [from, to] = [await place(6), await place(17)];
  const { mouse } = editor.page;
  await mouse.move(from.x, from.y);
  await mouse.down();
  await mouse.move(from.x + 20, from.y + 10, { steps: 4 });
  await mouse.move(to.x, to.y, { steps: 4 });
  await mouse.up();
  await expect
    .poll(() => editor.get())
    .toEqual([
      { insert: 'move  there\nend' },
      { insert: 'me', attributes: { bold: true } },
      { insert: '\n' },
    ]);
  expect(await editor.page.evaluate(() => window.bare.quill.getSelection())).toEqual({
    index: 15,
    length: 2,
  });
  await editor.press('Control+z');
  expect(await editor.get()).toEqual(before);
  expect(editor.complaints).toEqual([]);
});
