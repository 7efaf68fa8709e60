import { gather } from './gather.ts';

gather(import.meta.glob('../document/*.test.ts'));
