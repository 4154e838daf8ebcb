import http from 'node:http';

/**
 * Sends `one`, after the first piece of the answer `two`, and after the second the end.
 * @returns the pieces of the answer
 */
export async function talk(url: string): Promise<string[]> {
  const seen: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const request = http.request(url, { method: 'POST' }, (response) => {
      response.on('data', (chunk) => {
        seen.push(String(chunk));
        if (seen.length === 1) request.write('two');
        if (seen.length === 2) request.end();
      });
      response.on('end', resolve);
    });
    request.on('error', reject);
    request.write('one');
  });
  return seen;
}
