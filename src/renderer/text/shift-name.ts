import type { TFunction } from 'i18next';

/** The shifts that a station begins with have names in every language; a plant's own are shown as they are. */
export function shiftName(name: string, t: TFunction): string {
  return name === 'early' || name === 'late' || name === 'night' ? t(`run.shiftName.${name}`) : name;
}
