import { gather } from './gather.ts';

gather(import.meta.glob('../user-channel/*.test.ts'));
