import { z } from 'zod';
import { apiKeyScheme } from './schemes/api-key.js';
import { basicScheme } from './schemes/basic.js';
import { clientCertificateScheme } from './schemes/client-certificate.js';
import { extensionScheme } from './schemes/extension.js';
import { introspectionScheme } from './schemes/introspection.js';
import { jwtBearerScheme } from './schemes/jwt-bearer.js';

/** Without `Type` a scheme is JWT bearer, as the sections that ASP.NET Core reads. */
export const authenticationScheme = z.discriminatedUnion(
  'Type',
  [jwtBearerScheme, apiKeyScheme, basicScheme, introspectionScheme, clientCertificateScheme, extensionScheme],
  { error: 'must be JwtBearer, ApiKey, Basic, Introspection, ClientCertificate or Extension' },
);

export const authentication = z.object({
  Schemes: z
    .record(z.string(), authenticationScheme)
    .default({})
    .describe(
      'Authentication schemes by name, as in ASP.NET Core: { "Bearer": { "ValidIssuer": …, "ValidAudiences": […], "SigningKeys": […] } }.',
    ),
});

export type Authentication = z.output<typeof authentication>;
export type AuthenticationScheme = z.output<typeof authenticationScheme>;
