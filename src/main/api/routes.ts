import type { AnyContractProcedure } from '@orpc/contract';
import { traverseContractProcedures } from '@orpc/server';
import { apiPrefix, contract } from '#shared/contract/index.ts';
import { rawRoutes } from '#shared/contract/parts.ts';
import type { Right } from '#shared/contract/rights.ts';

export type RawRoute = keyof typeof rawRoutes | 'events';

/** One address of the station: what it takes and the right it needs. */
export interface Route {
  readonly method: string;
  /** As in the contract: `/parts/{id}`. */
  readonly path: string;
  readonly right: Right;
  /** Set: answered beside the contract (pixels, long files, the event stream). */
  readonly raw: RawRoute | null;
  /** Name of the call in the contract, e.g. `line.start`. */
  readonly call: string | null;
}

export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export type Routed =
  | { readonly found: 'route'; readonly match: RouteMatch }
  /** The address exists, with these methods. */
  | { readonly found: 'method'; readonly allowed: readonly string[] }
  | { readonly found: 'nothing' };

/** Every address under {@link apiPrefix}, read from the contract: nothing else can be reached. */
export function apiRoutes(): readonly Route[] {
  const routes: Route[] = [];
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
    const { route, meta } = (procedure as AnyContractProcedure)['~orpc'];
    const call = path.join('.');
    if (route.path === undefined) throw new Error(`${call} has no path`);
    const right = (meta as { right: Right }).right;
    routes.push({
      method: route.method ?? 'POST',
      path: route.path,
      right,
      call,
      raw: call === 'events.stream' ? 'events' : null,
    });
  });
  for (const [name, { path, right }] of Object.entries(rawRoutes)) {
    routes.push({ method: 'GET', path, right, call: null, raw: name as RawRoute });
  }
  return routes;
}

/** Finds routes by method and path; a fixed segment wins over a parameter. Strict: no double or trailing slashes. */
export function createRouteTable(routes: readonly Route[] = apiRoutes()): (method: string, pathname: string) => Routed {
  const table = routes
    .map((route) => ({ route, pattern: patternOf(route.path), parameters: route.path.split('{').length - 1 }))
    // of `{id}` and `{id}.pdf` the longer one says more
    .toSorted((a, b) => a.parameters - b.parameters || b.route.path.length - a.route.path.length);
  return (method, pathname) => {
    if (!pathname.startsWith(`${apiPrefix}/`)) return { found: 'nothing' };
    const rest = pathname.slice(apiPrefix.length);
    const hits = table.filter(({ pattern }) => pattern.test(rest));
    const best = hits.filter((hit) => hit.parameters === hits[0]?.parameters);
    const hit = best.find(({ route }) => route.method === method);
    if (hit) {
      const params = decodeParams(hit.pattern.exec(rest)?.groups ?? {});
      return params ? { found: 'route', match: { route: hit.route, params } } : { found: 'nothing' };
    }
    if (best.length > 0) return { found: 'method', allowed: best.map(({ route }) => route.method) };
    return { found: 'nothing' };
  };
}

function patternOf(path: string): RegExp {
  const source = path
    .split(/\{(\w+)\}/)
    .map((piece, index) => (index % 2 === 1 ? `(?<${piece}>[^/]{1,200})` : piece.replace(/[.*+?^$()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`);
}

function decodeParams(groups: Record<string, string>): Record<string, string> | null {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return null; // a broken escape: no such address
  }
}
