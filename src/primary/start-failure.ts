/** Why the gateway cannot start; the message is written for the user and all there is to say. */
export class StartFailure extends Error {}
