import type { Contender } from './contender.js';
import { direct } from './direct.js';
import { fastify } from './fastify.js';
import { haproxy } from './haproxy.js';
import { margay, margayOneRoute, margayPlain } from './margay.js';
import { nginx } from './nginx.js';

/** In the order of the tables. */
export const contenders: readonly Contender[] = [direct, margay, margayOneRoute, margayPlain, fastify, nginx, haproxy];
