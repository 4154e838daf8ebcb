import { z } from 'zod';
import { duration, size } from '../scalars.js';

export const webSockets = z.strictObject({
  MaxMessage: size.prefault('16MB').describe('Largest message; over it the connection closes with 1009.'),
  QueueBytes: size.prefault('4MB').describe('Most bytes that wait for a slow peer; over it both legs close with 1013.'),
  IdleTimeout: duration.nullable().default(null).describe('Closes a connection without traffic. Default: never.'),
  ConnectTimeout: duration.prefault('10s').describe('Longest time to connect to the service.'),
});

export type WebSockets = z.output<typeof webSockets>;
