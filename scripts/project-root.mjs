// @ts-check
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds `package.json`. Scripts work on it from wherever they are started. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

/**
 * An absolute path inside the project.
 * @param {...string} parts
 */
export const fromRoot = (...parts) => join(projectRoot, ...parts);
