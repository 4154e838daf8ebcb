import type { ApiKeyPlan } from './schemes/api-key.js';
import type { BasicPlan } from './schemes/basic.js';
import type { ClientCertificateAuthenticationPlan } from './schemes/client-certificate.js';
import type { ExtensionSchemePlan } from './schemes/extension.js';
import type { IntrospectionPlan } from './schemes/introspection.js';
import type { JwtBearerPlan } from './schemes/jwt-bearer.js';

/** Which authentication schemes of a route are tried, in order; the first that succeeds tells who the user is. */
export interface AuthenticationPlan {
  /** At least one; names under `Authentication.Schemes`, in lower case. */
  readonly schemes: readonly string[];
}

/** One scheme under `Authentication.Schemes`. */
export type SchemePlan =
  | JwtBearerPlan
  | ApiKeyPlan
  | BasicPlan
  | IntrospectionPlan
  | ClientCertificateAuthenticationPlan
  | ExtensionSchemePlan;
