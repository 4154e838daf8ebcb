import type { Hook, HookName } from '../../shared/extensions/hook.js';
import { HookRun } from '../extensions/hooks/hook-run.js';
import type { Policy, Step } from '../pipeline.js';

/** Own middleware at one of Ocelot's places. An aggregate has it on its members. Source: Ocelot, middleware injection. */
export function hook(name: HookName): Policy {
  return {
    name,
    link({ members }, { extensions }) {
      const own = extensions.hooks.get(name);
      return own === undefined || members !== null ? null : step(own);
    },
  };
}

/** Own middleware in place of a policy, on every route. */
export function replaceable(name: HookName, policy: Policy): Policy {
  const own = hook(name);
  return { name: policy.name, link: (plan, context) => own.link(plan, context) ?? policy.link(plan, context) };
}

/** Requests that an extension takes off their way. Source: Ocelot, MapWhen. */
export const branches: Policy = {
  name: 'branches',
  link: ({ members }, { extensions }) =>
    extensions.branches === null || members !== null ? null : step(extensions.branches),
};

function step(own: Hook): Step {
  return (exchange) => {
    exchange.hooks ??= new HookRun(exchange);
    exchange.hooks.run(own, () => exchange.proceed());
    return false;
  };
}
