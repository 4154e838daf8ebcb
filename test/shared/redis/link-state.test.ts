import { expect, it } from 'vitest';
import { LinkState } from '../../../src/shared/redis/link-state.js';
import { logLines } from '../../support/log-lines.js';

function reached() {
  const clock = { now: 1_000 };
  const output = logLines();
  const state = new LinkState('here', output.log, () => clock.now);
  state.reach();
  return { clock, output, state };
}

it('shows the worst of what is known', () => {
  const { state } = reached();
  const shown = () => state.current.condition;
  const all = [shown()];
  state.crowd(10);
  all.push(shown());
  state.deny('GET', 'NOPERM');
  all.push(shown());
  state.fill();
  all.push(shown());
  state.leave('gone');
  all.push(shown());
  expect(all).toEqual(['available', 'busy', 'denied', 'full', 'away']);
  // A new connection may be better.
  state.reach();
  expect(shown()).toBe('available');
});

it('lets refusals be over only when there was none for 5 s', () => {
  const { clock, output, state } = reached();
  state.crowd(10);
  clock.now += 4_000;
  state.crowd(10);
  clock.now += 4_000;
  state.reach();
  expect(state.current.condition).toBe('busy');
  clock.now += 1_000;
  state.reach();
  expect(state.current).toMatchObject({ condition: 'available', reason: null });
  expect(output.lines).toHaveLength(3);
});

it('lets a right be there again only when what needs it was done and nothing was denied for 5 s', () => {
  const { clock, output, state } = reached();
  state.deny('one', 'NOPERM 1');
  state.deny('two', 'NOPERM 2');
  clock.now += 4_999;
  state.grant('one');
  expect(state.current.reason).toBe('NOPERM 1 (one)');
  clock.now += 1;
  state.grant('other');
  state.grant('one');
  expect(state.current.reason).toBe('NOPERM 2 (two)');
  state.grant('two');
  expect(state.current.condition).toBe('available');
  expect(state.isDenied).toBe(false);
  expect(output.lines).toHaveLength(4);
});

it('keeps to its beginning when only the reason of an absence changes, and logs what must be mended', () => {
  const { output, state } = reached();
  state.leave('lost');
  const { since } = state.current;
  state.explain('refused', false);
  state.explain('WRONGPASS', true);
  state.explain('WRONGPASS', true);
  expect(state.current).toEqual({ condition: 'away', since, reason: 'WRONGPASS' });
  expect(output.lines.map(({ reason }) => reason)).toEqual([undefined, 'lost', 'WRONGPASS']);
});

it('tells listeners of changes until they leave', () => {
  const { state } = reached();
  const heard: string[] = [];
  const stop = state.onChange(({ condition }) => heard.push(condition));
  state.fill();
  state.fill();
  stop();
  state.reach();
  expect(heard).toEqual(['full']);
});
