import type { GivenRole } from '../../api/sharing.ts';

/** The roles that an owner can give, strongest first. */
export const GIVEN_ROLES: readonly GivenRole[] = ['editor', 'commenter', 'viewer'];
