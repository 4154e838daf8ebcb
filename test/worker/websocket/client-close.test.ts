import { describe, expect, it } from 'vitest';
import { readClientClose } from '../../../src/worker/websocket/client-close.js';

describe('what uWebSockets.js reports of the client', () => {
  it('is relayed when it is a close', () => {
    expect(readClientClose(1000, 'bye')).toEqual({ code: 1000, reason: 'bye', toOther: { code: 1000, reason: 'bye' } });
    expect(readClientClose(1005, '')).toEqual({ code: 1005, reason: '', toOther: { code: null, reason: '' } });
  });

  it('tells a close with a code it hides from a lost connection', () => {
    expect(readClientClose(1006, 'Received invalid close payload').toOther).toEqual({ code: null, reason: '' });
    expect(readClientClose(1006, 'Received too big message').toOther.code).toBe(1009);
    for (const text of ['', 'Received TCP FIN before WebSocket close frame', 'whatever a later version says']) {
      expect(readClientClose(1006, text)).toMatchObject({ code: 1006, toOther: { code: 1001 } });
    }
  });
});
