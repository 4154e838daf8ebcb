/** The cache of a worker, as far as clears are concerned. */
export interface RegionClears {
  /** Makes everything of the region unreachable that was fetched under an earlier epoch; an epoch that is not later changes nothing. */
  clear(region: string, epoch: number): unknown;
  /**
   * From then on a clear may pass by unheard, and nothing that is kept may be used.
   *
   * @param until ms, as `performance.now()` counts them
   */
  trust(until: number): void;
}

/** Longest name of a region, characters. */
export const MAX_REGION = 1_024;
