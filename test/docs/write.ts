// npm run law: writes the table of wings into docs/architecture.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { withPicture } from './picture.ts';

const file = new URL('../../docs/architecture.md', import.meta.url);
writeFileSync(file, withPicture(readFileSync(file, 'utf8')));
