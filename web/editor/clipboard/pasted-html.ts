import { colorHex } from '../colors/parse-color.ts';
import { flattenTables } from './pasted-table.ts';

const HIDDEN_STYLE = 'data-pasted-style';
const TAG = /<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi;
const STYLE_SHEET = /<style\b[^>]*>[\s\S]*?<\/style\s*>/gi;
const STYLE_ATTRIBUTE = /(\s)style(\s*=)/gi;
/** Nothing of these is text that somebody wrote. */
const NO_TEXT = 'script, style, title, noscript, template, svg';
/** What plays or frames something else; our own embeds are spans. */
const PLAYERS = 'video, audio, iframe, object, embed';
/** The class of each of our embeds whose value stands in an attribute. */
const VALUED = '.ql-mention, .ql-formula, .ql-video';

/**
 * Markup without style sheets, and with its style attributes under another name. Reading either from markup offends the content security policy,
 * even in a document that is never shown; setting it through the style object afterwards does not. Nothing unsafe
 * hangs on this: what it misses is refused by the policy and loses its colour.
 */
export function hideStyles(html: string): string {
  return html
    .replace(STYLE_SHEET, '')
    .replace(TAG, (tag) => tag.replace(STYLE_ATTRIBUTE, `$1${HIDDEN_STYLE}$2`));
}

/**
 * Turns the markup of other programs into what the editor reads: styles hidden by `hideStyles` come back, tables become
 * lines, colours, rules and check marks get the form that ours have. Answers whether something of worth was dropped.
 */
export function normalisePasted(pasted: Document): boolean {
  for (const element of pasted.querySelectorAll(NO_TEXT)) element.remove();
  for (const element of pasted.querySelectorAll<HTMLElement>(`[${HIDDEN_STYLE}]`)) {
    element.style.cssText = element.getAttribute(HIDDEN_STYLE) ?? '';
  }
  flattenTables(pasted);
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

/** Says in our form whether an item is ticked, which programs write as an attribute of it or as a box in it. */
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

/** Colours as values that a document may hold. What says nothing of its own, as `inherit` does, leaves none. */
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
  // Their words stay, as words.
  for (const element of empty) element.removeAttribute('class');
  return players.length + empty.length > 0;
}
