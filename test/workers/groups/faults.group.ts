import { gather } from './gather.ts';

gather(import.meta.glob('../faults/*.test.ts'));
