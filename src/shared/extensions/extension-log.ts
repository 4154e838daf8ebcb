/** The log of the worker; lines name the route and the id of the request. */
export interface ExtensionLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
