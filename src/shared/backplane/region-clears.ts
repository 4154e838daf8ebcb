/** The cache of a worker, as far as clears are concerned. */
export interface RegionClears {
  /** Makes everything of the region unreachable that was fetched under an earlier epoch; an epoch that is not later changes nothing. */
  clear(region: string, epoch: number): unknown;
  /** `false`: a clear may have passed by unheard, nothing that is kept may be used until it is `true` again. */
  trust(epochsAreKnown: boolean): void;
}

/** Longest name of a region, characters. */
export const MAX_REGION = 1_024;
