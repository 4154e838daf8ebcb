import { X509Certificate } from 'node:crypto';
import type { ClientCertificateAuthenticationPlan } from '../../shared/policies/schemes/client-certificate.js';
import type { Exchange } from '../exchange.js';
import { Claims } from './claims.js';
import { certificateIn, certificatesIn } from './client-cert-field.js';
import type { Principal } from './principal.js';
import type { AuthenticationScheme } from './scheme.js';
import { refusedFor, Verified } from './verified.js';

/** Milliseconds for which a certificate is not looked at again. */
const goodFor = 5 * 60_000;
const maxIntermediates = 5;
/** Extended key usages that suit a client: TLS client, and any. */
const clientUsages = ['1.3.6.1.5.5.7.3.2', '2.5.29.37.0'];

/** Certificates of clients as a trusted proxy tells them; from others the step has taken the fields away. */
export class ClientCertificate implements AuthenticationScheme {
  readonly name: string;
  readonly #thumbprints: ReadonlySet<string> | null;
  readonly #roots: readonly X509Certificate[] | null;
  readonly #verified: Verified;
  readonly #now: () => number;

  constructor({ name, thumbprints, roots }: ClientCertificateAuthenticationPlan, now: () => number) {
    this.name = name;
    this.#thumbprints = thumbprints === null ? null : new Set(thumbprints);
    this.#roots = roots?.map((pem) => new X509Certificate(pem)) ?? null;
    this.#verified = new Verified(now);
    this.#now = now;
  }

  authenticate(exchange: Exchange): Principal | null {
    const field = exchange.header('client-cert');
    if (field === null) return null;
    const chain = this.#roots === null ? '' : (exchange.header('client-cert-chain') ?? '');
    const key = `${field}\n${chain}`;
    const known = this.#verified.get(key);
    if (known !== undefined) return known;
    const certificate = certificateIn(field);
    const principal = certificate !== null && this.#accepts(certificate, chain) ? this.#principal(certificate) : null;
    const end = principal === null ? this.#now() + refusedFor : Date.parse(certificate!.validTo);
    this.#verified.keep(key, { principal, until: Math.min(end, this.#now() + goodFor) });
    return principal;
  }

  challenge(): string {
    return 'ClientCertificate';
  }

  #accepts(certificate: X509Certificate, chain: string): boolean {
    const usages = certificate.keyUsage as readonly string[] | undefined;
    if (usages !== undefined && !usages.some((usage) => clientUsages.includes(usage))) return false;
    if (!isValid(certificate, this.#now())) return false;
    if (this.#thumbprints !== null && !this.#thumbprints.has(thumbprint(certificate))) return false;
    return this.#roots === null || this.#leadsToRoot(certificate, this.#roots, certificatesIn(chain));
  }

  #leadsToRoot(
    certificate: X509Certificate,
    roots: readonly X509Certificate[],
    chain: readonly X509Certificate[],
  ): boolean {
    let current = certificate;
    for (let depth = 0; depth <= maxIntermediates; depth++) {
      const issued = (issuer: X509Certificate): boolean =>
        issuer.ca && isValid(issuer, this.#now()) && current.checkIssued(issuer) && current.verify(issuer.publicKey);
      if (roots.some(issued)) return true;
      const next = chain.find(issued);
      if (next === undefined) return false;
      current = next;
    }
    return false;
  }

  #principal(certificate: X509Certificate): Principal {
    const subject = distinguishedName(certificate.subject);
    const claims = new Map([
      ['sub', [subject]],
      ['subject', [subject]],
      ['issuer', [distinguishedName(certificate.issuer)]],
      ['thumbprint', [thumbprint(certificate)]],
      ['serial', [certificate.serialNumber.toLowerCase()]],
    ]);
    for (const [type, value] of alternativeNames(certificate.subjectAltName ?? ''))
      claims.set(type, [...(claims.get(type) ?? []), value]);
    return { scheme: this.name, name: subject, claims: new Claims(claims) };
  }
}

function isValid({ validFrom, validTo }: X509Certificate, now: number): boolean {
  return Date.parse(validFrom) <= now && now < Date.parse(validTo);
}

function thumbprint(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase();
}

/** Node gives one attribute a line, special characters escaped; here the last one comes first (RFC 4514). */
function distinguishedName(lines: string | undefined): string {
  return (lines ?? '').split('\n').reverse().join(',');
}

const nameTypes: ReadonlyMap<string, string> = new Map([
  ['DNS', 'dns'],
  ['URI', 'uri'],
  ['email', 'email'],
  ['IP Address', 'ip'],
]);

/** Node separates names by comma and space, and quotes those that hold either. */
function* alternativeNames(text: string): Generator<readonly [type: string, value: string]> {
  for (const [, kind, quoted, plain] of text.matchAll(/([A-Za-z ]+):(?:"((?:[^"\\]|\\.)*)"|([^,]*))(?:, |$)/g)) {
    const type = nameTypes.get(kind!);
    if (type !== undefined) yield [type, quoted === undefined ? plain! : (JSON.parse(`"${quoted}"`) as string)];
  }
}
