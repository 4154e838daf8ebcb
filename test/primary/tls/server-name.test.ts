import { describe, expect, it } from 'vitest';
import { serverName } from '../../../src/primary/tls/server-name.js';

const labels = (count: number) => Array.from({ length: count }, (_, index) => `l${index}`).join('.');

describe('serverName', () => {
  it.each([
    ['www.example.com', 'www.example.com'],
    ['WWW.Example.COM', 'www.example.com'],
    ['*.example.com', '*.example.com'],
    ['localhost', 'localhost'],
    ['a_b.example', 'a_b.example'],
    ['bücher.example', 'xn--bcher-kva.example'],
    [labels(10), labels(10)],
  ])('%s is served as %s', (written, served) => {
    expect(serverName(written)).toBe(served);
  });

  it.each([
    '',
    '*',
    '*.',
    '*.*.example.com',
    'a.*.example',
    'www.example.com:443',
    'https://www.example.com',
    'two words',
    'x..y',
    '192.0.2.1',
    '[::1]',
    labels(11),
    `*.${labels(10)}`,
  ])('%j is no server name', (written) => {
    expect(serverName(written)).toBeNull();
  });
});
