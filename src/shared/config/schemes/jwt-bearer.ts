import { z } from 'zod';
import { texts } from '../scalars.js';
import { claimMap, timeSpan } from './scheme-scalars.js';

const signingKey = z.object({
  Id: z.string().optional().describe('Of several keys, tokens whose kid is this Id use this one.'),
  Issuer: z.string().optional().describe('Only tokens of this issuer may use the key. Default: of every valid issuer.'),
  Value: z.string().default('').describe('The secret in base64; best as ${NAME} or ${file:PATH}.'),
  Length: z.number().optional().describe('Bytes of the secret; ignored.'),
});

const publicKey = z.object({
  Id: z
    .string()
    .optional()
    .describe('Of several keys, tokens whose kid is this Id use this one. Default: the kid of Jwk.'),
  Issuer: z.string().optional().describe('Only tokens of this issuer may use the key. Default: of every valid issuer.'),
  Pem: z.string().optional().describe('A public key or a certificate as PEM text; ${file:PATH} reads a file.'),
  Jwk: z.record(z.string(), z.unknown()).optional().describe('A public key as JWK, instead of Pem.'),
});

/** What ASP.NET Core puts into its nested object; read where the scheme itself says nothing. */
const tokenValidationParameters = z.object({
  ValidIssuer: z.string().optional(),
  ValidIssuers: texts.default([]),
  ValidAudience: z.string().optional(),
  ValidAudiences: texts.default([]),
  ValidAlgorithms: texts.default([]),
  ValidTypes: texts.default([]),
  ValidateIssuer: z.boolean().optional().describe('false: every issuer whose key verifies is good.'),
  ValidateAudience: z.boolean().optional().describe('false: audiences are not looked at.'),
  ValidateLifetime: z.boolean().optional(),
  ValidateIssuerSigningKey: z.boolean().optional(),
  RequireExpirationTime: z.boolean().optional(),
  RequireSignedTokens: z.boolean().optional(),
  ClockSkew: timeSpan.optional(),
});

/** JSON Web Tokens in `Authorization: Bearer`, as ASP.NET Core's JWT bearer reads them from configuration. */
export const jwtBearerScheme = z.object({
  Type: z.literal('JwtBearer').optional(),
  Authority: z
    .string()
    .optional()
    .describe('OpenID provider: its keys and issuer come from /.well-known/openid-configuration.'),
  MetadataAddress: z.string().optional().describe('URL of the discovery document, when it is not below Authority.'),
  RequireHttpsMetadata: z.boolean().default(true).describe('false allows http: for Authority and MetadataAddress.'),
  Audience: z.string().optional().describe('Another valid audience.'),
  ValidAudience: z.string().optional().describe('Another valid audience.'),
  ValidAudiences: texts
    .default([])
    .describe('A token must name one of them. Without any, audiences are not looked at.'),
  ValidIssuer: z.string().optional().describe('Another valid issuer.'),
  ValidIssuers: texts.default([]).describe('A token must come from one of them, or from that of Authority.'),
  SigningKeys: z.array(signingKey).default([]).describe('Secrets for HS256, HS384 and HS512.'),
  PublicKeys: z.array(publicKey).default([]).describe('Keys for RS*, PS*, ES* and EdDSA, without a provider.'),
  Algorithms: texts.default([]).describe('Only these of the algorithms that suit the keys. Default: all that do.'),
  TokenTypes: texts.default(['JWT', 'at+jwt']).describe('Values of the header typ; a token without typ is good too.'),
  RequireExpirationTime: z.boolean().optional().describe('false accepts tokens without exp. Default: true.'),
  ClockSkew: timeSpan.optional().describe('How far clocks may differ at exp and nbf. Default: 5m.'),
  MapInboundClaims: z.boolean().default(false).describe('true gives claim types the long names of .NET.'),
  ClaimMap: claimMap,
  TokenValidationParameters: tokenValidationParameters.prefault({}).describe('The same, as nested by ASP.NET Core.'),
});

export type JwtBearerScheme = z.output<typeof jwtBearerScheme>;
export type SigningKey = z.output<typeof signingKey>;
export type PublicKey = z.output<typeof publicKey>;
