import { featureApp } from '../../platform/http/openapi.ts';
import { accessRequestRoutes } from './access-request-routes.ts';
import { linkRoutes } from './link-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { openLinkRoutes } from './open-link-routes.ts';
import { ownerRoutes } from './owner-routes.ts';

/** Who may do what: members, the link of a document and who comes by it, requests for access. */
export const sharingRoutes = featureApp();

for (const routes of [memberRoutes, ownerRoutes, linkRoutes, openLinkRoutes, accessRequestRoutes]) {
  sharingRoutes.route('/', routes);
}
