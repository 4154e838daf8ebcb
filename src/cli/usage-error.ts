/** The command line cannot be understood; the message is for the user. */
export class UsageError extends Error {}
