import type { TFunction } from 'i18next';
import type { PartSummary } from '#shared/domain/inspection.ts';
import type { Format } from '../../text/format.ts';

/** The verdict of a part in the operator's words. */
export function reasonSentence(part: PartSummary, t: TFunction, format: Format): string {
  const count = part.defectCount;
  if (part.reason === 'ANOMALY' && count > 0) {
    const kinds = [...new Set(part.defectKinds)].filter((kind) => kind !== null);
    return kinds.length === 0
      ? t('sentence.defects', { count })
      : t('sentence.defectsNamed', { count, kinds: format.list(kinds) });
  }
  const seconds = part.reason === 'FRAME_STALE' || part.reason === 'FRAME_TIMEOUT' ? frameAgeOf(part.detail) : null;
  return seconds === null ? t(`reason.${part.reason}`) : t('sentence.frameAge', { seconds: format.decimal(seconds, 1) });
}

/** Seconds without a fresh frame, as the station's detail tells them ("The frame was 2100 ms old …", "No picture within 2000 ms …"). */
export function frameAgeOf(detail: string | null): number | null {
  const found = /(?:for|was|within) (\d+(?:\.\d+)?) (ms|s)\b/.exec(detail ?? '');
  if (found === null) return null;
  const value = Number(found[1]);
  return found[2] === 'ms' ? value / 1000 : value;
}
