import { readImage } from '../../base/images/read-image.ts';
import type { Attributes } from '../../ot/op.ts';
import { escapeValue } from './escape.ts';
import { PIXEL_EMU } from './own.ts';

/** The width of the text on a page, in pixels. */
export const PAGE_WIDTH = 602;
// Of a picture that stands elsewhere.
const UNKNOWN = { width: 400, height: 300 };

/** A picture in the text: `reference` is the attribute of `a:blip` that names it. */
export function drawingXml(
  { attributes, bytes, number }: { attributes: Attributes; bytes: Uint8Array | null; number: number },
  reference: string,
): string {
  const { alt } = attributes;
  const natural = (bytes === null ? null : readImage(bytes)) ?? UNKNOWN;
  const { width, height } = shownSize(attributes, natural);
  const extent = `cx="${Math.round(width * PIXEL_EMU)}" cy="${Math.round(height * PIXEL_EMU)}"`;
  const described = typeof alt === 'string' ? ` descr="${escapeValue(alt)}"` : '';
  let exact = ` d:width="${escapeValue(String(attributes.width ?? ''))}"`;
  if (attributes.height !== undefined) exact += ` d:height="${escapeValue(String(attributes.height))}"`;
  return (
    `<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent ${extent}/>` +
    `<wp:docPr id="${number}" name="Picture ${number}"${described}${exact}/>` +
    '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>' +
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>' +
    `<pic:nvPicPr><pic:cNvPr id="${number}" name="Picture ${number}"/><pic:cNvPicPr/></pic:nvPicPr>` +
    `<pic:blipFill><a:blip ${reference}/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
    `<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${extent}/></a:xfrm>` +
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>'
  );
}

function shownSize(
  attributes: Attributes,
  natural: { width: number; height: number },
): { width: number; height: number } {
  const ratio = natural.height / Math.max(natural.width, 1);
  const width = Math.min(pixels(attributes.width) ?? natural.width, PAGE_WIDTH);
  const asked = pixels(attributes.height);
  const height = asked !== null && attributes.width !== undefined ? asked : width * ratio;
  return { width: Math.max(width, 1), height: Math.min(Math.max(height, 1), 20_000) };
}

function pixels(value: unknown): number | null {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)(px|%)?\s*$/.exec(String(value)) ?? [];
  if (number === undefined || Number(number) === 0) return null;
  return unit === '%' ? (PAGE_WIDTH * Number(number)) / 100 : Number(number);
}
