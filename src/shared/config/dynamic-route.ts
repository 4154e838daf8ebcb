import { z } from 'zod';
import { headerTransforms } from './header-transforms.js';
import { policyBlocks, routeBase } from './route.js';

export const dynamicRoute = z.object({
  ...routeBase,
  ...policyBlocks,
  UpstreamHeaderTransform: headerTransforms
    .default({})
    .describe('Changes to the request before it goes to the service. Beyond Ocelot.'),
  DownstreamHeaderTransform: headerTransforms
    .default({})
    .describe('Changes to the headers of the answer. Beyond Ocelot.'),
});

export type DynamicRoute = z.output<typeof dynamicRoute>;
