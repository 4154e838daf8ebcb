import { build } from './lib/build.mjs';
import { install } from './lib/install.mjs';
import { requireSupportedNode } from './lib/node-version.mjs';

requireSupportedNode();
install();
build({ force: true });
