import type { Config } from '../../../shared/config/config.js';
import type { Path } from '../path.js';

export interface Template {
  readonly path: Path;
  /** As Ocelot writes it in messages. */
  readonly label: 'Upstream Path Template' | 'Downstream Path Template';
  readonly option: 'UpstreamPathTemplate' | 'DownstreamPathTemplate';
  readonly text: string;
}

/** Every path template of a configuration. */
export function* templatesOf(config: Config): Generator<Template> {
  for (const [index, route] of config.Routes.entries()) {
    yield upstream('Routes', index, route.UpstreamPathTemplate);
    const path = ['Routes', index, 'DownstreamPathTemplate'];
    yield {
      path,
      label: 'Downstream Path Template',
      option: 'DownstreamPathTemplate',
      text: route.DownstreamPathTemplate,
    };
  }
  for (const [index, aggregate] of config.Aggregates.entries())
    yield upstream('Aggregates', index, aggregate.UpstreamPathTemplate);
}

function upstream(list: string, index: number, text: string): Template {
  return {
    path: [list, index, 'UpstreamPathTemplate'],
    label: 'Upstream Path Template',
    option: 'UpstreamPathTemplate',
    text,
  };
}
