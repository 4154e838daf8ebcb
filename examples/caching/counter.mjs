// A service that counts its calls and answers with the number. Port: the first argument, else 5211.
import { serve } from '../quickstart/serve.mjs';

let calls = 0;

serve('counter', Number(process.argv[2] ?? 5211), (request, response) => {
  request.resume();
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === '/news') {
    if (request.headers['if-none-match'] === '"edition-1"') response.writeHead(304, news).end();
    else response.writeHead(200, news).end(`call ${++calls}\n`);
  } else if (pathname === '/broken') response.writeHead(500).end(`call ${++calls}\n`);
  else {
    response.setHeader('Vary', 'Accept-Language');
    response.end(`call ${++calls}\n`);
  }
});

/** Good for a minute; after that, ask whether it still holds. */
const news = { 'Cache-Control': 'max-age=60, stale-while-revalidate=30', ETag: '"edition-1"' };
