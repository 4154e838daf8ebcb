import type { HttpHandlerOptions } from '../../shared/config/http-handler-options.js';
import type { HandlerPlan } from '../../shared/snapshot.js';

/** Source: Ocelot, HttpHandlerOptions. */
export function handlerPlan(options: HttpHandlerOptions | null): HandlerPlan {
  return {
    followRedirects: options?.AllowAutoRedirect ?? false,
    cookieContainer: options?.UseCookieContainer ?? false,
    proxy: options?.UseProxy ?? false,
  };
}
