import type { Language } from '#shared/i18n/index.ts';
import type { IntervalUnit } from '#shared/domain/report.ts';

/** Numbers and times as they stand on paper. Dates are ISO in every language; times are those of this process's time zone. */
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

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

export function reportFormat(language: Language): ReportFormat {
  const count = new Intl.NumberFormat(language);
  const fixed = (digits: number): Intl.NumberFormat =>
    new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const [whole, one, two] = [fixed(0), fixed(1), fixed(2)];
  const day = (at: string | number): string => {
    const date = new Date(at);
    return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  };
  const clock = (at: string | number): string => `${pad(new Date(at).getHours())}:${pad(new Date(at).getMinutes())}`;
  return {
    count: (value) => count.format(value),
    partNumber: String,
    // Cut, not rounded: a yield of 99.996 % is not 100 %.
    percent: (share) => `${two.format(Math.floor(share * 10_000 + 1e-6) / 100)} %`,
    score: (value) => (value === null ? '–' : two.format(value)),
    ms: (value) => (value < 100 ? `${one.format(value)} ms` : `${whole.format(value)} ms`),
    time: (at) => `${day(at)} ${clock(at)}:${pad(new Date(at).getSeconds())}`,
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
