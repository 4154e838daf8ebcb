import { z } from 'zod';

/** As in ASP.NET Core; what a scheme holds is read where it is used. */
export const authentication = z.object({
  Schemes: z
    .record(z.string(), z.unknown())
    .default({})
    .describe(
      'Authentication schemes by name, as in ASP.NET Core: { "Bearer": { "ValidIssuer": …, "ValidAudiences": […], "SigningKeys": […] } }.',
    ),
});

export type Authentication = z.output<typeof authentication>;
