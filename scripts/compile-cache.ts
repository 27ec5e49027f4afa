import { fileURLToPath } from 'node:url';

/**
 * Node keeps what it has compiled, for the processes that this one starts: a test run starts hundreds of stations, engines and
 * commands from the same source, each of which would strip its types and compile it anew (about a second of a core). Entries
 * go by content: one that is stale is never read.
 */
export function keepCompiled(): void {
  process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));
}
