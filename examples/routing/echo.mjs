// A service that answers with the request line it got. Port: the first argument, else 5201. /slow takes three seconds.
import { serve } from '../quickstart/serve.mjs';

serve('echo', Number(process.argv[2] ?? 5201), (request, response) => {
  const answer = () => response.end(`${request.method} ${request.url}\n`);
  if (request.url === '/slow') setTimeout(answer, 3_000);
  else answer();
});
