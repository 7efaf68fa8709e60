import { gather } from './gather.ts';

gather(import.meta.glob('../security/matrix.test.ts'));
