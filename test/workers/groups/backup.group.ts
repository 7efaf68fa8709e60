import { gather } from './gather.ts';

// They compare the database as a whole: what others have under way in it would show.
gather(import.meta.glob('../admin/{backup,drill}.test.ts'));
