// TypeScript: a hook that lets in the tenants of a route's metadata, and a placeholder for header transforms.
import { defineExtensions, type Hook } from 'margay';

const PreAuthentication: Hook = async (context, next) => {
  const tenants = context.metadata.list('tenants');
  const tenant = context.request.header('X-Tenant');
  if (tenants.length > 0 && (tenant === null || !tenants.includes(tenant))) {
    context.respond(403, { 'Content-Type': 'text/plain' }, `One of ${tenants.join(', ')} may call.\n`);
    return;
  }
  context.user = { scheme: 'Tenant', name: tenant, claims: { tenant: tenant ?? [] } };
  await next();
};

export default defineExtensions({
  hooks: { PreAuthentication },
  placeholders: { TenantName: ({ header }) => header('X-Tenant') },
});
