import { STYLE_NAMES } from '../office/own.ts';
import { escapeValue } from '../xml/escape.ts';

const HEADINGS = [36, 30, 26, 24, 22, 22];
const CALLOUT_COLORS = { note: '3B6FD4', tip: '2E8B57', warning: 'C27C0E' };

/** The part with the styles. `languages` are those of the blocks of code, by the ids of their styles. */
export function stylesXml(languages: ReadonlyMap<string, string>, namespaces: string): string {
  const headings = HEADINGS.map((size, at) =>
    paragraphStyle(
      { id: `Heading${at + 1}`, name: `heading ${at + 1}`, next: 'Normal' },
      `<w:keepNext/><w:keepLines/><w:spacing w:before="${at < 2 ? 320 : 240}" w:after="80"/><w:outlineLvl w:val="${at}"/>`,
      `<w:b/><w:sz w:val="${size}"/><w:szCs w:val="${size}"/>`,
    ),
  );
  const callouts = Object.entries(CALLOUT_COLORS).map(([kind, color]) =>
    paragraphStyle(
      { id: `Callout-${kind}`, name: `${STYLE_NAMES.callout}: ${kind}` },
      `<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="${color}"/></w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="F4F6F8"/>`,
      '',
    ),
  );
  const code = [...languages].map(([id, language]) =>
    paragraphStyle({ id, name: `${STYLE_NAMES.code}: ${language}`, basedOn: 'CodeBlock' }, '', ''),
  );
  return (
    `<w:styles ${namespaces}><w:docDefaults><w:rPrDefault><w:rPr>` +
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/><w:sz w:val="22"/><w:szCs w:val="22"/>' +
    '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>' +
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>' +
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>' +
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>' +
    `<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:tblPr><w:tblBorders>${borders()}</w:tblBorders></w:tblPr></w:style>` +
    headings.join('') +
    paragraphStyle(
      { id: 'ListParagraph', name: 'List Paragraph' },
      '<w:ind w:left="720"/><w:contextualSpacing/>',
      '',
    ) +
    paragraphStyle(
      { id: 'Quote', name: 'Quote' },
      '<w:pBdr><w:left w:val="single" w:sz="18" w:space="10" w:color="BFC4CC"/></w:pBdr><w:ind w:left="240"/>',
      '<w:i/><w:iCs/><w:color w:val="404040"/>',
    ) +
    paragraphStyle(
      { id: 'CodeBlock', name: STYLE_NAMES.code },
      '<w:shd w:val="clear" w:color="auto" w:fill="F4F5F7"/><w:spacing w:after="0" w:line="240" w:lineRule="auto"/>',
      `${monospaced()}<w:sz w:val="20"/><w:szCs w:val="20"/>`,
    ) +
    code.join('') +
    callouts.join('') +
    paragraphStyle(
      { id: 'HorizontalLine', name: STYLE_NAMES.rule, next: 'Normal' },
      '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="A0A5AE"/></w:pBdr>',
      '',
    ) +
    paragraphStyle(
      { id: 'FootnoteText', name: 'footnote text' },
      '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>',
      '<w:sz w:val="20"/><w:szCs w:val="20"/>',
    ) +
    characterStyle('FootnoteReference', 'footnote reference', '<w:vertAlign w:val="superscript"/>') +
    characterStyle('Hyperlink', 'Hyperlink', '<w:color w:val="0563C1"/><w:u w:val="single"/>') +
    characterStyle(
      'InlineCode',
      STYLE_NAMES.inlineCode,
      `${monospaced()}<w:sz w:val="20"/><w:szCs w:val="20"/><w:shd w:val="clear" w:color="auto" w:fill="F0F1F3"/>`,
    ) +
    '</w:styles>'
  );
}

const BULLETS = ['•', '◦', '▪'];
const NUMBERS = ['decimal', 'lowerLetter', 'lowerRoman'];

/** The part with the lists: the first has bullets, the `count - 1` others numbers from 1. */
export function numberingXml(count: number, namespaces: string): string {
  const levels = (level: (at: number) => string): string =>
    Array.from({ length: 9 }, (_, at) => {
      const place = `<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="${(at + 1) * 720}" w:hanging="360"/></w:pPr>`;
      return `<w:lvl w:ilvl="${at}"><w:start w:val="1"/>${level(at)}${place}</w:lvl>`;
    }).join('');
  const bullets = levels((at) => `<w:numFmt w:val="bullet"/><w:lvlText w:val="${BULLETS[at % 3]}"/>`);
  const numbers = levels((at) => `<w:numFmt w:val="${NUMBERS[at % 3]}"/><w:lvlText w:val="%${at + 1}."/>`);
  const restart = Array.from(
    { length: 9 },
    (_, at) => `<w:lvlOverride w:ilvl="${at}"><w:startOverride w:val="1"/></w:lvlOverride>`,
  ).join('');
  const lists = Array.from(
    { length: count - 1 },
    (_, at) => `<w:num w:numId="${at + 2}"><w:abstractNumId w:val="1"/>${restart}</w:num>`,
  );
  return (
    `<w:numbering ${namespaces}>` +
    `<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>${bullets}</w:abstractNum>` +
    `<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>${numbers}</w:abstractNum>` +
    `<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>${lists.join('')}</w:numbering>`
  );
}

function paragraphStyle(
  { id, name, basedOn = 'Normal', next }: { id: string; name: string; basedOn?: string; next?: string },
  paragraph: string,
  run: string,
): string {
  return (
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${escapeValue(name)}"/><w:basedOn w:val="${basedOn}"/>` +
    (next === undefined ? '' : `<w:next w:val="${next}"/>`) +
    `<w:qFormat/>${paragraph === '' ? '' : `<w:pPr>${paragraph}</w:pPr>`}${run === '' ? '' : `<w:rPr>${run}</w:rPr>`}</w:style>`
  );
}

function characterStyle(id: string, name: string, run: string): string {
  return `<w:style w:type="character" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="DefaultParagraphFont"/><w:rPr>${run}</w:rPr></w:style>`;
}

function monospaced(): string {
  return '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>';
}

function borders(): string {
  return ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
    .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="BFC4CC"/>`)
    .join('');
}
