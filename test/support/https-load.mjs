// Load for a TLS listener from a process of its own: `node https-load.mjs PORT`. Keeps 4 connections busy and opens fresh
// ones beside them until standard input ends, then prints what it saw as JSON.
import { Agent, request } from 'node:https';

const port = Number(process.argv[2]);
const seen = { kept: 0, fresh: 0, failed: [], refused: [], certificates: {} };
let stopping = false;
process.stdin.on('end', () => {
  stopping = true;
});
process.stdin.resume();

function ask(agent) {
  return new Promise((resolve) => {
    let shaken = false;
    const options = { host: '127.0.0.1', port, agent, rejectUnauthorized: false, method: 'POST' };
    const asked = request(options, (answer) => {
      answer.resume();
      answer.on('end', resolve);
      answer.on('error', (error) => seen.failed.push(String(error)));
    });
    asked.on('socket', (socket) => {
      shaken = agent !== undefined && asked.reusedSocket;
      socket.once('secureConnect', () => {
        shaken = true;
        const { fingerprint256 } = socket.getPeerCertificate();
        seen.certificates[fingerprint256] = (seen.certificates[fingerprint256] ?? 0) + 1;
      });
    });
    asked.on('error', (error) => {
      (shaken ? seen.failed : seen.refused).push(String(error));
      resolve();
    });
    asked.end('body');
  });
}

async function keepAsking(count, makeAgent) {
  const agent = makeAgent();
  while (!stopping) {
    await ask(agent);
    seen[count]++;
  }
  agent?.destroy();
}

const kept = Array.from({ length: 4 }, () =>
  keepAsking('kept', () => new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0 })),
);
const fresh = Array.from({ length: 2 }, () =>
  keepAsking('fresh', () => new Agent({ keepAlive: false, maxCachedSessions: 0 })),
);
await Promise.all([...kept, ...fresh]);
process.stdout.write(JSON.stringify(seen));
