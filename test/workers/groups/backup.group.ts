import { gather } from './gather.ts';

// They compare the whole database, so they come first: other tests' work in it would show.
gather(import.meta.glob('../admin/{backup,drill}.test.ts'));
gather(import.meta.glob('../faults/*.test.ts'));
