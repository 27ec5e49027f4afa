import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseStationAddress, type StationAddress } from './station-address.ts';

/** How the shell was asked to run. */
export interface Settings {
  /** Full screen without a way out but quitting: a station's own screen. */
  readonly kiosk: boolean;
  /** Data folder of the station that the shell starts. */
  readonly data: string;
  /** Arguments handed on to `passline serve`. */
  readonly serveArguments: readonly string[];
  /** A station that runs elsewhere: nothing is started then. */
  readonly attachTo: StationAddress | null;
}

/**
 * Reads the shell's own arguments; what it does not know it leaves to Chromium.
 * `PASSLINE_STATION=unix:/path`, `pipe:NAME` or `http(s)://host:port/?token=…` attaches to a running station.
 */
export function readSettings(args: readonly string[], environment: NodeJS.ProcessEnv): Settings {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: { kiosk: { type: 'boolean' }, data: { type: 'string' }, 'no-demo': { type: 'boolean' } },
  });
  const data = typeof values['data'] === 'string' ? values['data'] : environment['PASSLINE_DATA'];
  const station = environment['PASSLINE_STATION'];
  return {
    kiosk: values['kiosk'] === true,
    data: data === undefined ? defaultDataFolder(environment) : resolve(data),
    serveArguments: values['no-demo'] === true ? ['--no-demo'] : [],
    attachTo: station === undefined || station === '' ? null : parseStationAddress(station),
  };
}

/** The same folder that the `passline` command takes by itself, so that window and command find the same station. */
function defaultDataFolder(environment: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Passline');
  return join(environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'passline');
}
