import { CookieJar } from './cookie-jar.js';

/** The cookie jars of a worker: one per route, kept across snapshots by the route's id. */
export class CookieJars {
  readonly #byRoute = new Map<string, CookieJar>();

  get(routeId: string): CookieJar {
    let jar = this.#byRoute.get(routeId);
    if (jar === undefined) {
      jar = new CookieJar();
      this.#byRoute.set(routeId, jar);
    }
    return jar;
  }

  keepOnly(routeIds: ReadonlySet<string>): void {
    for (const id of this.#byRoute.keys()) if (!routeIds.has(id)) this.#byRoute.delete(id);
  }
}
