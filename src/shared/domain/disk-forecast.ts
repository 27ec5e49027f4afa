import { z } from 'zod';

const bytes = z.number().min(0);
/** Pictures by kind, bytes. */
export const pictureBytesSchema = z.object({ full: bytes, crop: bytes, map: bytes, overlay: bytes });
export type PictureBytes = z.infer<typeof pictureBytesSchema>;
export const noPictures: PictureBytes = { full: 0, crop: 0, map: 0, overlay: 0 };

/** What lies on the disk of a station and what was written to it lately, from its records. */
export const diskMeasureSchema = z.object({
  measuredAtUtc: z.string(),
  freeBytes: bytes,
  stored: z.object({ pictures: pictureBytesSchema, records: bytes, other: bytes }),
  parts: z.number().int(),
  /** The last days up to now, each 24 hours, newest first: what was recorded in them, whether it is still there or not. */
  days: z.array(z.object({ parts: z.number().int(), pictures: pictureBytesSchema })),
  /** How much of these days the station has been recording, in days; 0 where it recorded nothing. */
  recordedDays: z.number().min(0),
  /** For how long pictures of these days are kept by their recipes, mean by size; null without pictures. */
  retentionDays: z.number().nullable(),
  /** Stored pictures that are deleted in each of the next days because their time is over. */
  expiring: z.array(bytes),
});
export type DiskMeasure = z.infer<typeof diskMeasureSchema>;

/** What one version of a product recorded in one of the days that are measured. */
export interface ProductDay {
  readonly productId: string;
  readonly version: number;
  /** 0: the last 24 hours. */
  readonly day: number;
  readonly parts: number;
  /** Of its pictures, whether they are still there or not. */
  readonly bytes: number;
}

export const productPaceSchema = z.object({
  /** In a day on which it ran. */
  partsPerDay: z.number(),
  bytesPerPart: bytes,
  bytesPerDay: bytes,
  /** What its pictures take once as many are deleted as are written, if it runs every day. */
  bytesAtRetention: bytes,
});
export type ProductPace = z.infer<typeof productPaceSchema>;

export const diskForecastSchema = z.object({
  /** Written a day at the pace of the last days. */
  perDay: z.object({ pictures: pictureBytesSchema, records: bytes, total: bytes }),
  /** For how long pictures are kept in this forecast. */
  retentionDays: z.number(),
  /** Days until nothing more fits; null: not within ten years. */
  daysUntilFull: z.number().int().nullable(),
  /** What pictures take once as many are deleted a day as are written. */
  picturesAtRetention: bytes,
  /** Used bytes at the end of each of some days from today on, for a chart. */
  points: z.array(z.object({ day: z.number().int(), bytes })),
});
export type DiskForecast = z.infer<typeof diskForecastSchema>;

/** What the station leaves free: below that it does not inspect. */
export const reservedBytes = 200 * 1024 * 1024;
export const longestForecastDays = 3_650;

export const sumOf = ({ full, crop, map, overlay }: PictureBytes): number => full + crop + map + overlay;

/**
 * How the disk fills if the line goes on as in the last days and new pictures are kept for `retentionDays`. Pictures that are
 * there already are deleted when their own recipes say so; rows are never deleted. Means of real records: weekends and
 * holidays are in them as far as the days measured hold any.
 */
export function forecastDisk(measure: DiskMeasure, retentionDays: number): DiskForecast {
  const perDay = paceOf(measure);
  const pictures = sumOf(perDay.pictures);
  const before = sumOf(measure.stored.pictures);
  const used = before + measure.stored.records + measure.stored.other;
  const room = Math.max(0, measure.freeBytes - reservedBytes);
  const bytesOn: number[] = [used];
  let daysUntilFull: number | null = room === 0 ? 0 : null;
  let deleted = 0;
  for (let day = 1; day <= longestForecastDays; day += 1) {
    deleted += measure.expiring[day - 1] ?? 0;
    const old = Math.max(0, before - deleted);
    const bytesThen = used - before + old + pictures * Math.min(day, retentionDays) + perDay.records * day;
    bytesOn.push(bytesThen);
    if (daysUntilFull === null && bytesThen - used > room) daysUntilFull = day;
  }
  const shown = Math.min(longestForecastDays, Math.max(30, Math.ceil(retentionDays * 1.5), daysUntilFull ?? 0));
  const step = Math.max(1, Math.floor(shown / 60));
  const days = Array.from({ length: Math.floor(shown / step) + 1 }, (_, index) => index * step);
  return {
    perDay,
    retentionDays,
    daysUntilFull,
    picturesAtRetention: pictures * retentionDays,
    points: days.map((day) => ({ day, bytes: bytesOn[day] ?? 0 })),
  };
}

/**
 * What the pictures of a product take, by the days on which it ran: `days` are those of its versions that keep pictures as the
 * newest does, `recordedDays` the time in which the station has been recording. Null where it never ran that way.
 */
export function paceOfProduct(days: readonly ProductDay[], recordedDays: number, retentionDays: number): ProductPace | null {
  const parts = days.reduce((sum, day) => sum + day.parts, 0);
  if (parts === 0) return null;
  const over = Math.max(shortestDays, Math.min(new Set(days.map(({ day }) => day)).size, recordedDays));
  const taken = days.reduce((sum, day) => sum + day.bytes, 0);
  const bytesPerDay = taken / over;
  return {
    partsPerDay: parts / over,
    bytesPerPart: taken / parts,
    bytesPerDay,
    bytesAtRetention: bytesPerDay * retentionDays,
  };
}

/** Of a station that has just been started an hour says nothing about a day. */
const shortestDays = 1 / 24;

/** Bytes a day, over the time in which the station recorded. */
function paceOf({ days, recordedDays, stored, parts }: DiskMeasure): DiskForecast['perDay'] {
  const over = Math.max(recordedDays, shortestDays);
  const mean = (kind: keyof PictureBytes): number => days.reduce((sum, day) => sum + day.pictures[kind], 0) / over;
  const pictures = { full: mean('full'), crop: mean('crop'), map: mean('map'), overlay: mean('overlay') };
  const partsADay = days.reduce((sum, day) => sum + day.parts, 0) / over;
  const records = parts === 0 ? 0 : (stored.records / parts) * partsADay;
  return { pictures, records, total: sumOf(pictures) + records };
}
