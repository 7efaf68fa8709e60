import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drafts } from '../../../web/api/drafts.ts';
import { keptModes } from '../../../web/api/kept-modes.ts';

/** A storage whose items are its properties, as in a browser. */
function storage(): Storage {
  const methods = {
    getItem(this: Record<string, string>, key: string) {
      return this[key] ?? null;
    },
    setItem(this: Record<string, string>, key: string, value: string) {
      this[key] = value;
    },
    removeItem(this: Record<string, string>, key: string) {
      delete this[key];
    },
  };
  return Object.create(methods) as Storage;
}

beforeEach(() => void vi.stubGlobal('sessionStorage', storage()));
afterEach(() => void vi.unstubAllGlobals());

test('signing out removes all drafts of the user, and nothing of another user', () => {
  drafts.set('ada', 'doc-1 new', 'half');
  drafts.set('ada', 'doc-2 reply', 'an answer');
  drafts.set('ada2', 'doc-1 new', 'of another');
  sessionStorage.setItem('link', 'of no user');
  drafts.drop('ada');
  expect({ ...sessionStorage }).toEqual({ 'comment ada2 doc-1 new': 'of another', link: 'of no user' });
  drafts.welcome('ada');
});

test('what is still under way after signing out keeps nothing, until the user is here again', () => {
  drafts.drop('ada');
  drafts.set('ada', 'doc-1 new', 'late');
  expect(drafts.get('ada', 'doc-1 new')).toBeNull();
  drafts.welcome('ada');
  drafts.set('ada', 'doc-1 new', 'again');
  expect(drafts.get('ada', 'doc-1 new')).toBe('again');
});

test('a browser without storage keeps nothing, and nothing fails', () => {
  vi.stubGlobal('sessionStorage', undefined);
  drafts.set('ada', 'doc-1 new', 'half');
  drafts.drop('ada');
  drafts.welcome('ada');
  expect(drafts.get('ada', 'doc-1 new')).toBeNull();
});

test('the mode of a document is forgotten with the user', () => {
  vi.stubGlobal('localStorage', storage());
  keptModes.set('ada', 'doc-1', 'suggesting');
  keptModes.set('ben', 'doc-1', 'viewing');
  keptModes.drop('ada');
  expect({ ...localStorage }).toEqual({ 'mode ben doc-1': 'viewing' });
  keptModes.welcome('ada');
});
