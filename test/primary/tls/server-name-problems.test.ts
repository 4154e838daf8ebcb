import { expect, it } from 'vitest';
import { serverNameProblems } from '../../../src/primary/tls/server-name-problems.js';

const pair = { CertificateFile: 'site.crt', KeyFile: 'site.key' };
const listener = (...names: readonly string[]) => ({
  Host: '0.0.0.0',
  Port: 5443,
  Tls: { ...pair, ServerNames: names.map((Name) => ({ Name, ...pair })) },
});

it('has nothing to say about names that differ, or that are on different listeners', () => {
  expect(serverNameProblems([listener('a.example', '*.a.example'), listener('a.example')])).toEqual([]);
});

it('reports an impossible name with its place', () => {
  expect(serverNameProblems([{ Host: '::', Port: 80 }, listener('a.example', '192.0.2.1')])).toEqual([
    {
      severity: 'error',
      path: 'Gateway.Listeners[1].Tls.ServerNames[1].Name',
      location: null,
      message: '"192.0.2.1" is no server name that a certificate can be chosen by.',
      suggestion: 'Write a host name of at most 10 labels, or "*." and a domain; no address, no port.',
    },
  ]);
});

it('reports a name that is listed twice, whatever its case', () => {
  const problems = serverNameProblems([listener('a.example', 'A.Example')]);
  expect(problems.map(({ message }) => message)).toEqual(['The server name a.example is listed twice.']);
});
