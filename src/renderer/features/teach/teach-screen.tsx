import { Button, Skeleton } from '@mantine/core';
import { IconFocus2, IconLock, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../client/api.ts';
import { failureOf } from '../../client/failure.ts';
import { queryKeys } from '../../client/query-client.ts';
import { Empty } from '../../components/empty.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import { useMay, useSession } from '../session/use-session.ts';
import { DraftList } from './draft-list.tsx';
import { NewDraftDialog } from './new-draft-dialog.tsx';
import { isActive } from './use-draft.ts';
import classes from './teach.module.css';

/** Products that are being taught, for those who may teach. */
export function TeachScreen(): ReactNode {
  return (
    <ForEngineers>
      <Drafts />
    </ForEngineers>
  );
}

/** Asks everybody else to sign in, and says what is here. */
export function ForEngineers({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const session = useSession();
  const may = useMay('engineer');
  if (session === undefined) return <Skeleton m={20} height={400} />;
  if (may) return children;
  return (
    <Empty icon={<IconLock size={40} stroke={1.6} />} title={t('teach.title')} text={t('teach.needsRight')}>
      <Button size="lg" onClick={() => act({ right: 'engineer', run: () => undefined })} data-testid={testIds.teachSignIn}>
        {session.firstRun ? t('teach.begin') : t('bar.signIn')}
      </Button>
    </Empty>
  );
}

function Drafts(): ReactNode {
  const { t } = useText();
  const [creating, setCreating] = useState(false);
  const drafts = useQuery({
    queryKey: queryKeys.drafts,
    queryFn: () => api.teach.list(),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.some(({ job }) => isActive(job)) ? 800 : false),
  });
  const create = (
    <Button size="lg" leftSection={<IconPlus size={22} />} onClick={() => setCreating(true)} data-testid={testIds.draftNew}>
      {t('teach.new')}
    </Button>
  );
  return (
    <div className={classes['drafts']} data-testid={testIds.drafts}>
      <NewDraftDialog opened={creating} onClose={() => setCreating(false)} />
      {drafts.isError ? (
        <Empty title={t('teach.unread')} text={t(`error.${failureOf(drafts.error).code}`)}>
          <Button size="lg" onClick={() => void drafts.refetch()}>
            {t('common.retry')}
          </Button>
        </Empty>
      ) : drafts.data === undefined ? (
        <Skeleton m={24} height={300} />
      ) : drafts.data.length === 0 ? (
        <Empty icon={<IconFocus2 size={44} stroke={1.5} />} title={t('teach.emptyTitle')} text={t('teach.emptyText')}>
          <ol className={classes['emptySteps']}>
            <li>{t('teach.emptyStep1')}</li>
            <li>{t('teach.emptyStep2')}</li>
            <li>{t('teach.emptyStep3')}</li>
          </ol>
          {create}
        </Empty>
      ) : (
        <>
          <header className={classes['draftsHead']}>
            <div>
              <h1>{t('teach.title')}</h1>
              <p>{t('teach.listText')}</p>
            </div>
            {create}
          </header>
          <DraftList drafts={drafts.data} />
        </>
      )}
    </div>
  );
}
