/** The width of a level of indents, in twentieths of a point. */
export const LEVEL_TWIPS = 720;
/** Twentieths of a point in a pixel of CSS. */
export const PIXEL_TWIPS = 15;
/** Units of DrawingML in a pixel of CSS. */
export const PIXEL_EMU = 9_525;

/** The longest tag of a content control that Word opens. */
export const LONGEST_TAG = 64;
/** What the tags of our content controls begin with. */
export const TAG_PREFIX = 'cde-';
