import { describe, expect, test } from 'vitest';
import { png } from '../../../support/images.ts';
import { codes, document, p, read, style, text } from '../../../support/odt-parts.ts';

describe('the text of an OpenDocument text', () => {
  test('has white space as the standard has it', async () => {
    const body =
      '<text:p>\n  a \t b <text:span> c</text:span><text:s text:c="2"/> d<text:tab/> e<text:line-break/> f\n </text:p>' +
      p('g ') +
      p('<text:soft-page-break/>h<text:bookmark-start text:name="x"/>i');
    expect(await document(body)).toEqual([
      { insert: 'a b c   d\t e' },
      { insert: { 'line-break': true } },
      { insert: ' f\ng \nhi\n' },
    ]);
  });

  test('has the marks of its spans and their styles, and colours by value', async () => {
    const named =
      style('Strong', text('fo:font-weight="bold"'), { family: 'text' }) +
      style('Source_20_Text', text('style:font-name="Mono" fo:color="#00ff00"'), { family: 'text' }) +
      style('Body', text('fo:color="#111111" fo:font-weight="bold"'));
    const automatic =
      style('T1', text('fo:font-weight="normal" fo:font-style="italic"'), {
        family: 'text',
        parent: 'Strong',
      }) +
      style('T2', text('fo:color="#ff0000" fo:background-color="transparent"'), {
        family: 'text',
        parent: 'Strong',
      }) +
      style('T3', text('style:text-position="-33% 58%" style:text-line-through-style="solid"'), {
        family: 'text',
      }) +
      style(
        'T4',
        text('style:font-name="Courier New" fo:color="#000000" style:text-underline-style="wave"'),
        {
          family: 'text',
        },
      ) +
      style('P1', text('fo:font-weight="bold" fo:color="#222222"'), { parent: 'Body' });
    const span = (name: string, inner: string): string =>
      `<text:span text:style-name="${name}">${inner}</text:span>`;
    const body =
      p(span('T1', `a${span('T2', 'b')}`) + span('T3', 'c') + span('T4', 'd') + span('Source_20_Text', 'e')) +
      p('f', 'P1');
    expect(await document(body, { named, automatic })).toEqual([
      { insert: 'a', attributes: { italic: true } },
      { insert: 'b', attributes: { bold: true, italic: true, color: '#ff0000' } },
      { insert: 'c', attributes: { strike: true, script: 'sub' } },
      { insert: 'd', attributes: { underline: true, code: true } },
      { insert: 'e', attributes: { code: true } },
      { insert: '\n' },
      { insert: 'f', attributes: { bold: true, color: '#222222' } },
      { insert: '\n' },
    ]);
  });

  test('has links, and not the look that programs give them', async () => {
    const automatic = style('T', text('fo:color="#1155cc" style:text-underline-style="solid"'), {
      family: 'text',
    });
    const link = (href: string, inner: string): string =>
      `<text:a xlink:type="simple" xlink:href="${href}">${inner}</text:a>`;
    const found = await read(
      p(
        link('https://example.com/', '<text:span text:style-name="T">a</text:span>') +
          link('#b', 'b') +
          link('file:///c', 'c'),
      ),
      { automatic },
    );
    expect(found.document).toEqual([
      { insert: 'a', attributes: { link: 'https://example.com/' } },
      { insert: 'bc\n' },
    ]);
    expect(codes(found)).toEqual({ internal_links: 1, dropped_address: 1 });
  });

  test('has images of the file and links to others, by their first kind that can be had', async () => {
    const frame = (inner: string, size = ''): string =>
      `<draw:frame${size}>\n${inner}\n<svg:title>t</svg:title></draw:frame>`;
    const image = (href: string): string => `<draw:image xlink:href="${href}"/>`;
    const found = await read(
      p(
        frame(image('Pictures/a.svm') + image('./Pictures/b.png'), ' svg:width="2in"') +
          frame(`${image('https://example.com/c.png')}<svg:desc>d</svg:desc>`) +
          frame(image('Pictures/gone.png')) +
          frame('<draw:object xlink:href="Object 1"/>') +
          '<draw:custom-shape><text:p>shape</text:p></draw:custom-shape><draw:line/>',
      ) + frame(image('https://example.com/page.png')),
      { files: { 'Pictures/a.svm': new Uint8Array([1]), 'Pictures/b.png': png(10, 10) } },
    );
    const inside = `https://example.com/${png(10, 10).length}`;
    expect(found.document).toEqual([
      { insert: { image: inside }, attributes: { alt: 't', width: '192' } },
      { insert: { image: 'https://example.com/c.png' }, attributes: { alt: 'd' } },
      { insert: 'tt\nshape\n' },
      { insert: { image: 'https://example.com/page.png' }, attributes: { alt: 't' } },
      { insert: '\n' },
    ]);
    expect([...found.images]).toEqual([inside]);
    expect(codes(found)).toEqual({ dropped_image: 1, dropped_element: 2 });
  });

  test('has the text of indexes, fields and readings, and none of what is beside it', async () => {
    const body =
      '<text:sequence-decls><text:sequence-decl/></text:sequence-decls><office:forms>x</office:forms>' +
      `<text:table-of-content><text:table-of-content-source>${p('no')}</text:table-of-content-source><text:index-body>${p('Entry')}</text:index-body></text:table-of-content>` +
      p(
        '<text:date>today</text:date> <text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby>',
      ) +
      `<text:section text:display="none">${p('secret')}</text:section>`;
    const found = await read(body);
    expect(found.document).toEqual([{ insert: 'Entry\ntoday 漢(kan)\n' }]);
    expect(codes(found)).toEqual({ hidden_text: 1 });
  });
});
