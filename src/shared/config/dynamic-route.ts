import { z } from 'zod';
import { policyBlocks, routeBase } from './route.js';

export const dynamicRoute = z.object({ ...routeBase, ...policyBlocks });

export type DynamicRoute = z.output<typeof dynamicRoute>;
