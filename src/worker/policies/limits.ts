import type { RoutePlan } from '../../shared/snapshot.js';
import type { LinkContext, Policy, Step } from '../pipeline.js';

/**
 * What a request may bring along: the limits of its route, else those of the host (RFC 9110, 15.5.14 and 15.5.15; RFC 6585, 5).
 * Sees the head; what the body does while it comes is the upload's matter, which learns the route's limits here.
 */
export const limits: Policy = {
  name: 'limits',
  link,
};

function link({ limits: own }: RoutePlan, { settings: { limits: host } }: LinkContext): Step | null {
  const urlBytes = own?.urlBytes ?? null;
  const headerBytes = own?.headerBytes ?? null;
  const headerCount = own?.headerCount ?? host.headerCount;
  const bodyBytes = own?.bodyBytes ?? host.bodyBytes;
  if (own === null && headerCount === null && bodyBytes === null) return null;
  return (exchange) => {
    const { path, query, fieldBytes, fieldCount, contentLength, upload } = exchange;
    if (urlBytes !== null && path.length + (query === undefined ? 0 : query.length + 1) > urlBytes) {
      exchange.fail('uriTooLong', `the request target has more than ${urlBytes} bytes`);
      return false;
    }
    if (headerBytes !== null && fieldBytes > headerBytes) {
      exchange.fail('headersTooLarge', `the header fields have ${fieldBytes} bytes, more than ${headerBytes}`);
      return false;
    }
    if (headerCount !== null && fieldCount > headerCount) {
      exchange.fail('headersTooLarge', `there are ${fieldCount} header lines, more than ${headerCount}`);
      return false;
    }
    if (bodyBytes !== null && contentLength > bodyBytes) {
      exchange.fail('payloadTooLarge', `announces ${contentLength} bytes, more than ${bodyBytes}`);
      return false;
    }
    if (own !== null && upload !== null) upload.limit(own);
    return true;
  };
}
