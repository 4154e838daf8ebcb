/** A scheme that an extension brings. */
export interface ExtensionSchemePlan {
  readonly kind: 'Extension';
  readonly name: string;
  /** What the extension calls it. */
  readonly extension: string;
  readonly options: Readonly<Record<string, unknown>>;
}
