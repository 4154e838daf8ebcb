import type { Config } from '../../../shared/config/config.js';
import { retryDefaults } from '../../../shared/config/retry-options.js';
import { methodName } from '../../compile/method-name.js';
import type { Finding } from './check.js';
import { ownersOf } from './owners.js';

/** A token of RFC 9110, 5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** `RetryOptions.Methods` are methods, and ones that may be sent twice (RFC 9110, 9.2.2). */
export function* retries(config: Config): Generator<Finding> {
  const idempotent: readonly string[] = retryDefaults.methods;
  for (const { path, options } of ownersOf(config)) {
    for (const [place, text] of (options.RetryOptions?.Methods ?? []).entries()) {
      const at = [...path, 'RetryOptions', 'Methods', place];
      const method = methodName(text);
      if (!token.test(method)) {
        const message = `${JSON.stringify(text)} is not an HTTP method`;
        yield { path: at, message, suggestion: 'Write a method such as "GET".' };
      } else if (!idempotent.includes(method)) {
        const message = `RetryOptions repeats ${method}: a service that had done its work before it failed does it twice`;
        const suggestion = 'Leave it out, unless the service recognises requests that it has seen.';
        yield { severity: 'warning', path: at, message, suggestion };
      }
    }
  }
}
