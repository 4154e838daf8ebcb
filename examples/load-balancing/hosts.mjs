// Three hosts of one service that answer with their names, a, b and c. Ports: the arguments, else 5301 to 5303.
// /slow takes three seconds.
import { serve } from '../quickstart/serve.mjs';

const ports = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [5301, 5302, 5303];

for (const [place, port] of ports.entries()) {
  const name = 'abc'[place];
  serve(name, port, (request, response) => {
    const answer = () => response.end(`${name}\n`);
    if (request.url === '/slow') setTimeout(answer, 3_000);
    else answer();
  });
}
