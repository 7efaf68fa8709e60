import type { PlaceImage } from '../imported.ts';

/** What a reader of files of office programs may know of the document that it reads for. */
export interface ReadOptions {
  placeImage: PlaceImage;
  /** The document's id; null before there is one: then no image that is linked is its own. */
  docId?: string | null;
  /** Ids of tables, rows and columns, each of them new. */
  newId?: () => string;
}
