import type { HttpResponse } from './uws.js';

/** Counts the client connections of a worker, and turns away those above the limit (`Gateway.Limits.Connections`). */
export class Connections {
  open = 0;
  /** `null`: no limit. */
  limit: number | null = null;

  /** @param change 1 when one opens, -1 when it closes; uWebSockets.js does not tell when one closes that became a WebSocket */
  count(response: HttpResponse, change: number): void {
    this.open += change;
    if (change > 0 && this.limit !== null && this.open > this.limit) response.close();
  }

  /** The connection of a WebSocket is closed. */
  webSocketClosed(): void {
    this.open--;
  }
}
