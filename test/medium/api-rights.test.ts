import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes } from '#main/api/routes.ts';
import { apiPrefix } from '#shared/contract/index.ts';
import { may, type Subject } from '#shared/contract/rights.ts';
import { signedIn, startStation, type TestStation } from './station-fixture.ts';

type Send = (path: string, init: RequestInit) => Promise<Response>;

const routes = apiRoutes().map((route) => ({ ...route, address: apiPrefix + route.path.replaceAll(/\{\w+\}/g, '1') }));

/** The body is checked after the right: an empty one must not be what a call without the right is refused for. */
const bodyOf = (method: string): RequestInit =>
  method === 'GET' ? { method } : { method, headers: { 'content-type': 'application/json' }, body: '{}' };

describe('the right that every address needs', () => {
  let station: TestStation;
  const send: Partial<Record<Subject | 'nobody', Send>> = {};

  beforeAll(async () => {
    station = await startStation();
    send.nobody = (path, init) => fetch(station.origin + path, init);
    send.key = station.asKey;
    send.guest = (await station.browser()).fetch;
    send.operator = (await signedIn(station, 'operator')).fetch;
    send.engineer = (await signedIn(station, 'engineer')).fetch;
    send.admin = (await signedIn(station, 'admin')).fetch;
  });
  afterAll(() => station.remove());

  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'is asked of nobody at %s',
    async (_name, route) => {
      const answer = await send.nobody?.(route.address, bodyOf(route.method));
      expect(answer?.status).toBe(401);
      expect(await answer?.json()).toMatchObject({ code: 'UNAUTHORIZED' });
    },
  );

  const subjects: readonly Subject[] = ['guest', 'key', 'operator', 'engineer', 'admin'];
  const refused = subjects.flatMap((subject) =>
    routes.filter(({ right }) => !may(subject, right)).map((route) => [subject, `${route.method} ${route.path}`, route] as const),
  );
  it.each(refused)('is refused to %s at %s', async (subject, _name, route) => {
    const answer = await send[subject]?.(route.address, bodyOf(route.method));
    expect(answer?.status).toBe(subject === 'guest' ? 401 : 403);
    expect(await answer?.json()).toMatchObject({ code: subject === 'guest' ? 'UNAUTHORIZED' : 'FORBIDDEN' });
  });

  const harmless = routes.filter(({ method, raw }) => method === 'GET' && raw !== 'events');
  const allowed = subjects.flatMap((subject) =>
    harmless
      .filter(({ right }) => may(subject, right))
      .map((route) => [subject, `${route.method} ${route.path}`, route] as const),
  );
  it.each(allowed)('lets %s through to %s', async (subject, _name, route) => {
    const answer = await send[subject]?.(route.address, bodyOf(route.method));
    // there is no part 1 and no product 1 here: what matters is that the right was not what stopped it
    expect([200, 404]).toContain(answer?.status);
    await answer?.body?.cancel();
  });

  it('ends with the session', async () => {
    const browser = await signedIn(station, 'admin');
    expect((await browser.fetch('/api/v1/users')).status).toBe(200);
    expect(await (await browser.json('/api/v1/session', 'DELETE')).json()).toMatchObject({
      user: null,
      rights: ['open', 'watch'],
    });
    expect((await browser.fetch('/api/v1/users')).status).toBe(401);
  });
});
