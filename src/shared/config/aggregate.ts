import { z } from 'zod';
import { headerTransforms } from './header-transforms.js';
import { dictionary, duration, size, texts } from './scalars.js';

export const routeKeyConfig = z.object({
  RouteKey: z.string().default('').describe('Key of the route that is called once per value.'),
  JsonPath: z.string().default('').describe('Where the values stand in the answer of the first route.'),
  Parameter: z.string().default('').describe('Placeholder that takes each value.'),
});

export const aggregate = z.object({
  UpstreamPathTemplate: z.string().default('').describe('Path the client calls. Required.'),
  UpstreamHttpMethod: texts.default(['GET']).describe('Methods the client may use. Default: GET.'),
  UpstreamHost: z.string().optional().describe('Host the client must call. Default: any.'),
  UpstreamHeaderTemplates: dictionary
    .default({})
    .describe('Headers the request must have: name and value, with {header:name} placeholders.'),
  RouteIsCaseSensitive: z.boolean().default(false).describe('Compare the path with regard to case.'),
  Priority: z.int32().default(1).describe('Of several matching routes the highest wins. /{anything} always has 0.'),
  RouteKeys: texts.default([]).describe('Keys of the routes whose answers are put together, in order.'),
  RouteKeysConfig: z
    .array(routeKeyConfig)
    .default([])
    .describe('Routes that are called once per value found in the first answer.'),
  UpstreamHeaderTransform: headerTransforms
    .default({})
    .describe('Changes to the request before it goes to the routes. Beyond Ocelot.'),
  DownstreamHeaderTransform: headerTransforms
    .default({})
    .describe('Changes to the headers of the joined answer. Beyond Ocelot.'),
  Aggregator: z.string().optional().describe('Name of the aggregator of an extension.'),
  PartFailure: z
    .enum(['fail', 'null', 'omit', 'status'])
    .default('fail')
    .describe(
      'What stands for a call without an answer: the whole fails, null, nothing, or an object with its status. Beyond Ocelot.',
    ),
  PartTimeout: duration
    .nullable()
    .default(null)
    .describe('Longest time for the whole answer of one call. Default: the timeouts of the routes. Beyond Ocelot.'),
  MergeHeaders: z
    .record(z.string(), z.enum(['first', 'all']))
    .default({})
    .describe(
      'Header fields of the answers that go to the client: of the first one that has it, or of all. Beyond Ocelot.',
    ),
  MaxBytes: size.prefault('64MB').describe('Most bytes of all answers together. Beyond Ocelot.'),
  MaxCalls: z
    .int32()
    .min(1)
    .default(100)
    .describe('Most calls per request that RouteKeysConfig may lead to. Beyond Ocelot.'),
  ParallelCalls: z.int32().min(1).default(20).describe('Most calls per request at the same time. Beyond Ocelot.'),
});

export type Aggregate = z.output<typeof aggregate>;
