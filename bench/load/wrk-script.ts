import type { LoadRequest } from './load.js';

/** The Lua script for wrk: requests over all paths in turn, and one line of JSON (a LoadResult) at the end. */
export function wrkScript(request: LoadRequest): string {
  const body = request.bodyBytes > 0 ? `string.rep("x", ${request.bodyBytes})` : 'nil';
  return `
local paths = {
${request.paths.map((path) => `  ${JSON.stringify(path)},`).join('\n')}
}
local fields = {
${Object.entries(request.fields)
  .map(([name, value]) => `  [${JSON.stringify(name)}] = ${JSON.stringify(value)},`)
  .join('\n')}
}
local requests = {}
local next = 0

-- Formatted once: building strings per request would make the load generator the bottleneck.
function init(args)
  for i, path in ipairs(paths) do
    requests[i] = wrk.format("${request.method}", path, fields, ${body})
  end
end

function request()
  next = next % #requests + 1
  return requests[next]
end

function done(summary, latency)
  local e = summary.errors
  print(string.format('{"requests":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f,"errors":%d}',
    summary.requests, summary.duration / 1000000, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}
