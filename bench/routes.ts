/**
 * Routes for the 10,000-route scenario. All share their first segments, and a placeholder stands before the segment that
 * tells them apart, so neither a common prefix nor a hash of the path finds the route.
 */
export function routeTemplate(index: number): string {
  return `/api/v1/{tenant}/resource-${index}/{id}`;
}

/** One path for each route, in an order in which neighbours are far apart. */
export function routePaths(count: number): string[] {
  const paths: string[] = [];
  for (let i = 0; i < count; i += 1) {
    // 7,919 is prime, so every index comes up once for counts it does not divide.
    const index = (i * 7919) % count;
    paths.push(`/api/v1/tenant-${i % 97}/resource-${index}/${1000 + i}`);
  }
  return paths;
}
