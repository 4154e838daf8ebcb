import { fileURLToPath } from 'node:url';

/** The project's root folder, with a trailing slash. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What scripts download or note down; goes away with node_modules. */
export const cacheFolder = `${root}node_modules/.cache/margay`;
