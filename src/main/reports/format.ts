import type { Language } from '#shared/i18n/index.ts';
import { shownPercent } from '#shared/domain/metrics.ts';
import type { IntervalUnit } from '#shared/domain/report.ts';
import { wallTexts } from '#shared/domain/time-zone.ts';

/** Numbers and times as they stand on paper. Dates are ISO in every language; times are those of the report's zone. */
export interface ReportFormat {
  readonly count: (value: number) => string;
  /** Of a part: what people search for is written without separators. */
  readonly partNumber: (value: number) => string;
  readonly percent: (share: number) => string;
  readonly score: (value: number | null) => string;
  readonly ms: (value: number) => string;
  readonly time: (at: string | number) => string;
  readonly minute: (at: string | number) => string;
  readonly day: (at: string | number) => string;
  /** Beginning of an interval, as short as it can be told. */
  readonly interval: (unit: IntervalUnit, at: string | number) => string;
}

export function reportFormat(language: Language, zone: string): ReportFormat {
  const count = new Intl.NumberFormat(language);
  const fixed = (digits: number): Intl.NumberFormat =>
    new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const [whole, one, two] = [fixed(0), fixed(1), fixed(2)];
  const wall = (at: string | number): ReturnType<typeof wallTexts> => wallTexts(new Date(at).getTime(), zone);
  const day = (at: string | number): string => wall(at).date;
  const clock = (at: string | number): string => wall(at).time;
  return {
    count: (value) => count.format(value),
    partNumber: String,
    percent: (share) => `${two.format(shownPercent(share, 2))} %`,
    score: (value) => (value === null ? '–' : two.format(value)),
    ms: (value) => (value < 100 ? `${one.format(value)} ms` : `${whole.format(value)} ms`),
    time: (at) => `${day(at)} ${clock(at)}:${wall(at).second}`,
    minute: (at) => `${day(at)} ${clock(at)}`,
    day,
    interval: (unit, at) => {
      switch (unit) {
        case 'hour':
          return clock(at);
        case 'day':
        case 'week':
          return day(at).slice(5);
        case 'month':
          return day(at).slice(0, 7);
        case 'year':
          return day(at).slice(0, 4);
      }
    },
  };
}
