import { newCellId } from '../../base/ids.ts';
import { cutDown } from '../../ot/cut-down.ts';
import type { Imported } from '../imported.ts';
import { BaseText } from '../office/base-text.ts';
import { ReadingCost } from '../office/cost.ts';
import type { ReadOptions } from '../office/read-options.ts';
import { Warnings } from '../warnings.ts';
import type { XmlHandler } from '../xml/read-xml.ts';
import { BodyReader } from './body-reader.ts';
import { OdtPackage } from './package.ts';
import { placePictures } from './pictures.ts';
import { Styles } from './read-styles.ts';

/**
 * An OpenDocument text as a document, with its annotations as threads and its tracked changes as suggestions. Throws
 * `UnreadableFile` for what is damaged, encrypted or hostile, `Unreadable` for more than a document may hold.
 */
export async function readOdt(
  bytes: Uint8Array,
  { placeImage, docId = null, newId = newCellId }: ReadOptions,
): Promise<Imported> {
  const cost = new ReadingCost();
  const file = new OdtPackage(bytes, cost);
  const warnings = new Warnings();
  const styles = new Styles(cost, warnings);
  file.read('styles.xml', styles);
  styles.beginText();
  const meta = readMeta(file);
  const pictures = await placePictures(file, { placeImage, cost });
  const base = new BaseText(warnings, cost);
  const body = new BodyReader({
    base,
    cost,
    styles,
    pictures,
    warnings,
    docId,
    newId,
    hasFixedSides: /LibreOffice|OpenOffice|Collabora/i.test(meta.generator),
  });
  file.read('content.xml', contentHandler(styles, body));
  const { document, suggestions } = base.finish('place');
  return {
    title: meta.title.toWellFormed().trim() || null,
    document: cutDown(document, docId).ops,
    images: body.used,
    threads: body.annotations.threads(base),
    suggestions,
    warnings: warnings.list(),
  };
}

// The styles of the text come before it.
function contentHandler(styles: Styles, body: BodyReader): XmlHandler {
  let reader: XmlHandler = styles;
  return {
    open(name, attributes) {
      if (name === 'office:text') reader = body;
      else reader.open(name, attributes);
    },
    close(name) {
      if (name === 'office:text') reader = styles;
      else reader.close(name);
    },
    text(text) {
      reader.text(text);
    },
  };
}

/** The longest title that is taken from a file, in units. */
const LONGEST_TITLE = 500;

function readMeta(file: OdtPackage): { title: string; generator: string } {
  const found = { 'dc:title': '', 'meta:generator': '' };
  let into: keyof typeof found | null = null;
  file.read('meta.xml', {
    open(name) {
      into = name === 'dc:title' || name === 'meta:generator' ? name : null;
    },
    close() {
      into = null;
    },
    text(text) {
      if (into !== null && found[into].length < LONGEST_TITLE) found[into] += text;
    },
  });
  return {
    title: found['dc:title'].slice(0, LONGEST_TITLE),
    generator: found['meta:generator'].slice(0, LONGEST_TITLE),
  };
}
