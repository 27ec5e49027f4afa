import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Draft } from '#shared/contract/draft.ts';
import { Empty } from '../../components/empty.tsx';
import { useText } from '../../text/use-text.ts';
import { stepAddress } from './steps.ts';
import classes from './teach.module.css';

/** Steps that need a model say so while there is none. */
export function NotTaught({ draft }: { readonly draft: Draft }): ReactNode {
  const { t } = useText();
  return (
    <Empty title={t('teach.notTaughtTitle')} text={t('teach.notTaughtText')}>
      <Button size="lg" component={Link} href={stepAddress(draft.id, 'teach')}>
        {t('teach.toTeach')}
      </Button>
    </Empty>
  );
}

/** What is shown is of a model that does not know the pictures and regions of now. */
export function OutdatedNotice({ draft }: { readonly draft: Draft }): ReactNode {
  const { t } = useText();
  if (draft.taught?.outdated !== true) return null;
  return (
    <div className={classes['outdatedBar']} role="status">
      <IconAlertTriangle size={20} aria-hidden />
      <span>{t('teach.outdated')}</span>
      <Button variant="default" component={Link} href={stepAddress(draft.id, 'teach')}>
        {t('teach.again')}
      </Button>
    </div>
  );
}
