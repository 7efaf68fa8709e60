import { STYLE_NAMES } from '../office/own.ts';
import { escapeValue } from '../xml/escape.ts';
import { styleId } from './auto-styles.ts';
import { DECLARATIONS } from './namespaces.ts';
import { LIST_STYLES } from './write-lists.ts';

/** The attributes of links that say how they are drawn. */
export const LINK_STYLES =
  ' text:style-name="Internet_20_link" text:visited-style-name="Visited_20_Internet_20_Link"';

const HEADINGS = [18, 15, 13, 12, 11, 11];
const CALLOUT_COLORS = { note: '#3b6fd4', tip: '#2e8b57', warning: '#c27c0e' };
const MONOSPACED = ' style:font-name="Liberation Mono" fo:font-size="10pt"';
const BULLETS = ['•', '◦', '▪'];
const NUMBERS = ['1', 'a', 'i'];

/** The part with the named styles. `languages` are those of the blocks of code, by the names of their styles. */
export function stylesXml(languages: ReadonlyMap<string, string>): string {
  const headings = HEADINGS.map((size, at) =>
    paragraphStyle(
      { name: `Heading ${at + 1}`, extra: ` style:default-outline-level="${at + 1}"` },
      ` fo:margin-top="${at < 2 ? 16 : 12}pt" fo:margin-bottom="4pt" fo:keep-with-next="always"`,
      ` fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold" fo:font-size="${size}pt"`,
    ),
  );
  const callouts = Object.entries(CALLOUT_COLORS).map(([kind, color]) =>
    paragraphStyle(
      { name: `${STYLE_NAMES.callout}: ${kind}` },
      ` fo:border-left="3pt solid ${color}" fo:border-right="none" fo:border-top="none" fo:border-bottom="none" fo:padding="6pt" fo:background-color="#f4f6f8"`,
      '',
    ),
  );
  const code = [...languages.values()].map((language) =>
    paragraphStyle({ name: `${STYLE_NAMES.code}: ${language}`, parent: STYLE_NAMES.code }, '', ''),
  );
  return (
    `<office:document-styles ${DECLARATIONS} office:version="1.3"><office:font-face-decls>` +
    '<style:font-face style:name="Calibri" svg:font-family="Calibri" style:font-family-generic="swiss" style:font-pitch="variable"/>' +
    '<style:font-face style:name="Liberation Mono" svg:font-family="\'Liberation Mono\'" style:font-family-generic="modern" style:font-pitch="fixed"/>' +
    '</office:font-face-decls><office:styles>' +
    '<style:default-style style:family="paragraph"><style:paragraph-properties fo:orphans="2" fo:widows="2" style:writing-mode="page"/><style:text-properties style:font-name="Calibri" fo:font-size="11pt"/></style:default-style>' +
    '<style:default-style style:family="table"><style:table-properties table:border-model="collapsing"/></style:default-style>' +
    '<style:style style:name="Standard" style:family="paragraph" style:class="text"><style:paragraph-properties fo:margin-bottom="6pt" fo:line-height="115%"/></style:style>' +
    headings.join('') +
    paragraphStyle(
      { name: 'Quotations' },
      ' fo:margin-left="12pt" fo:border-left="2.25pt solid #bfc4cc" fo:border-right="none" fo:border-top="none" fo:border-bottom="none" fo:padding="5pt"',
      ' fo:color="#404040" fo:font-style="italic" style:font-style-asian="italic" style:font-style-complex="italic"',
    ) +
    paragraphStyle(
      { name: STYLE_NAMES.code },
      ' fo:margin-bottom="0in" fo:line-height="100%" fo:background-color="#f4f5f7"',
      MONOSPACED,
    ) +
    code.join('') +
    callouts.join('') +
    paragraphStyle(
      { name: STYLE_NAMES.rule, extra: ' style:next-style-name="Standard"' },
      ' fo:border-bottom="0.75pt solid #a0a5ae" fo:border-left="none" fo:border-right="none" fo:border-top="none" fo:padding="1pt"',
      '',
    ) +
    paragraphStyle(
      { name: STYLE_NAMES.pageBreak, extra: ' style:next-style-name="Standard"' },
      ' fo:margin-bottom="0in" fo:line-height="100%" fo:break-before="page"',
      ' fo:font-size="2pt"',
    ) +
    paragraphStyle(
      { name: 'Footnote' },
      ' fo:margin-left="0.2in" fo:text-indent="-0.2in" fo:margin-bottom="0in" fo:line-height="100%"',
      ' fo:font-size="10pt"',
    ) +
    textStyle('Footnote Symbol', '') +
    textStyle('Footnote anchor', ' style:text-position="super 58%"') +
    textStyle('Internet link', ` fo:color="#0563c1"${underlined()}`) +
    textStyle('Visited Internet Link', ` fo:color="#800080"${underlined()}`) +
    textStyle(STYLE_NAMES.inlineCode, `${MONOSPACED} fo:background-color="#f0f1f3"`) +
    listStyles() +
    '<text:notes-configuration text:note-class="footnote" text:citation-style-name="Footnote_20_Symbol" text:citation-body-style-name="Footnote_20_anchor" style:num-format="1" text:start-value="0" text:footnotes-position="page" text:start-numbering-at="document"/>' +
    '</office:styles><office:automatic-styles><style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" fo:margin-top="1in" fo:margin-bottom="1in" fo:margin-left="1in" fo:margin-right="1in" style:writing-mode="lr-tb"/></style:page-layout></office:automatic-styles>' +
    '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page"/></office:master-styles></office:document-styles>'
  );
}

