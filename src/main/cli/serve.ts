import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type SourceConfig, sourceSchema } from '#shared/domain/source.ts';
import { type Language, languages } from '#shared/i18n/index.ts';
import { BackupError } from '../backup/index.ts';
import {
  createStationLog,
  defaultDataFolder,
  NotADataFolderError,
  runStation,
  StationHeldError,
  stopOnSignals,
} from '../station/index.ts';
import { UsageError } from './exit-codes.ts';

interface ServeOptions {
  readonly data?: string;
  readonly port: number;
  readonly demo: boolean;
  readonly source?: SourceConfig;
  readonly product?: string;
  readonly hostName?: readonly string[];
  readonly shiftReports?: string;
  readonly reportLang?: Language;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** `passline serve` and `passline demo`: the station, without a window. */
export function register(program: Command): void {
  program
    .command('serve')
    .description('run the station and print its address')
    .addOption(dataOption())
    .addOption(portOption())
    .option('--no-demo', 'a fresh station begins empty, without the demo line')
    .option('--source <source>', 'where frames come from: "simulated" or "folder:PATH"', parseSource)
    .option('--host-name <name...>', 'a name besides localhost that a proxy on this machine uses for the station')
    .option('--product <file>', 'a .passline package to import and put on the line')
    .option('--shift-reports <folder>', 'put a report of every shift here once it has ended (PDF and CSV)')
    .addOption(new Option('--report-lang <language>', 'language of those reports').choices(Object.keys(languages)).default('en'))
    .option('--json', 'print the address as one line of JSON')
    .option('--verbose', 'show everything that is logged')
    .action((options: ServeOptions) => serve(options));
  program
    .command('demo')
    .description('run the demo line on data of its own, which is deleted afterwards')
    .addOption(dataOption().default(undefined, 'a temporary folder'))
    .addOption(portOption())
    .option('--json', 'print the address as one line of JSON')
    .option('--verbose', 'show everything that is logged')
    .action((options: ServeOptions) => demo(options));
}

async function demo(options: ServeOptions): Promise<void> {
  if (options.data !== undefined) return serve({ ...options, demo: true });
  const data = await mkdtemp(join(tmpdir(), 'passline-demo-'));
  return serve({ ...options, demo: true, data }, () => rm(data, { recursive: true, force: true }));
}

async function serve(options: ServeOptions, afterwards: () => Promise<void> = async () => undefined): Promise<void> {
  try {
    const station = await runStation({
      dataFolder: options.data ?? defaultDataFolder(),
      port: options.port,
      demo: options.demo,
      ...(options.hostName && { hostNames: options.hostName }),
      ...(options.source && { source: options.source }),
      ...(options.product !== undefined && { packageFile: resolve(options.product) }),
      ...(options.shiftReports !== undefined && {
        shiftReports: { folder: resolve(options.shiftReports), language: options.reportLang ?? 'en' },
      }),
      log: (folder) => createStationLog({ folder, terminalLevel: options.verbose ? 'debug' : 'warn' }),
    });
    const stop = async () => {
      await station.stop();
      await afterwards();
    };
    stopOnSignals({ stop, log: station.log });
    // whoever started the station may go away without reading; the line goes on
    process.stdout.on('error', () => undefined);
    const { note, url, key } = station;
    process.stdout.write(options.json ? `${JSON.stringify({ ...note, url, token: key })}\n` : `Passline is running: ${url}\n`);
  } catch (error) {
    await afterwards();
    throw explained(error, options.port);
  }
}

/** What the person can do something about, as one sentence. */
function explained(error: unknown, port: number): unknown {
  if (error instanceof StationHeldError || error instanceof NotADataFolderError || error instanceof BackupError)
    return new UsageError(error.message, { cause: error });
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new UsageError(`Port ${port} is taken by another program.`, { cause: error });
  if (code === 'EACCES' && port > 0 && port < 1024)
    return new UsageError(`Port ${port} needs another right of the system.`, { cause: error });
  return error;
}

function dataOption(): Option {
  return new Option('--data <folder>', 'folder that holds everything this station knows').default(undefined, defaultDataFolder());
}

function portOption(): Option {
  return new Option('--port <number>', 'loopback port; 0 takes any free one').default(0).argParser((text: string) => {
    const port = Number(text);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new InvalidArgumentError('A port is a number from 0 to 65535.');
    return port;
  });
}

function parseSource(text: string): SourceConfig {
  if (text === 'simulated') return sourceSchema.parse({ kind: 'simulated' });
  if (text.startsWith('folder:')) return sourceSchema.parse({ kind: 'folder', path: resolve(text.slice('folder:'.length)) });
  throw new InvalidArgumentError('Write "simulated" or "folder:PATH".');
}
