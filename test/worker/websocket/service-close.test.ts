import { describe, expect, it } from 'vitest';
import { readServiceClose, readServiceError } from '../../../src/worker/websocket/service-close.js';

describe('the end of the service’s leg', () => {
  it('is relayed when it is a close', () => {
    expect(readServiceClose(3001, 'bye').toOther).toEqual({ code: 3001, reason: 'bye' });
    expect(readServiceClose(1005, '').toOther).toEqual({ code: null, reason: '' });
  });

  it('is 1011 to the client when the connection was lost', () => {
    expect(readServiceClose(1006, '')).toMatchObject({ code: 1006, toOther: { code: 1011 } });
  });
});

describe('a frame that ws refuses', () => {
  it('is 1009 when it is too big, and 1011 to the client otherwise', () => {
    const tooBig = Object.assign(new Error('Max payload size exceeded'), { code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' });
    expect(readServiceError(tooBig)).toMatchObject({ code: 1009, toOther: { code: 1009 } });
    expect(readServiceError(new Error('x'.repeat(200)))).toMatchObject({
      code: 1002,
      reason: 'x'.repeat(123),
      toOther: { code: 1011 },
    });
  });
});
