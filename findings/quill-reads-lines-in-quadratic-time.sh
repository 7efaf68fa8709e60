#!/usr/bin/env bash
# Quill 2.0.3: reading the text takes time that grows with the square of its lines where each line has a format of its
# own, as the cells of a table and the items of several lists have. It is read after each change that is not a mere letter.
#
# Why: `Editor.getDelta` (core/editor.js) joins the lines by `delta.concat(line.delta())`, and `concat` of quill-delta
# copies all operations so far for each further line. Lines without formats become one operation, and are not affected.
# Pushing the operations of each line onto one array gives the same delta.
#
# Seen with quill-delta 5.1.0, Node 24, on 2026-11-30 (a busy machine; the ratio is what matters):
#   1,500 lines: 72 ms; 6,000 lines: 1737 ms
# Exits 1 when four times the lines take less than eight times as long.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund quill-delta@5.1.0
cat > try.mjs <<'JS'
import quillDelta from 'quill-delta';
const Delta = quillDelta.default ?? quillDelta;
const read = (count) => {
  const lines = Array.from({ length: count }, (_, at) => new Delta().insert('word').insert('\n', { cell: `t.r.c${at}` }));
  const begun = performance.now();
  lines.reduce((all, line) => all.concat(line), new Delta());
  return performance.now() - begun;
};
read(500);
const [few, many] = [1_500, 6_000].map((count) => read(count));
console.log(`1,500 lines: ${few.toFixed(0)} ms; 6,000 lines: ${many.toFixed(0)} ms`);
process.exit(many > 8 * few ? 0 : 1);
JS
node try.mjs
