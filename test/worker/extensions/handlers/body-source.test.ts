import { expect, it } from 'vitest';
import { BodySource } from '../../../../src/worker/extensions/handlers/body-source.js';

it('says no when much waits, and asks for more when it was read', async () => {
  let wanted = 0;
  const body = new BodySource(
    () => wanted++,
    () => {},
  );
  expect(body.push(Buffer.alloc(1_000), false)).toBe(true);
  expect(body.push(Buffer.alloc(64 * 1024), false)).toBe(false);
  const reader = body.stream.getReader();
  await reader.read();
  await reader.read();
  expect(wanted).toBe(1);
});

it('keeps copies: what it was given may be used again', async () => {
  const piece = Buffer.from('one');
  const body = new BodySource(
    () => {},
    () => {},
  );
  body.push(piece, true);
  piece.fill('x');
  expect(await new Response(body.stream).text()).toBe('one');
});

it('drops what comes after nobody wants it any more', async () => {
  let canceled = 0;
  const body = new BodySource(
    () => {},
    () => canceled++,
  );
  await body.stream.cancel();
  expect(body.push(Buffer.alloc(1_000_000), false)).toBe(true);
  body.push(null, true);
  body.fail(new Error('late'));
  expect(canceled).toBe(1);
});
