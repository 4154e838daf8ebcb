import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutReason, isSendable, relayedClose } from '../../../src/worker/websocket/close-frame.js';

describe('a close code', () => {
  it('may be sent when RFC 6455, 7.4 or its registry defines it, or leaves it to applications', () => {
    const sendable = Array.from({ length: 65_536 }, (_, code) => code).filter(isSendable);
    const defined = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];
    expect(sendable).toEqual([...defined, ...Array.from({ length: 2000 }, (_, i) => 3000 + i)]);
  });

  it('is relayed as it came, a missing one as a missing one', () => {
    expect(relayedClose(4000, 'why')).toEqual({ code: 4000, reason: 'why' });
    expect(relayedClose(1005, '')).toEqual({ code: null, reason: '' });
    expect(relayedClose(1006, '')).toBeNull();
    expect(relayedClose(1015, '')).toBeNull();
  });
});

describe('a reason', () => {
  it('of up to 123 bytes stays', () => {
    expect(cutReason('x'.repeat(123))).toBe('x'.repeat(123));
    expect(cutReason('')).toBe('');
  });

  it('is cut between two characters', () => {
    expect(cutReason(`${'x'.repeat(121)}🐾`)).toBe('x'.repeat(121));
    expect(cutReason('🐾'.repeat(40))).toBe('🐾'.repeat(30));
  });

  it('is always a beginning of what was given, in at most 123 bytes and as long as can be', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (reason) => {
        const cut = cutReason(reason);
        const bytes = Buffer.byteLength(cut);
        expect(reason.startsWith(cut)).toBe(true);
        expect(bytes).toBeLessThanOrEqual(123);
        if (cut !== reason) expect(bytes).toBeGreaterThanOrEqual(120);
      }),
    );
  });
});
