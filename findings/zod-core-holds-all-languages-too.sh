#!/usr/bin/env bash
# zod 4.6.7 bundled by esbuild 0.28.2 (as wrangler does): the messages of zod in 63 further languages are kept although a
# program uses none of them, and leaving out `z.locales` does not help.
#
# Why: zod exports its namespace as `z`. esbuild follows members of `import * as z`, but not of a namespace that another
# module exports under a name, so `import { z } from 'zod'` keeps the whole of it (Rollup and webpack shake that form). A
# program on @hono/zod-openapi cannot choose the other form: the library hands `z` to a function as a value. Both
# `z.locales` and `z.core.locales` lead to all languages. A stand-in for `zod` has to leave out both.
#
# Seen with zod 4.6.7, @hono/zod-openapi 1.6.3, hono 4.13.19, esbuild 0.28.2, Node 24, on 2026-11-30:
#   import { z }:                  63 languages, 263172 of 453897 bytes
#   import * as z:                 1 languages, 2688 of 75448 bytes
#   @hono/zod-openapi:             63 languages, 263172 of 511534 bytes
#   the same without z.locales:    63 languages, 263172 of 511563 bytes
#   and without z.core.locales:    1 languages, 2688 of 250391 bytes
# Exits 1 when the numbers of languages change.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 @hono/zod-openapi@1.6.3 hono@4.13.19 esbuild@0.28.2
cat > try.mjs <<'JS'
import { build } from 'esbuild';

const USE = "console.log(z.string().parse('a'));";
const OPENAPI = "import { OpenAPIHono, z } from '@hono/zod-openapi'; new OpenAPIHono(); " + USE;

async function languages(name, contents, plugin) {
  const { metafile } = await build({
    stdin: { contents, resolveDir: '.' },
    ...{ bundle: true, minify: true, format: 'esm', write: false, metafile: true, logLevel: 'error' },
    plugins: plugin ? [plugin] : [],
  });
  const [{ inputs, bytes }] = Object.values(metafile.outputs);
  const kept = Object.entries(inputs).filter(
    ([path, { bytesInOutput }]) => /zod\/v4\/locales\/(?!index)/.test(path) && bytesInOutput > 0,
  );
  const sum = kept.reduce((total, [, { bytesInOutput }]) => total + bytesInOutput, 0);
  console.log(`${(name + ':').padEnd(30)} ${kept.length} languages, ${sum} of ${bytes} bytes`);
  return kept.length;
}

// A stand-in for zod. A name of a module's own hides the one that `export *` brings.
function standIn(more) {
  const modules = {
    zod: "import * as z from 'names'; export * from 'names'; export { z };",
    names: "export * from 'zod/v4'; export const locales = {}; export const z = undefined; " + more,
    core: "export * from 'zod/v4/core'; export const locales = {};",
  };
  return {
    name: 'stand-in',
    setup(bundle) {
      bundle.onResolve({ filter: /^(zod|names|core)$/ }, ({ path }) => ({ path, namespace: 'stand-in' }));
      bundle.onLoad({ filter: /.*/, namespace: 'stand-in' }, ({ path }) => ({ contents: modules[path], resolveDir: '.' }));
    },
  };
}

const seen = [
  await languages('import { z }', "import { z } from 'zod'; " + USE),
  await languages('import * as z', "import * as z from 'zod'; " + USE),
  await languages('@hono/zod-openapi', OPENAPI),
  await languages('the same without z.locales', OPENAPI, standIn('')),
  await languages('and without z.core.locales', OPENAPI, standIn("export * as core from 'core';")),
];
process.exit(seen.join() === '63,1,63,63,1' ? 0 : 1);
JS
node try.mjs
