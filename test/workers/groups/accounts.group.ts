import { gather } from './gather.ts';

gather(
  import.meta.glob([
    '../routes/{auth,users,owner}*.test.ts',
    '../notifications/*.test.ts',
    '../mail/*.test.ts',
  ]),
);
