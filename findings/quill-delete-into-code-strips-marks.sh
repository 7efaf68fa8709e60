#!/usr/bin/env bash
# Quill 2.0.3: deleting a selection that begins in a paragraph and ends in a code block strips every mark from the text
# that stays of the paragraph, although what is left is a paragraph, as before.
#
# Why: `deleteRange` (modules/keyboard.js), which Backspace, Delete, typing over a selection and cut all use, first
# deletes the text and then gives the line the formats of the first one. After the deletion the two halves are one line
# that ends with the newline of the code block; a code block holds plain text only, so the marks, links and colours of
# the paragraph's text are gone before the line becomes a paragraph again. Formatting the newline first keeps them.
#
# Seen with quill 2.0.3, jsdom 26.1.0, Node 20 and 24, on 2026-11-29:
#   before: [{"attributes":{"bold":true},"insert":"bold"},{"insert":" text\ncode"},{"attributes":{"code-block":"plain"},"insert":"\n"}]
#   after:  [{"insert":"bold de\n"}]                       (expected: "bold" still bold)
# Exits 1 when the marks survive.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund quill@2.0.3 jsdom@26.1.0
cat > try.mjs <<'JS'
import { JSDOM } from 'jsdom';
const { window } = new JSDOM('<!doctype html><div id="host"></div>', { pretendToBeVisual: true });
const names = ['document', 'navigator', 'Node', 'Element', 'HTMLElement', 'Text', 'MutationObserver', 'Range', 'DOMParser', 'Event'];
for (const name of ['window', ...names]) {
  Object.defineProperty(globalThis, name, { value: name === 'window' ? window : window[name], configurable: true });
}
const { default: Quill } = await import('quill');
const { deleteRange } = await import('quill/modules/keyboard.js');
const quill = new Quill('#host', { modules: { toolbar: false } });
quill.setContents([
  { insert: 'bold', attributes: { bold: true } },
  { insert: ' text\ncode' },
  { insert: '\n', attributes: { 'code-block': true } },
]);
console.log('before:', JSON.stringify(quill.getContents().ops));
deleteRange({ quill, range: { index: 5, length: 7 } });
console.log('after: ', JSON.stringify(quill.getContents().ops));
process.exit(quill.getFormat(0, 4).bold ? 1 : 0);
JS
node try.mjs
