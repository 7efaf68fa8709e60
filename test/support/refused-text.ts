import { DeltaBuilder } from '../../src/ot/delta-builder.ts';
import { EMBEDS, FORMATS } from '../../src/ot/formats.ts';
import { documentLength } from '../../src/ot/lengths.ts';
import type { Attributes, Delta, Embed, Op } from '../../src/ot/op.ts';
import type { Random } from './random.ts';

/** Names of Quill's own blots, and of formats of other editors: none is a format here. */
export const QUILL_NAMES = [
  ...['text', 'scroll', 'block', 'inline', 'break', 'cursor', 'container', 'block-embed', 'list-container'],
  ...[
    'code-block-container',
    'code-token',
    'font',
    'size',
    'table',
    'table-row',
    'unknown',
    'mark',
    'sanitize',
  ],
  ...[
    'data-list',
    'data-color',
    'class',
    'style',
    'dir',
    'no-such-name',
    'constructor',
    'toString',
    '__proto__',
  ],
];
const NAMES = [
  ...FORMATS.keys(),
  ...FORMATS.keys(),
  'cell',
  'cell',
  'cell',
  ...EMBEDS.keys(),
  ...QUILL_NAMES,
];
const EMBED_NAMES = [...EMBEDS.keys(), ...EMBEDS.keys(), ...FORMATS.keys(), ...QUILL_NAMES];

const VALUES: readonly unknown[] = [
  ...[
    true,
    true,
    false,
    '',
    'x',
    'ordered',
    'checked',
    'super',
    'center',
    'rtl',
    '#f00',
    'red',
    'a b',
    '+1',
    '-1',
  ],
  ...[0, 1, 2, 3, 7, -1, 1.5, 99, 1e308, {}, { bold: true }, [], ['x'], [1, [2]], { ops: [{ insert: 'x' }] }],
  ...[
    'https://example.com/x.png',
    'javascript:alert(1)',
    '/v1/docs/x/uploads/../../y',
    '<b>x</b>',
    '😀',
    '\n',
  ],
  ...['t.1.a', 't.1.b', 't.1.a', 't.2.b', 'u.1.a'],
  null,
];
const TEXTS = [
  'a',
  'bc',
  'word ',
  '😀',
  '漢字',
  'ا',
  '\n',
  '\n',
  'x\ny',
  '\n\n',
  '\t',
  '  ',
  '\r',
  '\r\n',
  '\ufffc',
];

function attributes(random: Random): Attributes | undefined {
  if (random.chance(0.35)) return undefined;
  // A null prototype: `__proto__` is a name like any other, as JSON.parse makes it.
  const result: Record<string, unknown> = Object.create(null);
  for (let i = random.between(1, 3); i > 0; i--) result[random.pick(NAMES)] = random.pick(VALUES);
  return JSON.parse(JSON.stringify(result)) as Attributes;
}

function embed(random: Random): Embed {
  if (random.chance(0.05))
    return random.pick([{}, { image: 'https://a.b/c', video: 'x' }, { a: 1, b: 2, c: 3 }]) as Embed;
  const result: Record<string, unknown> = Object.create(null);
  result[random.pick(EMBED_NAMES)] = random.pick(VALUES);
  return JSON.parse(JSON.stringify(result)) as Embed;
}

function insertion(random: Random): Op {
  const insert = random.chance(0.25) ? embed(random) : random.pick(TEXTS);
  const formats = attributes(random);
  return formats === undefined ? { insert } : { insert, attributes: formats };
}

/** A random document of about `size` inserts, with names and values that no server accepts any more. */
export function refusedDocument(random: Random, size: number): Op[] {
  const builder = new DeltaBuilder();
  for (let i = random.int(size + 1); i > 0; i--) builder.push(insertion(random));
  builder.insert('\n', attributes(random));
  return builder.ops;
}

/** A random operation on `document` that keeps its last newline, with such names and values. */
export function refusedOperation(random: Random, document: Delta, members = 5): Op[] {
  const length = documentLength(document);
  const builder = new DeltaBuilder();
  let position = 0;
  for (let i = random.between(1, members); i > 0 && position < length; i--) {
    if (length - position > 1 && random.chance(0.6)) {
      const skipped = random.int(Math.min(length - position, 20));
      if (skipped > 0) builder.retain(skipped, undefined);
      position += skipped;
    }
    const step = random.between(1, Math.min(length - position, 8));
    const choice = random.next();
    if (choice < 0.45) builder.push(insertion(random));
    else if (choice < 0.65 && position + step < length) {
      builder.delete(step);
      position += step;
    } else {
      builder.retain(step, attributes(random));
      position += step;
    }
  }
  return builder.finish();
}
