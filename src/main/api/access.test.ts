import { describe, expect, it } from 'vitest';
import { admission, checkOrigin, doorCookieName, doorCookieValue } from './access.ts';

const key = 'the-key-of-this-station';
const door = { key, hostNames: ['line-3.plant'] };

function request(headers: Record<string, string>, { method = 'GET', path = '/api/v1/status' } = {}): Request {
  return new Request(`http://127.0.0.1:4711${path}`, { method, headers: { host: '127.0.0.1:4711', ...headers } });
}
const withCookie = (headers: Record<string, string> = {}, options = {}) =>
  request({ cookie: `passline_door_4711=${doorCookieValue(key)}`, ...headers }, options);

describe('a request over TCP', () => {
  it.each([
    ['a name that resolves to this machine', { host: 'evil.example:4711' }],
    ['no host', { host: '' }],
    ['a page of another site', { origin: 'http://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
    ['a page of another port of this machine', { origin: 'http://127.0.0.1:3000' }],
    ['a page that claims to be this machine over https', { origin: 'https://127.0.0.1:4711' }],
    ['an image on another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['a page of another port, seen by the browser', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
    [
      'a link to the API on another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ],
  ])('is refused when it comes from %s', (_name, headers) => {
    expect(() => checkOrigin(request(headers), 'tcp', door)).toThrow(expect.objectContaining({ code: 'ORIGIN_REFUSED' }));
  });
  it.each([
    ['a program', {}],
    ['the page itself', { origin: 'http://127.0.0.1:4711', 'sec-fetch-site': 'same-origin' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['the name it was given', { host: 'line-3.plant:4711', origin: 'http://line-3.plant:4711' }],
    ['a proxy in front of that name', { host: 'line-3.plant', origin: 'https://line-3.plant' }],
    ['localhost', { host: 'localhost:4711' }],
  ])('is let in when it comes from %s', (_name, headers) => {
    expect(() => checkOrigin(request(headers), 'tcp', door)).not.toThrow();
  });
  it('may be a link to the page from anywhere', () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect(() => checkOrigin(request(link, { path: '/' }), 'tcp', door)).not.toThrow();
    const framed = { ...link, 'sec-fetch-dest': 'iframe' };
    expect(() => checkOrigin(request(framed, { path: '/' }), 'tcp', door)).toThrow();
  });

  it('without a secret, or with a wrong one, is nobody', () => {
    expect(admission(request({}), 'tcp', door)).toBeNull();
    expect(admission(request({ authorization: 'Bearer wrong' }), 'tcp', door)).toBeNull();
    expect(admission(request({ authorization: `Basic ${key}` }), 'tcp', door)).toBeNull();
    expect(admission(request({ cookie: `passline_door_4711=${key}` }), 'tcp', door)).toBeNull();
    // of another station on this machine
    expect(admission(request({ cookie: `passline_door_9999=${doorCookieValue(key)}` }), 'tcp', door)).toBeNull();
  });
  it('with a wrong key is nobody, whatever cookie it has', () => {
    expect(admission(withCookie({ authorization: 'Bearer wrong' }), 'tcp', door)).toBeNull();
  });
  it('is a program with the key, a guest with the cookie', () => {
    expect(admission(request({ authorization: `Bearer ${key}` }), 'tcp', door)).toBe('key');
    expect(admission(withCookie(), 'tcp', door)).toBe('guest');
  });
  it('that changes something by cookie must say where it comes from', () => {
    expect(() => admission(withCookie({}, { method: 'POST' }), 'tcp', door)).toThrow(
      expect.objectContaining({ code: 'ORIGIN_REFUSED' }),
    );
    expect(admission(withCookie({ origin: 'http://127.0.0.1:4711' }, { method: 'POST' }), 'tcp', door)).toBe('guest');
  });
});

describe('a request over the socket', () => {
  it('is a guest without any secret, and a program with the key', () => {
    expect(admission(request({}), 'socket', door)).toBe('guest');
    expect(admission(request({ authorization: `Bearer ${key}` }), 'socket', door)).toBe('key');
    expect(admission(request({ authorization: 'Bearer wrong' }), 'socket', door)).toBeNull();
  });
  it('may only come from the window, if from a page at all', () => {
    expect(() => checkOrigin(request({ origin: 'app://station', host: 'station' }), 'socket', door)).not.toThrow();
    expect(() => checkOrigin(request({ origin: 'http://evil.example' }), 'socket', door)).toThrow();
  });
});

it('the cookie of the door does not give the key away', () => {
  expect(doorCookieValue(key)).not.toContain(key);
  expect(doorCookieName(request({}))).toBe('passline_door_4711');
});
