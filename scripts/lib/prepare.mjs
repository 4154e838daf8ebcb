import { build } from './build.mjs';
import { install } from './install.mjs';
import { requireSupportedNode } from './node-version.mjs';

/** From a fresh clone to a built gateway; does nothing where nothing is to do. Needs only Node and npm. */
export function prepare() {
  requireSupportedNode();
  install();
  build();
}
