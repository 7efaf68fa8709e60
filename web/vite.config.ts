import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { name, needsScript, tagline } from './ui/i18n/en-page.ts';

/** Puts what index.html says, `{{name}}`, in from the catalogue of words. */
function pageWords(): Plugin {
  const words = new Map(Object.entries({ name, needsScript, tagline }));
  const wordOf = (mark: string, word: string): string => {
    const text = words.get(word);
    if (text === undefined) throw new Error(`index.html says ${mark}, which is no word of the catalogue`);
    return text;
  };
  return {
    name: 'page-words',
    transformIndexHtml: (html) => html.replaceAll(/\{\{(\w+)\}\}/g, wordOf),
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), pageWords()],
  // Also where the environment says otherwise, as a test runner's does: React's development build is twice the size.
  define: { 'process.env.NODE_ENV': JSON.stringify('production') },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: true,
    // The content security policy forbids data: fonts and inline scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    // One style sheet of 13 KB for all parts: one that fails with its part is not fetched again with it by Vite, and the
    // part would be shown without styles.
    cssCodeSplit: false,
    // No links for parts: WebKit keeps a script whose link failed while its page went away, and never requests it again
    // in that process. What parts share is one small chunk, and what every page needs is linked by the page itself.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_file, dependencies, { hostType }) => (hostType === 'html' ? dependencies : []),
    },
    rolldownOptions: {
      // Loading a module of the client library does nothing: a page that takes one thing through its door takes no other.
      treeshake: { moduleSideEffects: [{ test: /\/web\/collab\//, sideEffects: false }] },
      output: {
        // Every page needs what the entry imports: shared between lazy pages it would be cut into thirty requests.
        // Libraries stay apart, since they change less often than the app.
        codeSplitting: {
          groups: [
            { name: 'libraries', test: /node_modules/, tags: ['$initial'], priority: 1 },
            { name: 'app', tags: ['$initial'] },
            { name: 'shared', minShareCount: 2, maxModuleSize: 4_000 },
          ],
        },
      },
    },
  },
});
