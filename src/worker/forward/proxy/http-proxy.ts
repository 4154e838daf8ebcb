/** A proxy to reach services through; plain HTTP to the proxy itself. */
export interface HttpProxy {
  readonly host: string;
  readonly port: number;
  /** Value of `Proxy-Authorization`, `null` without a user in its URL. */
  readonly authorization: string | null;
}
