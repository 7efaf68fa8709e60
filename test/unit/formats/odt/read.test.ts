import { describe, expect, test } from 'vitest';
import { linesOf } from '../../../../src/formats/blocks/lines.ts';
import { codes, document, item, list, p, paragraph, read, style } from '../../../support/odt-parts.ts';

describe('the lines of an OpenDocument text', () => {
  test('are headings by their level, or by the name, the base or the level of their style', async () => {
    const named =
      style('Heading_20_3', '') +
      style('Mine', '', { parent: 'Heading_20_3' }) +
      style('Leveled', '', { more: ' style:default-outline-level="2"' }) +
      style('x1', '', { more: ' style:display-name="Title"' });
    const automatic = style('P1', paragraph('fo:text-align="center"'), { parent: 'Mine' });
    const body =
      '<text:h text:outline-level="9">a</text:h><text:h>b</text:h>' +
      ['P1', 'Leveled', 'x1', 'None'].map((name) => p(name, name)).join('');
    expect(await document(body, { named, automatic })).toEqual([
      { insert: 'a' },
      { insert: '\n', attributes: { header: 6 } },
      { insert: 'b' },
      { insert: '\n', attributes: { header: 1 } },
      { insert: 'P1' },
      { insert: '\n', attributes: { header: 3, align: 'center' } },
      { insert: 'Leveled' },
      { insert: '\n', attributes: { header: 2 } },
      { insert: 'x1' },
      { insert: '\n', attributes: { header: 1 } },
      { insert: 'None\n' },
    ]);
  });

  test('are items of lists by the level of their style, however they nest', async () => {
    const named =
      '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="a"/>' +
      '<text:list-level-style-image text:level="2"/><text:list-level-style-number text:level="3" style:num-format=""/>' +
      '<text:list-level-style-bullet text:level="4" text:bullet-char="☑"/></text:list-style>' +
      '<text:list-style style:name="M"><text:list-level-style-number text:level="1" text:start-value="3" style:num-format="1"/></text:list-style>';
    const body =
      list(
        `<text:list-header>${p('head')}</text:list-header>` +
          item(p('a') + p('more') + list(item(p('b') + list(item(p('none') + list(item(p('box')))))))) +
          item(list(item(p('deep'))) + p('after')) +
          item('<text:h text:outline-level="1"><text:number>1.</text:number>h</text:h>'),
        'L',
      ) + list(item(p('three'), ' text:style-override="M"'), 'L');
    const found = await read(body, { named });
    expect(found.document).toEqual([
      { insert: 'head' },
      { insert: '\n', attributes: { indent: 1 } },
      { insert: 'a' },
      { insert: '\n', attributes: { list: 'ordered' } },
      { insert: 'more' },
      { insert: '\n', attributes: { indent: 1 } },
      { insert: 'b' },
      { insert: '\n', attributes: { list: 'bullet', indent: 1 } },
      { insert: 'none' },
      { insert: '\n', attributes: { indent: 2 } },
      { insert: 'box' },
      { insert: '\n', attributes: { list: 'checked', indent: 3 } },
      { insert: 'deep' },
      { insert: '\n', attributes: { list: 'bullet', indent: 1 } },
      { insert: 'after' },
      { insert: '\n', attributes: { indent: 1 } },
      { insert: 'h' },
      { insert: '\n', attributes: { header: 1 } },
      { insert: 'three' },
      { insert: '\n', attributes: { list: 'ordered' } },
    ]);
    expect(codes(found)).toEqual({ heading_numbers: 1, list_start: 1 });
  });

  test('are boxes to tick by content controls and by fields of forms', async () => {
    const control = (state: boolean): string =>
      `<loext:content-control loext:checkbox="true" loext:checked="${state}">☒</loext:content-control>`;
    const field =
      '<field:fieldmark field:type="vnd.oasis.opendocument.field.FORMCHECKBOX"><field:param field:name="Checkbox_Checked" field:value="true"/></field:fieldmark>';
    const hint = '<loext:content-control loext:showing-place-holder="true">Choose</loext:content-control>';
    expect(await document(p(`${control(false)} one${hint}`) + p(`${field} two ${field}`))).toEqual([
      { insert: 'one' },
      { insert: '\n', attributes: { list: 'unchecked' } },
      { insert: 'two ☒' },
      { insert: '\n', attributes: { list: 'checked' } },
    ]);
  });

  test('have their direction, and the sides of the standard, or those of LibreOffice', async () => {
    const automatic = ['start', 'end', 'left', 'right', 'justify']
      .map((side) => style(`R${side}`, paragraph(`fo:text-align="${side}" style:writing-mode="rl-tb"`)))
      .concat(style('Lend', paragraph('fo:text-align="end"')))
      .join('');
    const body = ['Rstart', 'Rend', 'Rleft', 'Rright', 'Rjustify', 'Lend']
      .map((name) => p('', name))
      .join('');
    const sides = async (meta: string): Promise<unknown[]> =>
      linesOf([...(await document(body, { automatic, meta }))]).map(({ format }) => format.align);
    expect(await sides('')).toEqual([undefined, 'left', 'left', undefined, 'justify', 'right']);
    expect(await sides('<meta:generator>LibreOffice/7.4</meta:generator>')).toEqual([
      'left',
      undefined,
      'left',
      undefined,
      'justify',
      'right',
    ]);
  });

  test('end pages by their styles, and are lines across the page', async () => {
    const automatic =
      style('B', paragraph('fo:break-before="page"')) +
      style('A', paragraph('fo:break-after="page"')) +
      style('M', '', { more: ' style:master-page-name="Standard"' }) +
      style('R', paragraph('fo:border-bottom="1pt solid #000000" fo:border-top="none"'));
    const body = p('1', 'M') + p('2', 'B') + p('3', 'A') + p('4') + p('5', 'M') + p('', 'R');
    const pageBreak = { insert: { 'page-break': true } };
    expect(await document(body)).toEqual([{ insert: '1\n2\n3\n4\n5\n\n' }]);
    expect(await document(body, { automatic })).toEqual([
      { insert: '1\n' },
      pageBreak,
      { insert: '\n2\n3\n' },
      pageBreak,
      { insert: '\n4\n' },
      pageBreak,
      { insert: '\n5\n' },
      { insert: { divider: true } },
      { insert: '\n' },
    ]);
  });
});
