import type { GivenRole } from '../../api/sharing.ts';

/** The assignable roles, strongest first. */
export const OFFERED_ROLES: readonly GivenRole[] = ['editor', 'commenter', 'viewer'];
