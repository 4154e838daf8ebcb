import { createHmac, randomBytes } from 'node:crypto';
import { verify as verifyArgon2 } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
import type { BasicPlan } from '../../shared/policies/schemes/basic.js';
import type { Exchange } from '../exchange.js';
import type { HashSlots } from './hash-slots.js';
import type { Principal } from './principal.js';
import type { AuthenticationScheme } from './scheme.js';
import { refused, refusedFor, type Verdict, Verified } from './verified.js';
import { writtenPrincipal } from './written-principal.js';

/** Longest credentials in characters. */
const maxCredentials = 1_024;
/** Milliseconds for which a password that was right is not hashed again. */
const rightFor = 5 * 60_000;

interface User {
  readonly principal: Principal;
  readonly hash: string;
}

/** Name and password (RFC 7617) against bcrypt and Argon2 hashes. */
export class Basic implements AuthenticationScheme {
  readonly name: string;
  readonly #realm: string;
  readonly #users: ReadonlyMap<string, User>;
  /** Hashed for users that do not exist, so that the time of an answer does not tell who does. */
  readonly #decoy: string;
  /** Credentials are remembered by a digest under this key only. */
  readonly #secret = randomBytes(32);
  readonly #verified: Verified;
  readonly #slots: HashSlots;
  readonly #now: () => number;

  constructor({ name, realm, users }: BasicPlan, now: () => number, slots: HashSlots) {
    this.name = name;
    this.#realm = realm.replace(/["\\]/g, '\\$&');
    this.#users = new Map(
      users.map((user) => [user.name, { principal: writtenPrincipal(name, user.name, user.claims), hash: user.hash }]),
    );
    this.#decoy = users[0]?.hash ?? '';
    this.#now = now;
    this.#slots = slots;
    this.#verified = new Verified(now);
  }

  authenticate(exchange: Exchange): Principal | null | Promise<Principal | null> {
    const authorization = exchange.header('authorization');
    if (authorization === null || authorization.length > maxCredentials) return null;
    const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
    if (encoded === undefined) return null;
    const digest = createHmac('sha256', this.#secret).update(encoded).digest('base64');
    const known = this.#verified.get(digest);
    return known !== undefined ? known : this.#verified.check(digest, () => this.#verify(encoded));
  }

  challenge(): string {
    return `Basic realm="${this.#realm}", charset="UTF-8"`;
  }

  async #verify(encoded: string): Promise<Verdict> {
    const text = Buffer.from(encoded, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    if (colon < 0 || text.includes('\0')) return refused;
    const password = text.slice(colon + 1);
    const user = this.#users.get(text.slice(0, colon));
    const right = await this.#slots.run(() => isRight(password, user?.hash ?? this.#decoy));
    if (!right || user === undefined) return { principal: null, until: this.#now() + refusedFor };
    return { principal: user.principal, until: this.#now() + rightFor };
  }
}

function isRight(password: string, hash: string): Promise<boolean> {
  return hash.startsWith('$argon2') ? verifyArgon2(hash, password) : verifyBcrypt(password, hash);
}
