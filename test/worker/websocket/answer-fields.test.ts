import { expect, it } from 'vitest';
import { answerFields } from '../../../src/worker/websocket/answer-fields.js';

it('keeps what is the service’s own, line by line and as written', () => {
  const raw = [
    'Set-Cookie',
    'a=1',
    'X-One',
    '1',
    'set-cookie',
    'b=2',
    'Server',
    'kestrel',
    'Sec-WebSocket-Version',
    '13',
  ];
  expect(answerFields(raw)).toEqual([
    ['Set-Cookie', 'a=1'],
    ['X-One', '1'],
    ['set-cookie', 'b=2'],
    ['Server', 'kestrel'],
    ['Sec-WebSocket-Version', '13'],
  ]);
});

it('drops what belongs to the connection, what `Connection` names, and what the gateway writes itself', () => {
  const raw = [
    'Connection',
    'Upgrade, X-Hop',
    'Upgrade',
    'websocket',
    'x-hop',
    '1',
    'connection',
    'y-HOP',
    'Y-Hop',
    '2',
  ];
  raw.push('Sec-WebSocket-Accept', 'x', 'Sec-WebSocket-Protocol', 'p', 'Sec-WebSocket-Extensions', 'e', 'DATE', 'now');
  raw.push('Content-Length', '3', 'Transfer-Encoding', 'chunked', 'Keep-Alive', '5', 'Trailer', 't');
  expect(answerFields(raw)).toEqual([]);
});
