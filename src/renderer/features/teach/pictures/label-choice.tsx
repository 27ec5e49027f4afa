import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { type PictureLabel, pictureLabelSchema } from '#shared/contract/draft.ts';
import { useText } from '../../../text/use-text.ts';

/** What new pictures are taken for. */
export function LabelChoice({
  label,
  onLabel,
}: {
  readonly label: PictureLabel;
  readonly onLabel: (label: PictureLabel) => void;
}): ReactNode {
  const { t } = useText();
  return (
    <SegmentedControl
      fullWidth
      aria-label={t('teach.takenFor')}
      value={label}
      onChange={(value) => onLabel(pictureLabelSchema.parse(value))}
      data={pictureLabelSchema.options.map((one) => ({ value: one, label: t(`teach.label.${one}`) }))}
    />
  );
}
