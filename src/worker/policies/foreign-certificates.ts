import { dropForeignCertificates } from '../auth/client-cert-field.js';
import type { Policy } from '../pipeline.js';

/**
 * Removes `Client-Cert` of whoever is no trusted proxy, as soon as a scheme believes that field: on every route, because a
 * service behind an open one may believe it as well (RFC 9440, 4).
 */
export const foreignCertificates: Policy = {
  name: 'foreign-certificates',
  link(_plan, { settings }) {
    if (!settings.authentication.some(({ kind }) => kind === 'ClientCertificate')) return null;
    return (exchange) => {
      dropForeignCertificates(exchange);
      return true;
    };
  },
};
