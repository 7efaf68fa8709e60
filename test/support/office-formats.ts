import { readDocx } from '../../src/formats/docx/read.ts';
import { writeDocx } from '../../src/formats/docx/write.ts';
import type { Imported } from '../../src/formats/imported.ts';
import { readOdt } from '../../src/formats/odt/read.ts';
import { writeOdt } from '../../src/formats/odt/write.ts';
import type { OfficeSource } from '../../src/formats/office/source.ts';
import type { Warning } from '../../src/formats/warnings.ts';

/** A format of office programs, with its reader and writer. */
export interface OfficeFormat {
  readonly ending: 'docx' | 'odt';
  /** The filter of LibreOffice that writes it. */
  readonly filter: string;
  write(source: OfficeSource): { bytes: Uint8Array; warnings: Warning[] };
  read(bytes: Uint8Array, options: Parameters<typeof readDocx>[1]): Promise<Imported>;
}

export const DOCX: OfficeFormat = {
  ending: 'docx',
  filter: 'docx:MS Word 2007 XML',
  write: writeDocx,
  read: readDocx,
};

export const ODT: OfficeFormat = { ending: 'odt', filter: 'odt:writer8', write: writeOdt, read: readOdt };

/** Both of them. */
export const OFFICE_FORMATS = [DOCX, ODT];
