import type Quill from 'quill/core.js';
import { openableLink } from '../address/link-address.ts';
import { linkAtCaret } from './link-at.ts';

/**
 * Opens a link's address in a new window without an opener or a referrer. Returns whether the address may be opened.
 */
export function openLink(stored: string): boolean {
  const address = openableLink(stored);
  if (address === null) return false;
  const link = document.createElement('a');
  link.href = address;
  link.rel = 'noopener noreferrer';
  link.target = '_blank';
  link.click();
  return true;
}

/**
 * Opens links in editable text on Ctrl- or Command-click, and the one at the caret on Alt-Enter. A plain click sets the
 * caret. In read-only text, links work as on any page.
 */
export function openLinks(quill: Quill): void {
  const { root } = quill;
  root.addEventListener('click', (event) => {
    if (!quill.isEnabled() || !(event.ctrlKey || event.metaKey)) return;
    const link = (event.target as Element).closest<HTMLElement>('a[data-link]');
    if (!link) return;
    event.preventDefault();
    openLink(link.dataset.link ?? '');
  });
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (!openLink(linkAtCaret(quill).address)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}
