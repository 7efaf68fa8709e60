/** The highlight that `==` of Markdown and `<mark>` of HTML stand for: the first of the palette. */
export const HIGHLIGHT = '#eceef1';

/** An attribute of our HTML: the type of an embed, on the element that shows it. */
export const EMBED_ATTRIBUTE = 'data-embed';
/** The value of that embed, where the element itself does not have it. */
export const VALUE_ATTRIBUTE = 'data-value';
/** JSON of the formats of a run that HTML does not say. */
export const FORMAT_ATTRIBUTE = 'data-format';
/** JSON of the formats of a line that HTML does not say: null for one that it says, and the line does not have. */
export const LINE_ATTRIBUTE = 'data-line';
/** On a block that follows an equal one as lines of one block do: no empty line parts them. */
export const JOINED_ATTRIBUTE = 'data-joined';
