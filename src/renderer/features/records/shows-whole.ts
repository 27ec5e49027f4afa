import type { PartReport } from '#shared/domain/inspection.ts';
import type { Region } from '#shared/domain/region.ts';

/**
 * Whether places of the whole picture can be drawn on the one that is kept. Where only the model's input was kept and the
 * model looks at regions, that is a part of the picture.
 */
export function showsWhole({ pictures }: PartReport, regions: readonly Region[]): boolean {
  return (
    regions.length === 0 || pictures.some(({ kind, state }) => kind === 'full' && (state === 'stored' || state === 'pending'))
  );
}
