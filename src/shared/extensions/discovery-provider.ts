/** An instance of a service as a registry tells it. */
export interface DiscoveredService {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly scheme?: 'http' | 'https' | 'ws' | 'wss';
  readonly id?: string;
  readonly version?: string;
  readonly tags?: readonly string[];
}

export interface DiscoveryProvider {
  getServices(): Promise<readonly DiscoveredService[]>;
}

export interface DiscoveryOptions {
  /** `GlobalConfiguration.ServiceDiscoveryProvider`. */
  readonly provider: Readonly<Record<string, unknown>>;
  readonly serviceName: string;
  readonly serviceNamespace: string | null;
}

/** Named by `ServiceDiscoveryProvider.Type`, without regard to case. Source: Ocelot, service discovery. */
export type DiscoveryProviderFactory = (options: DiscoveryOptions) => DiscoveryProvider;
