/** What to try with examples/quickstart, for a gateway started with the arguments `args`. */
export function quickstart(args) {
  const url = `http://localhost:${portOf(args)}`;
  return `
Margay is running on ${url} with examples/quickstart/ocelot.json. Four things to try:

  1. A route with a placeholder, answered by a service on port 5101:
       curl ${url}/products/7
  2. A request body, there and back:
       curl -H 'Content-Type: application/json' -d '{"hello":"gateway"}' ${url}/echo
  3. Two services that take turns; then one that is down (502) and a path without a route (404):
       curl ${url}/whoami ${url}/whoami
       curl -i ${url}/broken ${url}/nowhere
  4. A WebSocket through the gateway. Open this page in a browser, twice:
       ${url}/chat

Edit the file while it runs: the new routes serve within a second. Ctrl-C stops everything.
`;
}

function portOf(args) {
  const at = args.findIndex((arg) => arg === '--port' || arg.startsWith('--port='));
  if (at === -1) return process.env.MARGAY_PORT ?? '5000';
  return args[at] === '--port' ? args[at + 1] : args[at].slice('--port='.length);
}
