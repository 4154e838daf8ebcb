// A small HTTP service: products by number, an echo, and its own name.
import { serve } from './serve.mjs';

serve('catalog', 5101, async (request, response) => {
  const [, product] = /^\/api\/products\/([^/?]+)$/.exec(request.url) ?? [];
  if (product !== undefined) {
    json(response, { id: product, name: `Product ${product}`, servedBy: 'catalog' });
  } else if (request.url === '/api/echo' && request.method === 'POST') {
    response.writeHead(200, { 'content-type': request.headers['content-type'] ?? 'application/octet-stream' });
    request.pipe(response);
  } else if (request.url === '/whoami') {
    json(response, { servedBy: 'catalog' });
  } else {
    response.writeHead(404).end();
  }
});

function json(response, value) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
}
