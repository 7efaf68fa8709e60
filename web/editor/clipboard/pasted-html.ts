import { colorHex } from '../../../src/base/colors/parse-color.ts';
import { markTables } from './pasted-table.ts';
import { dropBlanks } from './pasted-text.ts';

const HIDDEN_STYLE = 'data-pasted-style';
const TAG = /<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi;
const STYLE_SHEET = /<style\b[^>]*>[\s\S]*?<\/style\s*>/gi;
const STYLE_ATTRIBUTE = /(\s)style(\s*=)/gi;
/** Elements whose content is not text of the author. */
const NO_TEXT = 'script, style, title, noscript, template, svg';
/** Elements that play or frame other content; our own embeds are spans. */
const PLAYERS = 'video, audio, iframe, object, embed';
/** The classes of our embeds that keep their value in an attribute. */
const VALUED = '.ql-mention, .ql-formula, .ql-video, .ql-footnote';

/**
 * Markup without style sheets, and with its style attributes renamed. Parsing either from markup violates the content
 * security policy, even in a document that is never shown; setting styles through the style object afterwards does not.
 * Safety does not depend on this: the policy refuses what it misses, which then loses its colour.
 */
export function hideStyles(html: string): string {
  return html
    .replace(STYLE_SHEET, '')
    .replace(TAG, (tag) => tag.replace(STYLE_ATTRIBUTE, `$1${HIDDEN_STYLE}$2`));
}

/**
 * Normalises other programs' markup for the editor: restores the styles that `hideStyles` renamed, marks the cells
 * of tables, and gives colours, rules and check marks our form. Returns whether relevant content was dropped.
 */
export function normalisePasted(pasted: Document): boolean {
  for (const element of pasted.querySelectorAll(NO_TEXT)) element.remove();
  for (const element of pasted.querySelectorAll<HTMLElement>(`[${HIDDEN_STYLE}]`)) {
    element.style.cssText = element.getAttribute(HIDDEN_STYLE) ?? '';
  }
  dropBlanks(pasted);
  markTables(pasted);
  for (const rule of pasted.querySelectorAll('hr')) rule.replaceWith(divider(pasted));
  for (const item of pasted.querySelectorAll('li')) markChecked(item);
  for (const element of pasted.querySelectorAll<HTMLElement>('[style]')) nameColors(element);
  return dropPlayers(pasted);
}

function divider(pasted: Document): HTMLElement {
  const line = pasted.createElement('p');
  const rule = pasted.createElement('span');
  rule.className = 'ql-divider';
  line.append(rule);
  return line;
}

/** Marks in our form whether an item is checked, which programs write as an attribute or as a checkbox in the item. */
function markChecked(item: HTMLElement): void {
  const box = item.querySelector<HTMLInputElement>('input[type=checkbox]');
  const own = box?.closest('li') === item ? box : null;
  const state =
    item.getAttribute('data-checked') ??
    (item.getAttribute('role') === 'checkbox' ? item.getAttribute('aria-checked') : null) ??
    (own ? String(own.hasAttribute('checked')) : null);
  if (state !== null) item.dataset.list = state === 'true' ? 'checked' : 'unchecked';
  if (!own) return;
  const text = own.nextSibling;
  if (text instanceof Text) text.data = text.data.trimStart();
  own.remove();
}

/** Colours as values that a document may hold. A value without a colour of its own, such as `inherit`, is removed. */
function nameColors(element: HTMLElement): void {
  const color = colorHex(element.style.color);
  const background = colorHex(element.style.backgroundColor);
  if (color !== null && !element.dataset.color) element.dataset.color = color;
  if (background !== null && !element.dataset.background) element.dataset.background = background;
  for (const name of ['color', 'background', 'background-color']) element.style.removeProperty(name);
}

function dropPlayers(pasted: Document): boolean {
  const players = [...pasted.querySelectorAll(PLAYERS)];
  for (const player of players) player.remove();
  const empty = [...pasted.querySelectorAll<HTMLElement>(VALUED)].filter(({ dataset }) => !dataset.value);
  // Their text stays as plain text.
  for (const element of empty) element.removeAttribute('class');
  return players.length + empty.length > 0;
}
