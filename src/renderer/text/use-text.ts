import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type Format, formatFor } from './format.ts';
import { currentLanguage } from './i18n.ts';
import { useStationZone } from './station-zone.ts';

/** Texts and formats of the language of the page, times by the station's clock; the component renders again when they change. */
export function useText(): { t: TFunction; format: Format } {
  const { t } = useTranslation();
  const zone = useStationZone();
  return { t, format: formatFor(currentLanguage(), zone) };
}
