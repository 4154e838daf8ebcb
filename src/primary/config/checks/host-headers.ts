import type { Config } from '../../../shared/config/config.js';
import { readHostHeader } from '../../../shared/policies/host-header.js';
import type { Finding } from './check.js';

/** `HostHeader` of a route can be sent as a host. */
export function* hostHeaders(config: Config): Generator<Finding> {
  for (const [index, { HostHeader }] of config.Routes.entries()) {
    if (readHostHeader(HostHeader) !== null) continue;
    const message = `HostHeader ${JSON.stringify(HostHeader)} is no host`;
    const suggestion = 'Write "service", "preserve" or a host with or without a port: "shop.example.com:8443".';
    yield { path: ['Routes', index, 'HostHeader'], message, suggestion };
  }
}
