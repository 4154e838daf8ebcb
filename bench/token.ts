import { createSign, generateKeyPairSync } from 'node:crypto';

const issuer = 'https://issuer.test';
const audience = 'bench';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The scheme that accepts `token`. */
export const scheme = {
  ValidIssuer: issuer,
  ValidAudiences: [audience],
  PublicKeys: [{ Pem: publicKey.export({ type: 'spki', format: 'pem' }) }],
};

/** A token of two hours, with the claims that the policies look at. */
export const token = signed({
  iss: issuer,
  aud: audience,
  sub: 'customer|1234567890',
  scope: 'orders.read orders.write',
  role: 'buyer',
  iat: Math.floor(Date.now() / 1000),
  exp: Math.floor(Date.now() / 1000) + 7200,
});

function signed(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}
