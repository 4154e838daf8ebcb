// Prints a token that ocelot.json beside it accepts: node token.mjs [user] [audience] [seconds]. Below 0 seconds it has expired.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [user = 'ann', audience = 'shop', seconds = '3600'] = process.argv.slice(2);
const text = readFileSync(new URL('ocelot.json', import.meta.url), 'utf8');
const secret = Buffer.from(/"Value": "([A-Za-z0-9+/]+={0,2})"/.exec(text)[1], 'base64');

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const exp = Math.floor(Date.now() / 1000) + Number(seconds);
const claims = { iss: 'https://issuer.example', aud: audience, sub: user, scope: 'orders.read', exp };
const input = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`;
console.log(`${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`);
