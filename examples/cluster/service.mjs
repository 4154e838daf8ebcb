// Two hosts of one service, a and b, that answer with their name and the number of their calls.
// Ports: the arguments, else 5311 and 5312.
import { serve } from '../quickstart/serve.mjs';

const ports = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [5311, 5312];

for (const [place, port] of ports.entries()) {
  const name = 'ab'[place];
  let calls = 0;
  serve(name, port, (request, response) => {
    request.resume();
    response.end(`${name} ${++calls}\n`);
  });
}
