/**
 * Goes to a path inside the app; resolves once `sign` selects an element that was not there before. Runs in the page.
 */
export function goInside({ path, sign }: { path: string; sign: string }): Promise<void> {
  return new Promise((done, failed) => {
    const before = new Set(document.querySelectorAll('*'));
    const look = () => {
      if ([...document.querySelectorAll(sign)].every((element) => before.has(element))) return;
      observer.disconnect();
      clearTimeout(patience);
      done();
    };
    const patience = setTimeout(() => failed(new Error(`There is no ${sign} at ${path}.`)), 25_000);
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, attributes: true });
    history.pushState(null, '', path);
    look();
  });
}
