import { isLinkAddress, isWebAddress, uploadOf } from './addresses.ts';
import { isCell } from './cell.ts';
import { isMark } from './marks.ts';
import { either, integer, ON, oneOf, text, type Values } from './values.ts';

/** What a format applies to: text and embeds, the end of a line (its newline), or images alone. */
export type Place = 'text' | 'line' | 'image';

/** A format of the table. Outside its place it is kept, but not drawn. */
export interface Format {
  readonly place: Place;
  readonly values: Values;
}

const COLOR = text('a colour of CSS: hexadecimal, a name, or a function such as `rgb()`', (value) =>
  /^(#[0-9a-f]{3,8}|[a-z]{3,30}|((rgb|hsl)a?|hwb|(ok)?(lab|lch)|color)\([a-z0-9., %/+-]{3,60}\))$/i.test(
    value,
  ),
);
/** The bounds of the width of a column, in pixels of CSS. */
export const [MIN_CELL_WIDTH, MAX_CELL_WIDTH] = [24, 2_000] as const;
const ADDRESS = text('an address that begins with https:, http:, mailto: or tel:', isLinkAddress);
const LANGUAGE = text('the name of a language', (value) => /^[a-z0-9+#._-]{1,32}$/i.test(value));
const CELL = text('`<table>.<row>.<column>`, each of 1 to 12 small letters and digits', isCell);
const DESCRIPTION = text('a string');
const MEASURE = text('a string, as in HTML');

/**
 * Every format that a document may have, by its name: the only table, used by the server, the editor, the clipboard,
 * the history and the docs. New formats outside it are refused; an older log may contain anything (cut-down.ts).
 */
export const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['bold', onText(ON)],
  ['italic', onText(ON)],
  ['underline', onText(ON)],
  ['strike', onText(ON)],
  ['code', onText(ON)],
  ['script', onText(oneOf('sub', 'super'))],
  ['link', onText(ADDRESS)],
  ['color', onText(COLOR)],
  ['background', onText(COLOR)],
  ['header', onLine(integer(1, 6))],
  ['list', onLine(oneOf('bullet', 'ordered', 'checked', 'unchecked'))],
  ['blockquote', onLine(ON)],
  ['code-block', onLine(either(ON, LANGUAGE))],
  ['indent', onLine(integer(1, 8))],
  ['align', onLine(oneOf('left', 'center', 'right', 'justify'))],
  ['direction', onLine(oneOf('rtl', 'ltr'))],
  ['cell', onLine(CELL)],
  ['cell-head', onLine(ON)],
  ['cell-width', onLine(integer(MIN_CELL_WIDTH, MAX_CELL_WIDTH))],
  ['callout', onLine(oneOf('note', 'tip', 'warning'))],
  ['alt', onImages(DESCRIPTION)],
  ['width', onImages(MEASURE)],
  ['height', onImages(MEASURE)],
]);

/** Every embed that a document may have, by its type, and the values that it accepts. Each has the length 1. */
export const EMBEDS: ReadonlyMap<string, Values> = new Map([
  ['image', text("an https: or http: address, or this document's own upload", isImageSource)],
  ['video', text('an https: or http: address', isWebAddress)],
  ['formula', text('a string')],
  ['mention', text('`user:<id>`, `doc:<id>`, `date:<ISO 8601>`, or a name')],
  ['footnote', text('a string')],
  ['divider', ON],
  ['line-break', ON],
  ['page-break', ON],
]);

const NAME = /^[a-z][a-z0-9-]{0,31}$/;
const FORBIDDEN_NAMES = new Set(['constructor', 'prototype']);

/**
 * Whether a format of this name may be removed: older logs contain names that the table lacks. No document holds a
 * mark of a suggestion, so an operation that removes one comes from a client that mistakes its view for the text.
 */
export function isRemovable(name: string): boolean {
  return FORMATS.has(name) || (NAME.test(name) && !FORBIDDEN_NAMES.has(name) && !isMark(name));
}

/** Stands for an embed where only text is possible: one unit, like the embed itself. */
export const OBJECT_REPLACEMENT = '\ufffc';

function onText(values: Values): Format {
  return { place: 'text', values };
}

function onLine(values: Values): Format {
  return { place: 'line', values };
}

function onImages(values: Values): Format {
  return { place: 'image', values };
}

function isImageSource(address: string, docId: string | null): boolean {
  return isWebAddress(address) || (docId !== null && uploadOf(address) === docId);
}
