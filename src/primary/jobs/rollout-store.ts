import type { RedisClient } from '../../shared/redis/client.js';
import type { RefusedHost, RolloutMemory } from './configuration-rollout.js';

/** How long what belongs to a rollout is kept, ms: until a host that was away for long has done its jobs. */
const KEEP = 24 * 3_600_000;

/** KEYS: the turn. ARGV: a rollout, ms. Answer: 1 when it has the turn now. */
const hold = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

/** KEYS: the turn. ARGV: a rollout. */
const letGo = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return 1`;

/** What rollouts keep in Redis beside their jobs. Rejects while Redis is away. */
export class RolloutStore implements RolloutMemory {
  readonly #client: RedisClient;
  readonly #prefix: string;

  /** @param prefix first part of every key, with a hash tag */
  constructor(client: RedisClient, prefix: string) {
    this.#client = client;
    this.#prefix = prefix;
  }

  async keepText(id: string, text: string): Promise<void> {
    await this.#client.set(this.#key(id, 'text'), text, 'PX', KEEP);
  }

  text(id: string): Promise<string | null> {
    return this.#client.get(this.#key(id, 'text'));
  }

  async keepRefusals(id: string, refused: readonly RefusedHost[]): Promise<void> {
    await this.#client.set(this.#key(id, 'refused'), JSON.stringify(refused), 'PX', KEEP);
  }

  async refusals(id: string): Promise<readonly RefusedHost[] | null> {
    const text = await this.#client.get(this.#key(id, 'refused'));
    return text === null ? null : (JSON.parse(text) as RefusedHost[]);
  }

  async hold(id: string, limit: number): Promise<boolean> {
    return (await this.#client.eval(hold, 1, `${this.#prefix}:turn`, id, limit)) === 1;
  }

  async letGo(id: string): Promise<void> {
    await this.#client.eval(letGo, 1, `${this.#prefix}:turn`, id);
  }

  #key(id: string, part: string): string {
    return `${this.#prefix}:${id}:${part}`;
  }
}
