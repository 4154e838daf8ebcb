import { expect, it } from 'vitest';
import { claimTargets } from '../../../../src/primary/config/checks/claim-targets.js';
import { config } from '../../../../src/shared/config/config.js';
import { route } from '../support.js';

function found(options: Readonly<Record<string, unknown>>): string[] {
  const parsed = config.parse({ Routes: [route(options)] });
  return [...claimTargets(parsed)].map(
    ({ severity = 'error', path, message }) => `${severity} ${String(path.at(-1))} ${message}`,
  );
}

const value = 'Claims[sub] > value';

it('finds nothing to say of ordinary names', () => {
  const options = {
    UpstreamPathTemplate: '/{id}',
    DownstreamPathTemplate: '/{id}/{user}?x={x}',
    AddHeadersToRequest: { 'X-User': value },
    AddQueriesToRequest: { user: value, 'a b:c': value },
    ChangeDownstreamPathTemplate: { user: value, x: value },
  };
  expect(found(options)).toEqual([]);
});

it.each(['X User', 'X:User', ''])('%j is not a header name', (name) => {
  expect(found({ AddHeadersToRequest: { [name]: value } })).toEqual([
    `error ${name} AddHeadersToRequest: ${JSON.stringify(name)} is not a header name`,
  ]);
});

it.each(['Content-Length', 'transfer-encoding', 'Host'])('%s is the gateway’s own', (name) => {
  expect(found({ AddHeadersToRequest: { [name]: value } })).toEqual([
    `error ${name} AddHeadersToRequest: ${name} is written by the gateway itself`,
  ]);
});

it('a parameter needs a name that goes to the service', () => {
  expect(found({ AddQueriesToRequest: { '': value } })).toEqual([expect.stringMatching(/^error .*needs a name/)]);
  expect(found({ UpstreamPathTemplate: '/{userId}', AddQueriesToRequest: { UserID: value } })).toEqual([
    expect.stringMatching(/^warning UserID .*the placeholder \{UserID\} do not go to the service/),
  ]);
});

it('a path key must be a placeholder of the downstream template', () => {
  expect(found({ DownstreamPathTemplate: '/{userId}', ChangeDownstreamPathTemplate: { userid: value } })).toEqual([
    "warning userid ChangeDownstreamPathTemplate: DownstreamPathTemplate '/{userId}' has no {userid}, so every request is answered with 404",
  ]);
});
