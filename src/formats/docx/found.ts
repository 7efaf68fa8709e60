import type { Origin } from '../imported.ts';
import type { FoundParagraph } from '../office/found.ts';
import type { ParagraphProperties, RunProperties } from './properties.ts';

/** A paragraph of a Word file. */
export type WordParagraph = FoundParagraph<ParagraphProperties>;

/** A run while it is read. */
export interface OpenRun {
  properties: RunProperties;
  before: { properties: RunProperties; by: Origin; exact: string | undefined } | null;
  exact: string | undefined;
}
