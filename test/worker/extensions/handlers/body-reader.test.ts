import { expect, it } from 'vitest';
import { BodyReader } from '../../../../src/worker/extensions/handlers/body-reader.js';
import { BodySource } from '../../../../src/worker/extensions/handlers/body-source.js';

const source = () =>
  new BodySource(
    () => {},
    () => {},
  );

it('knows at once that a body at hand is whole', async () => {
  const reader = new BodyReader(new Response('abc').body!);
  expect(await reader.open()).toEqual({ chunk: Buffer.from('abc'), complete: true });
});

it('does not wait for a body that is late', async () => {
  const body = source();
  const reader = new BodyReader(body.stream);
  expect(await reader.open()).toEqual({ chunk: null, complete: false });
  body.push(Buffer.from('late'), true);
  expect(await reader.next()).toEqual({ chunk: Buffer.from('late'), complete: false });
  expect(await reader.next()).toEqual({ chunk: null, complete: true });
});

it('gives a first piece although more comes', async () => {
  const body = source();
  body.push(Buffer.from('one'), false);
  const reader = new BodyReader(body.stream);
  expect(await reader.open()).toEqual({ chunk: Buffer.from('one'), complete: false });
});

it('rejects when the body breaks', async () => {
  const body = source();
  const reader = new BodyReader(body.stream);
  await reader.open();
  body.fail(new Error('broken'));
  await expect(reader.next()).rejects.toThrow('broken');
});
