import Break from 'quill/blots/break.js';
import Cursor from 'quill/blots/cursor.js';
import TextBlot from 'quill/blots/text.js';
import Quill from 'quill/core.js';
import { AlignClass } from 'quill/formats/align.js';
import Blockquote from 'quill/formats/blockquote.js';
import Bold from 'quill/formats/bold.js';
import CodeBlock, { Code } from 'quill/formats/code.js';
import Header from 'quill/formats/header.js';
import IndentClass from 'quill/formats/indent.js';
import Italic from 'quill/formats/italic.js';
import List from 'quill/formats/list.js';
import Script from 'quill/formats/script.js';
import Strike from 'quill/formats/strike.js';
import Underline from 'quill/formats/underline.js';
import { EMBEDS, FORMATS } from '../../src/ot/formats.ts';
import {
  Background,
  Color,
  Divider,
  Footnote,
  Formula,
  Image,
  LineBreak,
  Link,
  Mention,
  PageBreak,
  Unknown,
  Video,
} from './blots/blots.ts';
import { Direction, directLines } from './blots/direction.ts';
import { LINE_ATTRIBUTORS } from './blots/line-attributors.ts';
import { EditorClipboard } from './clipboard/clipboard.ts';
import { Dropping } from './clipboard/dropping.ts';
import { MARK_FORMATS } from './marks/mark-formats.ts';
import { TABLE_BLOTS } from './tables/blots.ts';
import { CellInput } from './tables/cell-input.ts';
import { settleLines } from './tables/settle.ts';
import { EditorHistory } from './undo/editor-history.ts';
import { mendDiff } from './whole-diff.ts';

// The image blot draws these itself.
const DRAWN_BY_IMAGES = [...FORMATS].filter(([, { place }]) => place === 'image').map(([name]) => name);

/**
 * The names that Quill accepts: the table's formats and embeds, the box that stands for any other embed, the marks of
 * suggestions, and the elements around the lines of tables.
 */
export const QUILL_FORMATS = [
  ...FORMATS.keys(),
  ...EMBEDS.keys(),
  Unknown.blotName,
  ...MARK_FORMATS.keys(),
  ...TABLE_BLOTS.map(({ blotName }) => blotName),
].filter((name) => !DRAWN_BY_IMAGES.includes(name));

let registered = false;

/** Registers our formats and modules with Quill on the first call in a page. */
export function registerFormats(): void {
  if (registered) return;
  registered = true;
  mendDiff();
  directLines();
  settleLines();
  // An embed inside a line of code, which only the API can insert, must keep its place.
  CodeBlock.allowedChildren = [
    TextBlot,
    Break,
    Cursor,
    Image,
    Divider,
    Mention,
    Formula,
    Video,
    LineBreak,
    Footnote,
    PageBreak,
    Unknown,
  ];
  Quill.register(
    {
      'formats/bold': Bold,
      'formats/italic': Italic,
      'formats/underline': Underline,
      'formats/strike': Strike,
      'formats/code': Code,
      'formats/script': Script,
      'formats/link': Link,
      'formats/color': Color,
      'formats/background': Background,
      'formats/header': Header,
      'formats/list': List,
      'formats/blockquote': Blockquote,
      'formats/code-block': CodeBlock,
      'formats/indent': IndentClass,
      'formats/align': AlignClass,
      'formats/image': Image,
      'formats/divider': Divider,
      'formats/mention': Mention,
      'formats/formula': Formula,
      'formats/video': Video,
      'formats/line-break': LineBreak,
      'formats/unknown': Unknown,
      ...Object.fromEntries(TABLE_BLOTS.map((blot) => [`formats/${blot.blotName}`, blot])),
      'formats/footnote': Footnote,
      'formats/page-break': PageBreak,
      'formats/direction': Direction,
      ...Object.fromEntries(LINE_ATTRIBUTORS.map((format) => [`formats/${format.attrName}`, format])),
      ...Object.fromEntries([...MARK_FORMATS].map(([name, format]) => [`formats/${name}`, format])),
      'modules/clipboard': EditorClipboard,
      'modules/uploader': Dropping,
      'modules/history': EditorHistory,
      'modules/input': CellInput,
    },
    true,
  );
}
