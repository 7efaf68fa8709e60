import { gather } from './gather.ts';

gather(import.meta.glob('../notifications/*.test.ts'));
