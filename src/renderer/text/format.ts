import { shownPercent } from '#shared/domain/metrics.ts';
import type { Language } from '#shared/i18n/index.ts';

/** Numbers and times as a language writes them. A value that is not there is an en dash, never a zero. */
export interface Format {
  readonly count: (value: number) => string;
  /** Two decimals, as on every scale and threshold of the product. */
  readonly score: (value: number | null) => string;
  /** A score that stands beside its threshold: with up to four decimals where two would read as the threshold itself. */
  readonly scoreBeside: (score: number | null, threshold: number | null) => string;
  /** 0..1 as per cent with one decimal, see `shownPercent`. */
  readonly percent: (share: number | null) => string;
  /** Milliseconds with their unit; seconds from one second on. */
  readonly duration: (ms: number | null) => string;
  /** Two of them in the unit of the longer one. */
  readonly durations: (fromMs: number | null, toMs: number | null) => string;
  readonly decimal: (value: number, digits: number) => string;
  /** 14:07:31 */
  readonly time: (utc: string | Date) => string;
  /** 14:07 */
  readonly shortTime: (utc: string | Date) => string;
  /** 14:07:31.842 */
  readonly exactTime: (utc: string | Date) => string;
  readonly date: (utc: string | Date) => string;
  readonly dateTime: (utc: string | Date) => string;
  readonly bytes: (value: number) => string;
  readonly list: (words: readonly string[]) => string;
}

export const absent = '–';

function createFormat(language: Language, timeZone: string): Format {
  const locale = language === 'en' ? 'en-GB' : language;
  const count = new Intl.NumberFormat(locale === 'en-GB' ? 'en' : locale, { maximumFractionDigits: 0 });
  const fixed = (digits: number): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const score = fixed(2);
  const percent = fixed(1);
  const clock = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const time = new Intl.DateTimeFormat(locale, { ...clock, second: '2-digit' });
  const shortTime = new Intl.DateTimeFormat(locale, clock);
  const exactTime = new Intl.DateTimeFormat(locale, { ...clock, second: '2-digit', fractionalSecondDigits: 3 });
  // ISO order in every language: a date must not be read as another one on the other side of the world.
  const isoDate = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const at = (utc: string | Date): Date => (typeof utc === 'string' ? new Date(utc) : utc);
  const usable = (value: number | null): value is number => value !== null && Number.isFinite(value);
  const safely = (format: Intl.DateTimeFormat, utc: string | Date): string => {
    const date = at(utc);
    return Number.isNaN(date.getTime()) ? absent : format.format(date);
  };
  const inUnit = (ms: number, asSeconds: boolean): string => (asSeconds ? score.format(ms / 1000) : count.format(ms));
  const unit = (asSeconds: boolean): string => (asSeconds ? ' s' : ' ms');
  return {
    count: (value) => count.format(value),
    score: (value) => (usable(value) ? score.format(value) : absent),
    scoreBeside(value, threshold) {
      if (!usable(value)) return absent;
      const steps = usable(threshold) && value !== threshold ? [score, fixed(3), fixed(4)] : [score];
      const told = steps.find((step) => threshold === null || step.format(value) !== step.format(threshold)) ?? steps.at(-1);
      return (told ?? score).format(value);
    },
    percent: (share) => (usable(share) ? `${percent.format(shownPercent(share, 1))} %` : absent),
    duration: (ms) => (usable(ms) ? inUnit(ms, ms >= 999.5) + unit(ms >= 999.5) : absent),
    durations: (from, to) =>
      usable(from) && usable(to) ? `${inUnit(from, to >= 999.5)} – ${inUnit(to, to >= 999.5)}${unit(to >= 999.5)}` : absent,
    decimal: (value, digits) => fixed(digits).format(value),
    time: (utc) => safely(time, utc),
    shortTime: (utc) => safely(shortTime, utc),
    exactTime: (utc) => safely(exactTime, utc),
    date: (utc) => safely(isoDate, utc),
    dateTime: (utc) => `${safely(isoDate, utc)} ${safely(time, utc)}`,
    bytes: (value) =>
      value >= 1e9
        ? `${count.format(value / 1e9)} GB`
        : value >= 1e6
          ? `${fixed(1).format(value / 1e6)} MB`
          : `${fixed(1).format(value / 1e3)} kB`,
    list: (words) => words.join(language === 'zh-CN' ? '、' : ', '),
  };
}

const cache = new Map<string, Format>();

/** The formats of a language, times by the clock of a zone; made once, because creating Intl objects is slow. */
export function formatFor(language: Language, timeZone: string): Format {
  const key = `${language} ${timeZone}`;
  let format = cache.get(key);
  if (format === undefined) {
    format = createFormat(language, timeZone);
    cache.set(key, format);
  }
  return format;
}
