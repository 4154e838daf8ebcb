import { z } from 'zod';
import { aggregate } from './aggregate.js';
import { authentication } from './authentication.js';
import { dynamicRoute } from './dynamic-route.js';
import { gateway } from './gateway.js';
import { globalConfiguration } from './global-configuration.js';
import { route } from './route.js';

/** A whole configuration: Ocelot's sections, ASP.NET Core's `Authentication`, and `Gateway` for the host. */
export const config = z.object({
  Routes: z.array(route).default([]).describe('Which request goes to which service.'),
  DynamicRoutes: z
    .array(dynamicRoute)
    .default([])
    .describe('Options of services that are found by the first path segment.'),
  Aggregates: z.array(aggregate).default([]).describe('Routes whose answers are put together.'),
  GlobalConfiguration: globalConfiguration.prefault({}).describe('Defaults of all routes.'),
  BaseUrl: globalConfiguration.shape.BaseUrl.describe('Read when GlobalConfiguration has no BaseUrl.'),
  Authentication: authentication.prefault({}).describe('Authentication schemes, as in ASP.NET Core.'),
  Gateway: gateway.prefault({}).describe('How this host runs.'),
});

export type Config = z.output<typeof config>;
