import { DECLARATIONS, MEDIA_TYPE } from '../../src/formats/odt/namespaces.ts';
import { toUtf8 } from '../../src/formats/utf8.ts';
import { zipOf } from '../../src/formats/zip/zip-writer.ts';

/** What an OpenDocument text has beside its body. */
export interface OdtParts {
  /** Automatic styles of the text. */
  automatic?: string;
  /** Styles with names. */
  named?: string;
  /** The content of `office:meta`. */
  meta?: string;
  /** The entries of the manifest. */
  manifest?: string;
  mimetype?: string;
  files?: Record<string, Uint8Array>;
}

const FIELD = 'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"';

/** An OpenDocument text that is not made by our writer. */
export function odtFile(
  body: string,
  { automatic = '', named = '', meta = '', manifest = '', mimetype = MEDIA_TYPE, files = {} }: OdtParts = {},
): Uint8Array {
  const root = (name: string, inner: string): Uint8Array =>
    toUtf8(`<office:${name} ${DECLARATIONS} ${FIELD}>${inner}</office:${name}>`);
  const content = `<office:automatic-styles>${automatic}</office:automatic-styles><office:body><office:text>${body}</office:text></office:body>`;
  return zipOf([
    ['mimetype', toUtf8(mimetype), null],
    ['content.xml', root('document-content', content)],
    ['styles.xml', root('document-styles', `<office:styles>${named}</office:styles>`)],
    ['meta.xml', root('document-meta', `<office:meta>${meta}</office:meta>`)],
    [
      'META-INF/manifest.xml',
      toUtf8(
        `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">${manifest}</manifest:manifest>`,
      ),
    ],
    ...Object.entries(files).map(([path, bytes]) => [path, bytes, null] as const),
  ]);
}
