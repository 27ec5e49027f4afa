import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

describe('settings of the shell', () => {
  it('keep the data where the passline command keeps it', () => {
    expect(readSettings([], { XDG_DATA_HOME: '/home/a/.data' }).data).toBe('/home/a/.data/passline');
  });

  it('are found among what Electron and Chromium are told', () => {
    const settings = readSettings(['--no-sandbox', 'out/desktop/main.cjs', '--kiosk', '--data', '/srv/line-1', '--no-demo'], {});
    expect(settings).toEqual({ kiosk: true, data: '/srv/line-1', serveArguments: ['--no-demo'], attachTo: null });
  });

  it('attach to a socket, a pipe or an address', () => {
    const attachTo = (station: string) => readSettings([], { PASSLINE_STATION: station }).attachTo;
    expect(attachTo('unix:/run/passline/station.sock')).toEqual({ kind: 'socket', path: '/run/passline/station.sock' });
    expect(attachTo('pipe:passline-1')).toEqual({ kind: 'socket', path: '\\\\.\\pipe\\passline-1' });
    expect(attachTo('http://127.0.0.1:8080/?token=abc')).toEqual({ kind: 'http', origin: 'http://127.0.0.1:8080', token: 'abc' });
  });

  it('say what is wrong with an address', () => {
    expect(() => readSettings([], { PASSLINE_STATION: 'ftp://line' })).toThrow(/unix:.*pipe:.*http/);
  });
});