function listStyles(): string {
  const bullets = (sign: (at: number) => string) => (at: number) =>
    `<text:list-level-style-bullet text:level="${at + 1}" text:bullet-char="${sign(at)}">${place(at)}</text:list-level-style-bullet>`;
  const numbers = (at: number): string =>
    `<text:list-level-style-number text:level="${at + 1}" style:num-format="${NUMBERS[at % 3]}" style:num-suffix=".">${place(at)}</text:list-level-style-number>`;
  const style = (name: string, level: (at: number) => string): string =>
    `<text:list-style style:name="${name}">${Array.from({ length: 10 }, (_, at) => level(at)).join('')}</text:list-style>`;
  return (
    style(
      LIST_STYLES.bullet,
      bullets((at) => BULLETS[at % 3] as string),
    ) +
    style(LIST_STYLES.ordered, numbers) +
    style(
      LIST_STYLES.checked,
      bullets(() => '☒'),
    ) +
    style(
      LIST_STYLES.unchecked,
      bullets(() => '☐'),
    )
  );
}

function place(at: number): string {
  const left = `${(at + 1) * 0.5}in`;
  return `<style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="${left}" fo:text-indent="-0.25in" fo:margin-left="${left}"/></style:list-level-properties>`;
}

function paragraphStyle(
  { name, parent = 'Standard', extra = '' }: { name: string; parent?: string; extra?: string },
  paragraph: string,
  text: string,
): string {
  return (
    `<style:style style:name="${styleId(name)}"${shownName(name)} style:family="paragraph" style:parent-style-name="${styleId(parent)}"${extra}>` +
    (paragraph === '' ? '' : `<style:paragraph-properties${paragraph}/>`) +
    (text === '' ? '' : `<style:text-properties${text}/>`) +
    '</style:style>'
  );
}

function textStyle(name: string, text: string): string {
  return `<style:style style:name="${styleId(name)}"${shownName(name)} style:family="text">${text === '' ? '' : `<style:text-properties${text}/>`}</style:style>`;
}

function shownName(name: string): string {
  return styleId(name) === name ? '' : ` style:display-name="${escapeValue(name)}"`;
}

function underlined(): string {
  return ' style:text-underline-style="solid" style:text-underline-width="auto" style:text-underline-color="font-color"';
}
