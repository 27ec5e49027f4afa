import { describe, expect, it } from 'vitest';
import { createCookieJar } from './cookie-jar.ts';

describe('the cookie jar of a window', () => {
  it('sends nothing before the station set something', () => {
    expect(createCookieJar().header()).toBeNull();
  });

  it('sends back what was set, without its attributes', () => {
    const jar = createCookieJar();
    jar.store(['passline_session=abc=; Path=/; HttpOnly; SameSite=Strict', 'door=1']);
    expect(jar.header()).toBe('passline_session=abc=; door=1');
  });

  it('replaces a cookie of the same name', () => {
    const jar = createCookieJar();
    jar.store(['session=old']);
    jar.store(['session=new']);
    expect(jar.header()).toBe('session=new');
  });

  it('drops a cookie that is ended by Max-Age=0 or a date that has passed', () => {
    const jar = createCookieJar(() => Date.parse('2026-01-01'));
    jar.store(['a=1', 'b=2']);
    jar.store(['a=; Max-Age=0', 'b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT']);
    expect(jar.header()).toBeNull();
  });

  it('keeps a cookie until its age is over', () => {
    let nowMs = 0;
    const jar = createCookieJar(() => nowMs);
    jar.store(['a=1; Max-Age=10']);
    nowMs = 9_999;
    expect(jar.header()).toBe('a=1');
    nowMs = 10_000;
    expect(jar.header()).toBeNull();
  });

  it('ignores what is no cookie', () => {
    const jar = createCookieJar();
    jar.store(['', '=x', 'nothing']);
    expect(jar.header()).toBeNull();
  });
});
