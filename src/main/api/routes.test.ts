import { describe, expect, it } from 'vitest';
import { apiRoutes, createRouteTable } from './routes.ts';

const route = createRouteTable();

describe('the addresses of the station', () => {
  it.each([
    '/',
    '/api/v1',
    '/api/v1/',
    '/api/v2/status',
    '/api/v1/status/',
    '/api/v1//status',
    '/api/v1/parts/%E0%A4%A/map',
    '/api/v1/parts//map',
  ])('are not at %s', (path) => {
    expect(route('GET', path).found).toBe('nothing');
  });
  it('say which methods they take', () => {
    expect(route('DELETE', '/api/v1/status')).toEqual({ found: 'method', allowed: ['GET'] });
    expect(route('GET', '/api/v1/products/import')).toEqual({ found: 'method', allowed: ['POST'] });
  });
  it('prefer a fixed name to a parameter', () => {
    expect(route('GET', '/api/v1/parts/recent')).toMatchObject({ match: { route: { call: 'parts.recent' } } });
    expect(route('GET', '/api/v1/parts/0198-abc')).toMatchObject({
      match: { route: { call: 'parts.get' }, params: { id: '0198-abc' } },
    });
    expect(route('GET', '/api/v1/parts.csv')).toMatchObject({ match: { route: { raw: 'csv' } } });
  });
  it('prefer an ending to a bare parameter', () => {
    expect(route('GET', '/api/v1/reports/0198-abc.pdf')).toMatchObject({
      match: { route: { raw: 'reportPdf' }, params: { id: '0198-abc' } },
    });
    expect(route('GET', '/api/v1/reports/0198-abc')).toMatchObject({ match: { route: { call: 'reports.get' } } });
    expect(route('DELETE', '/api/v1/reports/0198-abc')).toMatchObject({ match: { route: { call: 'reports.remove' } } });
  });
  it('decode their parameters once', () => {
    expect(route('GET', '/api/v1/frames/cam%2F1/7')).toMatchObject({ match: { params: { cameraId: 'cam/1', seq: '7' } } });
    expect(route('GET', '/api/v1/frames/cam%252F1/7')).toMatchObject({ match: { params: { cameraId: 'cam%2F1' } } });
  });
  it('each have one right, and no two calls share an address', () => {
    const routes = apiRoutes();
    expect(routes.length).toBeGreaterThan(25);
    expect(routes.filter(({ right }) => typeof right !== 'string')).toEqual([]);
    expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(routes.length);
  });
});
