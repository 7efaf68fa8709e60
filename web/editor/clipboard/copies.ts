const KEY = 'copies';
const MOST = 8;

/**
 * Names a copy that the user makes. This browser knows the latest by their names, and any page can put any content on
 * the clipboard: only what a user copied here themselves may lead to images of other documents.
 */
export function nameCopy(): string {
  const name = crypto.randomUUID();
  // Without a storage the images of other documents are not copied.
  try {
    localStorage.setItem(KEY, [name, ...known()].slice(0, MOST).join(' '));
  } catch {}
  return name;
}

/** Whether a copy was made in this browser, and is one of the latest. */
export function isOwnCopy(name: string | null): boolean {
  return name !== null && known().includes(name);
}

function known(): string[] {
  try {
    return (localStorage.getItem(KEY) ?? '').split(' ').filter(Boolean);
  } catch {
    return [];
  }
}
