import { gather } from './gather.ts';

gather(import.meta.glob(['../routes/*.test.ts', '!../routes/{auth,users,owner}*.test.ts']));
