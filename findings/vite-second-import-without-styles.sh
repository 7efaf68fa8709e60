#!/usr/bin/env bash
# Vite 8.3.8: when the style sheet of a dynamically imported module cannot be fetched, import() rejects ("Unable to preload
# CSS for ..."). A second import() of the same module resolves, although the style sheet can be fetched by then: it is not
# fetched again, so a part of a page that is tried again is shown without its styles.
#
# Why: the preload helper keeps a table of what it has begun to preload. After a failure it sets the entry to undefined but
# leaves the key, and asks whether the key is there (`href in seen`). The link that failed stays in the page too, and a link
# in the page counts as loaded. `build.cssCodeSplit: false` avoids the case: one style sheet is linked by the page itself.
#
# Seen with vite 8.3.8, Node 24, in the built app of a module with one style sheet, on 2026-11-30 (with a page of which only
# links can be made; Chromium 151 did the same):
#   first import:  Unable to preload CSS for file:///assets/part.css, links made: 1
#   second import: the part, links made: 1
# Exits 1 when that changes.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm pkg set type=module
npm install --silent --no-audit --no-fund vite@8.3.8
mkdir web
echo 'p { color: red }' > web/part.css
echo "import './part.css'; export default 'the part';" > web/part.js
echo "globalThis.importPart = () => import('./part.js');" > web/main.js
echo '<script type="module" src="./main.js"></script>' > web/index.html
cat > try.mjs <<'JS'
import { readdirSync } from 'node:fs';
import { build } from 'vite';

await build({
  root: 'web',
  logLevel: 'error',
  // The names of files without hashes, for the output to be the same each time.
  build: {
    minify: false,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { assetFileNames: 'assets/[name][extname]' } },
  },
});

// A page of which only links can be made; the first style sheet cannot be fetched, later ones can.
const links = [];
const styles = () => links.filter(({ rel }) => rel === 'stylesheet');
class Link extends EventTarget {
  relList = { supports: () => true };
}
globalThis.window = new EventTarget();
globalThis.document = {
  querySelector: () => null,
  getElementsByTagName: () => links,
  createElement: () => new Link(),
  head: {
    appendChild(link) {
      links.push(link);
      const type = styles().length === 1 && link.rel === 'stylesheet' ? 'error' : 'load';
      queueMicrotask(() => link.dispatchEvent(new Event(type)));
    },
  },
};
const entry = readdirSync('web/dist/assets').find((name) => /^index.*\.js$/.test(name));
await import(`./web/dist/assets/${entry}`);

async function importPart(which) {
  const seen = await globalThis.importPart().then(
    (module) => module.default,
    (error) => error.message.replace(/file:.*\/assets/, 'file:///assets'),
  );
  console.log(`${which} import: ${seen}, links made: ${styles().length}`);
  return `${seen} ${styles().length}`;
}

const seen = [await importPart('first'), await importPart('second')];
const wanted = ['Unable to preload CSS for file:///assets/part.css 1', 'the part 1'];
process.exit(seen.join() === wanted.join() ? 0 : 1);
JS
node try.mjs
