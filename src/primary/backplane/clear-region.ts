import type { ControlBus, Delivery, WorkerRef } from '../../shared/backplane/control-bus.js';
import type { RegionEpochs } from './region-epochs.js';

/** What a clear says. `epoch`: microseconds since 1970; entries of an earlier one are not served any more. */
export interface ClearAnswer {
  readonly region: string;
  readonly epoch: number;
  readonly acknowledged: number;
  readonly missing: readonly WorkerRef[];
  /** Why other hosts were not told. */
  readonly error?: string;
}

/** 200: every live worker serves none of the region's entries any more. 202: some have not said so. 503: only this host. */
export interface ClearOutcome {
  readonly status: 200 | 202 | 503;
  readonly answer: ClearAnswer;
}

const AWAY = 'Redis is away: only the entries of this host are cleared';

/** Clears a region everywhere. Never rejects. @param timeout longest wait for the workers, ms */
export async function clearRegion(
  region: string,
  epochs: RegionEpochs,
  everywhere: ControlBus,
  here: ControlBus,
  timeout: number,
): Promise<ClearOutcome> {
  const { epoch, isShared } = await epochs.clear(region);
  const event = { type: 'region.clear', region, epoch } as const;
  const only = async (): Promise<ClearOutcome> => {
    const delivery = await here.publish(event, timeout);
    return { status: 503, answer: { region, epoch, ...delivery, error: AWAY } };
  };
  if (!isShared) return only();
  let delivery: Delivery;
  try {
    delivery = await everywhere.publish(event, timeout);
  } catch {
    return only();
  }
  return { status: delivery.missing.length === 0 ? 200 : 202, answer: { region, epoch, ...delivery } };
}
