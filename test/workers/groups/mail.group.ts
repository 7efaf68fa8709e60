import { gather } from './gather.ts';

gather(import.meta.glob('../mail/*.test.ts'));
