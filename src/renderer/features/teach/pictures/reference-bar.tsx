import { Button } from '@mantine/core';
import { IconTarget } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DraftPicture, OpenedDraft } from '#shared/contract/draft.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import classes from './pictures.module.css';

interface Props {
  readonly draft: OpenedDraft;
  /** The picture that would be taken: the only one chosen, else the first. */
  readonly candidate: DraftPicture | undefined;
  readonly onReference: (id: string) => void;
}

/** Asks for the picture to compare with while there is none. */
export function ReferenceBar({ draft, candidate, onReference }: Props): ReactNode {
  const { t } = useText();
  if (draft.method !== 'reference' || draft.reference !== null || candidate === undefined) return null;
  return (
    <div className={classes['notice']} data-testid={testIds.referenceBar}>
      <IconTarget size={22} aria-hidden />
      <span className={classes['noticeText']}>
        <strong>{t('teach.reference.ask')}</strong>
        <span>{t('teach.reference.askText')}</span>
      </span>
      <Button onClick={() => onReference(candidate.id)} data-testid={testIds.referenceTake}>
        {t('teach.reference.take', { name: candidate.name })}
      </Button>
    </div>
  );
}
