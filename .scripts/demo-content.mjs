// The demo document: every format of the editor, in a text worth reading.

/** Pushes a line: runs of text (a string, or [text, attributes]), closed by a newline with the line's own format. */
function line(runs, format) {
  const inserts = [runs].flat(1).map((run) => (Array.isArray(run) ? run : [run]));
  return [
    ...inserts.map(([insert, attributes]) => (attributes ? { insert, attributes } : { insert })),
    format ? { insert: '\n', attributes: format } : { insert: '\n' },
  ];
}

const bold = (text) => [text, { bold: true }];
const italic = (text) => [text, { italic: true }];
const code = (text) => [text, { code: true }];
const link = (text, href) => [text, { link: href }];

/** The title of the demo document. */
export const DEMO_TITLE = 'Notes on the Analytical Engine';

/** The demo document as a delta. */
export const DEMO_DELTA = [
  ...line(['Notes on the Analytical Engine'], { header: 1 }),
  ...line([italic('A working draft by Ada and Grace. Open it in two windows and type in both.')]),
  ...line(['What the engine is for'], { header: 2 }),
  ...line([
    'The engine ',
    bold('weaves algebraical patterns'),
    ' just as the loom weaves flowers and leaves. It has no pretensions to ',
    italic('originate'),
    ' anything; it can do ',
    ['whatever we know how to order it to perform', { underline: true }],
    '.',
  ]),
  ...line(
    [
      'That is a claim about method, not about arithmetic: the same cards could act on anything else, music included.',
    ],
    { blockquote: true },
  ),
  ...line(['Its parts'], { header: 2 }),
  ...line([bold('The store'), ', where the variables wait'], { list: 'bullet' }),
  ...line([bold('The mill'), ', where they are worked upon'], { list: 'bullet' }),
  ...line(['Three sets of cards:'], { list: 'bullet' }),
  ...line(['operations'], { list: 'bullet', indent: 1 }),
  ...line(['variables'], { list: 'bullet', indent: 1 }),
  ...line(['numbers'], { list: 'bullet', indent: 1 }),
  ...line(['Computing the numbers of Bernoulli'], { header: 2 }),
  ...line(['Express the series so that each number follows from those before it.'], { list: 'ordered' }),
  ...line(['Let the cards turn back on themselves: a ', italic('cycle of operations'), '.'], {
    list: 'ordered',
  }),
  ...line(['Check the third result by hand before trusting the seventh.'], { list: 'ordered' }),
  ...line(['for (let n = 1; n <= 7; n += 2) {'], { 'code-block': 'plain' }),
  ...line(['  b[n] = follow(b, n); // 25 operations, 13 of them in the cycle'], { 'code-block': 'plain' }),
  ...line(['}'], { 'code-block': 'plain' }),
  ...line(['Before it goes to print'], { header: 2 }),
  ...line(['Ada: table of operations'], { list: 'checked' }),
  ...line(['Grace: find the first bug, ', ['and tape it into the log book', { strike: true }]], {
    list: 'checked',
  }),
  ...line(['Both: explain ', code('nanoseconds'), ' with a piece of wire'], { list: 'unchecked' }),
  ...line(['Both: read ', link('the sketch that started it', 'https://en.wikipedia.org/wiki/Note_G')], {
    list: 'unchecked',
  }),
  ...line([
    ['It is much easier to apologise than it is to get permission.', { color: '#8b5cf6', italic: true }],
  ]),
];
