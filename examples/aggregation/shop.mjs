// A small shop: reviews of a product, users and stock. Port: the first argument, else 5301.
import { serve } from '../quickstart/serve.mjs';

const reviews = [
  { user: 3, stars: 5 },
  { user: 1, stars: 4 },
  { user: 3, stars: 2 },
];

serve('shop', Number(process.argv[2] ?? 5301), ({ url }, response) => {
  const { pathname } = new URL(url, 'http://shop');
  const [, kind, id] = /^\/(reviews|users|stock)\/([^/]+)$/.exec(pathname) ?? [];
  if (kind === 'reviews' && id === '7') json(response, reviews);
  else if (kind === 'reviews') json(response, []);
  else if (kind === 'users') json(response, { id, name: `User ${id}` });
  // The stock of product 8 breaks off.
  else if (kind === 'stock' && id === '8') response.destroy();
  else if (kind === 'stock') response.writeHead(200, { 'set-cookie': 'depot=north' }).end('12 pieces\n');
  else response.writeHead(404).end();
});

function json(response, value) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
