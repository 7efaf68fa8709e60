import { featureApp } from '../../platform/http/openapi.ts';
import { accessRequestRoutes } from './access-request-routes.ts';
import { linkRoutes } from './link-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { openLinkRoutes } from './open-link-routes.ts';
import { ownerRoutes } from './owner-routes.ts';

/** Access to documents: members, links and their guests, requests for access. */
export const sharingRoutes = featureApp();

for (const routes of [memberRoutes, ownerRoutes, linkRoutes, openLinkRoutes, accessRequestRoutes]) {
  sharingRoutes.route('/', routes);
}
