import { createClient, type RedisClient } from '../../shared/redis/client.js';
import type { RedisPlan } from '../../shared/redis/plan.js';

/** Longest wait of a command that somebody waits for, ms; jobs are in no hurry, and their texts may be long. */
const COMMAND_TIMEOUT = 5_000;

/**
 * A connection for BullMQ, which sends its own kinds of blocking commands and pipelines.
 *
 * @param patient it waits for Redis; else commands fail while Redis is away
 */
export function jobClient(plan: RedisPlan, patient: boolean): RedisClient {
  return createClient(plan, {
    lazyConnect: false,
    enableOfflineQueue: patient,
    maxRetriesPerRequest: null,
    ...(patient ? {} : { commandTimeout: COMMAND_TIMEOUT }),
  });
}
