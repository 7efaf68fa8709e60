import { gather } from './gather.ts';

gather(import.meta.glob('../archive/*.test.ts'));
