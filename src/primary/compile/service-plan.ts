import { createHash } from 'node:crypto';
import { httpHandlerDefaults } from '../../shared/config/http-handler-options.js';
import type {
  ClientCertificatePlan,
  ConnectionsPlan,
  HandlerPlan,
  HttpVersionPlan,
  ServicePlan,
} from '../../shared/snapshot.js';
import { balancerPlan } from './balancer-plan.js';
import type { EffectiveRoute } from './effective-route.js';

/**
 * The destinations of a route. Routes to the same destinations share a service, and so its connections, unless that would
 * show: a balancer's turn, a connection limit and a cookie jar are a route's own, as in Ocelot.
 */
export function servicePlan(
  effective: EffectiveRoute,
  routeId: string,
  version: HttpVersionPlan,
  handler: HandlerPlan,
): ServicePlan {
  const destinations = effective.route.DownstreamHostAndPorts.map(({ Host, Port, Weight }) => ({
    host: Host.trim().replace(/^\/+|\/+$/g, ''),
    port: Port,
    weight: Weight,
  }));
  const balancer = balancerPlan(effective, routeId);
  const connections = connectionsPlan(effective);
  const isOwn =
    balancer.type !== 'NoLoadBalancer' ||
    connections.max !== httpHandlerDefaults.maxConnectionsPerServer ||
    handler.cookieContainer;
  const places = destinations.map(({ host, port, weight }) => `${host}:${port}*${weight}`).join(',');
  const { max, lifetime, acceptAnyCertificate, clientCertificate } = connections;
  const id = [
    ...[places, ...Object.values(balancer), max, lifetime, acceptAnyCertificate, version.version, version.policy],
    ...[handler.followRedirects, handler.proxy, digest(clientCertificate), isOwn ? routeId : ''],
  ].join('|');
  return { id, destinations, balancer, connections };
}

/** Source: Ocelot, HttpHandlerOptions. */
function connectionsPlan({ route, httpHandler }: EffectiveRoute): ConnectionsPlan {
  const max = httpHandler?.MaxConnectionsPerServer ?? 0;
  const lifetime = httpHandler?.PooledConnectionLifetimeSeconds ?? httpHandlerDefaults.pooledConnectionLifetimeSeconds;
  return {
    max: max > 0 ? max : httpHandlerDefaults.maxConnectionsPerServer,
    lifetime: lifetime * 1_000,
    acceptAnyCertificate: route.DangerousAcceptAnyServerCertificateValidator,
    clientCertificate: clientCertificatePlan(route),
  };
}

/** The configuration's loader has put the texts there. */
function clientCertificatePlan({ ClientCertificate }: EffectiveRoute['route']): ClientCertificatePlan | null {
  const { Certificate = '', Key = '' } = ClientCertificate ?? {};
  return Certificate === '' ? null : { certificate: Certificate, key: Key };
}

function digest(certificate: ClientCertificatePlan | null): string {
  return certificate === null ? '' : createHash('sha256').update(JSON.stringify(certificate)).digest('base64');
}
