import { gather } from './gather.ts';

gather(
  import.meta.glob([
    '../admin/*.test.ts',
    '!../admin/{backup,drill}.test.ts',
    '../document/*.test.ts',
    '../user-channel/*.test.ts',
  ]),
);
