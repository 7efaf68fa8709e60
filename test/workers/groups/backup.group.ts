import { gather } from './gather.ts';

gather({
  // They compare the whole database, so they come first: other tests' work in it would show.
  ...import.meta.glob('../admin/{backup,drill}.test.ts'),
  ...import.meta.glob('../faults/*.test.ts'),
});
