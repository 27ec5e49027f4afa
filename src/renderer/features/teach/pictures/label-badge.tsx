import { IconTarget } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { PictureLabel } from '#shared/contract/draft.ts';
import { VerdictBadge } from '../../../components/verdict-mark.tsx';
import { useText } from '../../../text/use-text.ts';
import classes from './label-badge.module.css';

export const toneOfLabel = { good: 'pass', bad: 'fail', unused: 'neutral' } as const;

interface Props {
  readonly label: PictureLabel;
  /** The one that others are compared with: neither good nor bad, whatever somebody said of it. */
  readonly isReference: boolean;
  readonly size: number;
}

/** What people said of a picture, as a small round badge. */
export function LabelBadge({ label, isReference, size }: Props): ReactNode {
  const { t } = useText();
  if (!isReference) return <VerdictBadge tone={toneOfLabel[label]} size={size} />;
  return (
    <span
      className={classes['reference']}
      style={{ width: size, height: size }}
      role="img"
      aria-label={t('teach.reference.name')}
    >
      <IconTarget size={Math.round(size * 0.76)} stroke={2} aria-hidden />
    </span>
  );
}
