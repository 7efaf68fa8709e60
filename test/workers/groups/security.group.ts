import { gather } from './gather.ts';

gather(import.meta.glob('../security/*.test.ts'));
