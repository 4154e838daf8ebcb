import type { FailureName } from '../errors.js';

/** The failure that an error of a handler stands for; `null`: no opinion. Goes before the built-in mapping. Source: Ocelot, error map. */
export type ErrorMapper = (error: unknown) => FailureName | null;
