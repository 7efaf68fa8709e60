import type { Page } from 'playwright-core';
import type { Person } from './person.ts';

/** Opens the list of a person's documents. */
export async function home(person: Person): Promise<Page> {
  const page = await person.load('/');
  await page.locator('.account-button').waitFor();
  return page;
}

/** Signs out by the menu of the account. */
export async function signOut(page: Page): Promise<void> {
  await page.locator('.account-button').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

/** Whether the session of this browser, which the person's token belongs to, is still valid. */
export async function holds(person: Person): Promise<boolean> {
  return person.api('GET', '/v1/auth/sessions').then(
    () => true,
    () => false,
  );
}

/** The drafts of comments that this tab keeps. */
export function drafts(page: Page): Promise<string> {
  return page.evaluate(() =>
    Object.entries(sessionStorage)
      .filter(([key]) => key.startsWith('comment '))
      .map(([, draft]) => draft)
      .join(),
  );
}

/** All that a database of this browser holds; the outbox unless another one is named. */
export function stored(page: Page, name = 'outbox', stores = ['records', 'kept']): Promise<string> {
  return page.evaluate(
    ([name, stores]) =>
      new Promise<string>((done, failed) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction(stores);
          const all = stores.map((store) => reading.objectStore(store).getAll());
          reading.oncomplete = () => {
            opening.result.close();
            done(JSON.stringify(all.map(({ result }) => result)));
          };
        };
      }),
    [name, stores] as const,
  );
}

/** Stores a suggestion as a tab that has died left it, in the form that every version of the app reads. */
export function leaveDraft(
  page: Page,
  { docId, userId, version, delta }: { docId: string; userId: string; version: number; delta: object[] },
): Promise<void> {
  const draft = { id: 'draft-1', suggestion: null, review: 0, version, generation: 0, base: [], delta };
  const drafts = [{ ...draft, request: null, sent: [] }];
  const record = { docId, userId, tab: `dead-tab-of-${userId}`, drafts, savedAt: Date.now() };
  return page.evaluate(
    (record) =>
      new Promise<void>((done, failed) => {
        const opening = indexedDB.open('suggestions', 1);
        opening.onupgradeneeded = () =>
          opening.result
            .createObjectStore('records', { keyPath: ['docId', 'tab'] })
            .createIndex('owner', ['docId', 'userId']);
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const writing = opening.result.transaction('records', 'readwrite');
          writing.objectStore('records').put(record);
          writing.oncomplete = () => {
            opening.result.close();
            done();
          };
        };
      }),
    record,
  );
}
