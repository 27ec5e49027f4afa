import type { RecipeChange, RecipeValue } from '#shared/domain/recipe-changes.ts';
import { absent } from '../../text/format.ts';
import { useText } from '../../text/use-text.ts';

export interface ChangeText {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** A difference between two versions in words: what, from, to. */
export function useChangeText(): (change: RecipeChange, severalTools: boolean) => ChangeText {
  const { t, format } = useText();
  const valueOf = (field: RecipeChange['field'], value: RecipeValue): string => {
    if (value === null) return field === 'reviewThreshold' ? t('products.none') : absent;
    if (typeof value === 'boolean') return value ? t('products.yes') : t('products.no');
    switch (field) {
      case 'threshold':
      case 'reviewThreshold':
        // as exact as it was typed: two that differ must not look alike
        return String(Number(Number(value).toFixed(4)));
      case 'triggerPeriod':
      case 'frameAge':
      case 'frameTimeout':
      case 'judgeTimeout':
        return format.duration(Number(value));
      case 'retention':
        return t('products.days', { count: Number(value), formatted: format.count(Number(value)) });
      case 'minDefectArea':
        return t('part.px2', { area: format.count(Number(value)) });
      case 'model':
        return String(value).slice(0, 12);
      case 'triggerMode':
        return t(`products.trigger.${value === 'free' ? 'free' : 'software'}`);
      case 'passes':
        return t(`products.passes.${value === 'jpeg' ? 'jpeg' : 'none'}`);
      case 'regions':
        return t('products.regionCount', { count: Number(value), formatted: format.count(Number(value)) });
      case 'name':
      case 'number':
      case 'jpegQuality':
      case 'crops':
      case 'tool':
      case 'other':
        return String(value);
    }
  };
  return ({ field, path, toolId, before, after }, severalTools) => {
    const name = t(`products.field.${field}`);
    const label = field === 'other' ? `${name}: ${path}` : severalTools && toolId !== null ? `${name} (${toolId})` : name;
    return { label, before: valueOf(field, before), after: valueOf(field, after) };
  };
}
