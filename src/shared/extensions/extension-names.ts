/** What the extensions of a configuration are called: all that the primary needs to know of them. */
export interface ExtensionNames {
  /** In the order in which they were registered. */
  readonly handlers: readonly HandlerName[];
  readonly aggregators: readonly string[];
  readonly loadBalancers: readonly string[];
  readonly authenticationSchemes: readonly string[];
  readonly discoveryProviders: readonly string[];
  readonly placeholders: readonly string[];
}

export interface HandlerName {
  readonly name: string;
  readonly global: boolean;
}

export const noExtensions: ExtensionNames = {
  handlers: [],
  aggregators: [],
  loadBalancers: [],
  authenticationSchemes: [],
  discoveryProviders: [],
  placeholders: [],
};
