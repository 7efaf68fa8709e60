import type { Attributes } from '../../ot/op.ts';
import { shownSize } from '../office/page.ts';
import { escapeValue } from '../xml/escape.ts';
import { PIXEL_EMU } from './own.ts';

/** A picture in the text: `reference` is the attribute of `a:blip` that names it. */
export function drawingXml(
  { attributes, bytes, number }: { attributes: Attributes; bytes: Uint8Array | null; number: number },
  reference: string,
): string {
  const { alt } = attributes;
  const { width, height } = shownSize(attributes, bytes);
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
