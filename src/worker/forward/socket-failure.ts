/** OpenSSL's reasons to turn a certificate down, as Node.js names them. */
const certificateCodes = /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CRL_|ERR_TLS_CERT_|INVALID_|HOSTNAME_)/;

/** Why a connection to a service failed, for the log. */
export function socketFailure(error: Error | null): string {
  if (error === null) return 'closed the connection';
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && certificateCodes.test(code)) {
    return `the certificate of the service is not accepted: ${error.message}`;
  }
  // Several addresses were tried, and each has its own error.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(String).join('; ');
  return error.message || code || 'closed the connection';
}
