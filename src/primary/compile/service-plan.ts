import { httpHandlerDefaults } from '../../shared/config/http-handler-options.js';
import { balancerType } from '../../shared/config/load-balancer-options.js';
import type { ConnectionsPlan, ServicePlan } from '../../shared/snapshot.js';
import type { EffectiveRoute } from './effective-route.js';

/**
 * The destinations of a route. Routes to the same destinations share a service, and so its connections, unless that would
 * show: a balancer's turn and a connection limit are a route's own, as in Ocelot.
 */
export function servicePlan(effective: EffectiveRoute, routeId: string): ServicePlan {
  const { route, loadBalancer } = effective;
  const destinations = route.DownstreamHostAndPorts.map(({ Host, Port }) => ({
    host: Host.trim().replace(/^\/+|\/+$/g, ''),
    port: Port,
  }));
  // Balancers that are not active yet spread requests in turn.
  const type = balancerType(loadBalancer?.Type) === 'NoLoadBalancer' ? 'NoLoadBalancer' : 'RoundRobin';
  const connections = connectionsPlan(effective);
  const isOwn = type !== 'NoLoadBalancer' || connections.max !== httpHandlerDefaults.maxConnectionsPerServer;
  const places = destinations.map(({ host, port }) => `${host}:${port}`).join(',');
  const id = `${places}|${type}|${connections.max}|${connections.lifetime}|${connections.acceptAnyCertificate}${isOwn ? `|${routeId}` : ''}`;
  return { id, destinations, balancer: { type }, connections };
}

/** Source: Ocelot, HttpHandlerOptions. */
function connectionsPlan({ route, httpHandler }: EffectiveRoute): ConnectionsPlan {
  const max = httpHandler?.MaxConnectionsPerServer ?? 0;
  const lifetime = httpHandler?.PooledConnectionLifetimeSeconds ?? httpHandlerDefaults.pooledConnectionLifetimeSeconds;
  return {
    max: max > 0 ? max : httpHandlerDefaults.maxConnectionsPerServer,
    lifetime: lifetime * 1_000,
    acceptAnyCertificate: route.DangerousAcceptAnyServerCertificateValidator,
    clientCertificate: null,
  };
}
