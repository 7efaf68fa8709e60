import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contrast, luminance, toHex } from '../../../src/base/colors/color.ts';
import { COLOR_NAMES } from '../../../src/base/colors/color-names.ts';
import { colorHex, parseColor } from '../../../src/base/colors/parse-color.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { withoutInk } from '../../../web/editor/clipboard/page-ink.ts';
import { readable, type Theme, type Use } from '../../../web/editor/colors/readable.ts';
import { Random } from '../../support/random.ts';

const STYLES = resolve(import.meta.dirname, '../../../web');
const TOKENS = readFileSync(resolve(STYLES, 'ui/styles/tokens.css'), 'utf8');
const PALETTE = readFileSync(resolve(STYLES, 'editor/styles/palette.css'), 'utf8');
const THEMES: Theme[] = ['light', 'dark'];

function lightness(color: string): number {
  const parsed = parseColor(color);
  if (parsed === null) throw new Error(`${color} is no colour.`);
  return luminance(parsed);
}

/** A token of the design in one theme. */
function token(name: string, theme: Theme): number {
  const [, light, dark] = new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(TOKENS) ?? [];
  return lightness((theme === 'light' ? light : dark) ?? '');
}

/** The shades of the palette for one use. */
function palette(use: Use, theme: Theme): number[] {
  const key = use === 'text' ? 'color' : 'background';
  const rules = PALETTE.matchAll(
    new RegExp(`\\[data-${key}="#\\w+"\\] {\\s*[a-z-]+: light-dark\\((#\\w+), (#\\w+)\\)`, 'g'),
  );
  return [...rules].map(([, light, dark]) => lightness((theme === 'light' ? light : dark) ?? ''));
}

function shadesOf(values: readonly string[], use: Use, theme: Theme): number[] {
  return values.map((value) => lightness(readable(value, use)?.[theme] ?? ''));
}

describe('a colour as CSS writes it', () => {
  test.each([
    ['#abc', '#aabbcc'],
    ['#AABBCC', '#aabbcc'],
    ['#abcd', '#b5c4d3'],
    ['rebeccapurple', '#663399'],
    ['rgb(32, 33, 34)', '#202122'],
    ['rgb(32 33 34 / 50%)', '#909091'],
    ['rgba(0,0,0,.87)', '#212121'],
    ['rgb(100%, 0%, 50%)', '#ff0080'],
    ['hsl(120, 100%, 25%)', '#008000'],
    ['hsl(-240deg 100% 25%)', '#008000'],
    ['hwb(194 0% 0%)', '#00c3ff'],
    ['lab(29.2345% 39.3825 20.0664)', '#7d2329'],
    ['lch(52.2345% 72.2 56.2)', '#c65d06'],
    ['oklab(40.1% 0.1143 0.045)', '#7d2429'],
    ['oklch(59.69% 0.156 49.77)', '#c65d07'],
    ['color(srgb 1 0.5 0)', '#ff8000'],
  ])('%s', (written, hex) => {
    expect(colorHex(written)).toBe(hex);
  });

  test.each([
    'inherit',
    'windowtext',
    'currentcolor',
    'transparent',
    'rgba(1,2,3,0)',
    '',
    '#12',
    'rgb(1,2)',
    'var(--x)',
  ])('%s says nothing', (written) => expect(colorHex(written)).toBeNull());

  test('every name', () => {
    expect(COLOR_NAMES.size).toBe(148);
  });
});

describe('what can be read', () => {
  const random = new Random(7);
  const values = [
    ...COLOR_NAMES.keys(),
    ...Array.from({ length: 2_000 }, () => `#${random.int(0x1000000).toString(16).padStart(6, '0')}`),
    ...Array.from(
      { length: 200 },
      () => `rgba(${random.int(256)}, ${random.int(256)}, ${random.int(256)}, 0.${random.between(1, 9)})`,
    ),
    '#202122',
    '#1f2328',
    'black',
    'white',
    'rgba(0,0,0,.87)',
    '#24292f',
    '#202124',
    '#f6f8fa',
  ];

  test.each(THEMES)(
    'any text on the page, on code and on any highlight: contrast of at least 4.5 (%s)',
    (theme) => {
      const texts = [...shadesOf(values, 'text', theme), ...palette('text', theme)];
      const inks = [token('ink', theme), token('ink-soft', theme), token('accent', theme)];
      const highlights = [...shadesOf(values, 'highlight', theme), ...palette('highlight', theme)];
      const grounds = [
        token('ground', theme),
        token('surface', theme),
        lightness(theme === 'light' ? '#e9ecec' : '#2b3031'),
      ];
      expect(palette('text', theme)).toHaveLength(7);
      expect(palette('highlight', theme)).toHaveLength(7);
      // The extremes form the nearest pair.
      const nearest = (some: number[], others: number[]): number =>
        Math.min(
          ...[Math.min, Math.max].flatMap((a) =>
            [Math.min, Math.max].map((b) => contrast(a(...some), b(...others))),
          ),
        );
      expect(nearest(texts, [...highlights, ...grounds])).toBeGreaterThanOrEqual(4.5);
      expect(nearest(inks, highlights)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test('a colour that can be read is drawn as it is', () => {
    expect(readable('#b42318', 'text')?.light).toBe('#b42318');
    expect(readable('#ffff00', 'highlight')?.light).toBe('#ffff00');
    expect(readable('#ffd700', 'text')?.dark).toBe('#ffd700');
  });

  test('a hue stays one', () => {
    const { red, green, blue } = parseColor(readable('navy', 'text')?.dark ?? '') ?? {
      red: 0,
      green: 0,
      blue: 0,
    };
    expect(blue).toBeGreaterThan(red + 0.05);
    expect(toHex({ red, green, blue, alpha: 1 })).not.toBe('#000080');
  });
});

describe('the ink of a page', () => {
  const run = (insert: string, color?: string, more = {}): Delta[number] =>
    color ? { insert, attributes: { color, ...more } } : { insert };

  test('nearly black, white and transparent leave no colour', () => {
    for (const color of [
      '#202122',
      '#1f2328',
      '#000000',
      '#212121',
      '#ffffff',
      '#f6f8fa',
      '#24292f',
      'inherit',
    ]) {
      expect(withoutInk([run('red ', '#cc0000'), run('the ink', color), { insert: '\n' }])).toEqual([
        run('red ', '#cc0000'),
        { insert: 'the ink\n' },
      ]);
      expect(withoutInk([{ insert: 'a', attributes: { background: color } }])).toEqual([{ insert: 'a' }]);
    }
  });

  test('the commonest colour goes, of text and of links, and the others stay', () => {
    const link = { link: 'https://example.org/' };
    expect(
      withoutInk([
        run('most of the text ', '#57606a'),
        run('red', '#cf222e'),
        run('here', '#0969da', link),
        run('\n', '#57606a'),
      ]),
    ).toEqual([
      { insert: 'most of the text ' },
      run('red', '#cf222e'),
      { insert: 'here', attributes: link },
      { insert: '\n' },
    ]);
  });

  test('text without a colour may be the commonest, and words in one strong colour alone keep it', () => {
    expect(withoutInk([{ insert: 'plain text ' }, run('red', '#57606a')])).toEqual([
      { insert: 'plain text ' },
      run('red', '#57606a'),
    ]);
    expect(withoutInk([run('red', '#cf222e')])).toEqual([run('red', '#cf222e')]);
  });
});
