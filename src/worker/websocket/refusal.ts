import type { IncomingMessage } from 'node:http';

/** As much of a refusal as is worth relaying, in bytes. */
const maxBody = 64 * 1024;

/**
 * Collects the body of an answer that is no 101, cut at 64 KB. A body that broke off is a problem, not a body.
 *
 * @param done runs once, unless the answer is destroyed from outside
 */
export function readRefusal(response: IncomingMessage, done: (body: Buffer | null, problem: string) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const finish = () => done(Buffer.concat(chunks, Math.min(length, maxBody)), '');
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length < maxBody) return;
    response.removeListener('end', finish);
    response.removeAllListeners('data');
    finish();
  });
  response.once('end', finish);
  response.on('error', (error) =>
    done(null, `the service answered ${response.statusCode} and broke off: ${error.message}`),
  );
}
