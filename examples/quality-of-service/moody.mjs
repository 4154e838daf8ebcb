// A service with bad days. Port: the first argument, else 5301.
// /fails always fails; /alternates and /recovers succeed every second time, beginning well and badly; /slow takes three seconds.
import { serve } from '../quickstart/serve.mjs';

const calls = new Map();

serve('moody', Number(process.argv[2] ?? 5301), (request, response) => {
  const call = (calls.get(request.url) ?? 0) + 1;
  calls.set(request.url, call);
  const status =
    { '/fails': 500, '/alternates': call % 2 === 1 ? 200 : 500, '/recovers': call % 2 === 1 ? 503 : 200 }[
      request.url
    ] ?? 200;
  setTimeout(() => response.writeHead(status).end(`${status} from the service\n`), request.url === '/slow' ? 3_000 : 0);
});
