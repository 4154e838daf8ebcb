import type { Destination } from '../runtime/destination.js';
import type { Candidates } from './candidates.js';

/** The order of the turns in one round. */
export type Round = (candidates: Candidates) => readonly Destination[];

export const inTurn: Round = ({ destinations }) => destinations;
export const byWeight: Round = ({ turns }) => turns;
