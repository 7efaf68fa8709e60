// npm run bench -- […]: the Document in cells (cells-run.ts), or with --peers beside other servers (peers/run.ts).
export {};

if (process.argv.includes('--peers')) await import('./peers/run.ts');
else await import('./cells-run.ts');
