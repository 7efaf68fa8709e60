import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contrast, luminance } from '../../src/base/colors/color.ts';
import { COLOR_NAMES } from '../../src/base/colors/color-names.ts';
import { parseColor } from '../../src/base/colors/parse-color.ts';
import { DeltaBuilder } from '../../src/ot/delta-builder.ts';
import type { Attributes, Delta, Op } from '../../src/ot/op.ts';
import { Random } from '../support/random.ts';
import { BareEditor } from './bare-editor.ts';
import { ARTEFACTS, sharedBrowser } from './browser.ts';

const SEED = Number(process.env.SEED ?? 1);
const WRITTEN = [
  ...COLOR_NAMES.keys(),
  'rgb(10 20 30)',
  'hsl(200 50% 40%)',
  'hwb(120 20% 30%)',
  'lab(50 40 -20)',
  'lch(60 50 200)',
  'oklab(0.6 0.1 0.05)',
  'oklch(0.7 0.12 150)',
];
/** Lines in which text has an ink of its own. */
const LINES: (Attributes | undefined)[] = [
  undefined,
  { header: 2 },
  { blockquote: true },
  { list: 'bullet' },
  { list: 'checked' },
];

function colored(random: Random, values: readonly string[]): Op[] {
  const built = new DeltaBuilder();
  for (const value of values) {
    built.insert('text', { color: value });
    built.insert('highlight', { background: value });
    built.insert('both', { color: random.pick(values), background: value, bold: true });
    built.insert('link', { link: 'https://example.org/', background: value });
    built.insert('\n', random.pick(LINES));
  }
  return built.ops;
}

describe('stored colours', () => {
  let browser: Browser;
  let editor: BareEditor;

  beforeAll(async () => {
    browser = await sharedBrowser();
    editor = await BareEditor.open(browser);
  });

  afterAll(async () => {
    expect(editor.complaints).toEqual([]);
  });

  test('are read as the browser reads them', async () => {
    const seen = await editor.page.evaluate((values) => {
      const context = document.createElement('canvas').getContext('2d');
      return values.map((value) => {
        if (!context) return [];
        context.fillStyle = value;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data];
      });
    }, WRITTEN);
    WRITTEN.forEach((value, index) => {
      const [red = 0, green = 0, blue = 0] = seen[index] ?? [];
      const drawn = luminance(
        parseColor(`rgb(${red} ${green} ${blue})`) ?? { red: 9, green: 9, blue: 9, alpha: 1 },
      );
      expect(luminance(parseColor(value) ?? { red: 9, green: 9, blue: 9, alpha: 1 }), value).toBeCloseTo(
        drawn,
        2,
      );
    });
  });

  test.each(['light', 'dark'] as const)(
    `can be read and stay what they are: %s (seed ${SEED})`,
    async (colorScheme) => {
      await editor.page.emulateMedia({ colorScheme });
      const random = new Random(SEED);
      const values = [
        '#202122',
        '#1f2328',
        'black',
        'white',
        'rgba(0,0,0,.87)',
        '#f6f8fa',
        '#ffff00',
        'navy',
        '#b42318',
        '#fef7c3',
        '#6b7280',
        ...Array.from({ length: 40 }, () => `#${random.int(0x1000000).toString(16).padStart(6, '0')}`),
      ];
      const ops: Delta = colored(random, values);
      await editor.set(ops);
      expect(await editor.get()).toEqual(ops);
      const runs = await editor.page.evaluate(() => {
        const walker = document.createTreeWalker(window.bare.quill.root, NodeFilter.SHOW_TEXT);
        const found: { text: string; color: string; ground: string }[] = [];
        while (walker.nextNode()) {
          const element = walker.currentNode.parentElement;
          if (!element) continue;
          let ground = 'rgba(0, 0, 0, 0)';
          for (let at: Element | null = element; at && ground === 'rgba(0, 0, 0, 0)'; at = at.parentElement) {
            ground = getComputedStyle(at).backgroundColor;
          }
          found.push({ text: element.outerHTML, color: getComputedStyle(element).color, ground });
        }
        return found;
      });
      const page = colorScheme === 'light' ? '#ffffff' : '#1b1e1f';
      const light = (color: string): number =>
        luminance(parseColor(color) ?? { red: 0.5, green: 0.5, blue: 0.5, alpha: 1 });
      expect(runs.length).toBeGreaterThan(values.length * 3);
      for (const { text, color, ground } of runs) {
        expect(
          contrast(light(color), light(ground === 'rgba(0, 0, 0, 0)' ? page : ground)),
          text,
        ).toBeGreaterThanOrEqual(4.5);
      }
      await editor.page.screenshot({ path: `${ARTEFACTS}/colours-${colorScheme}.png` });
    },
  );
});
