import { Button, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Settings } from '#shared/contract/settings.ts';
import { api } from '../../client/api.ts';
import { failureOf } from '../../client/failure.ts';
import { queryClient, queryKeys } from '../../client/query-client.ts';
import { useNotices } from '../../components/use-notices.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import { useMay, useSession } from '../session/use-session.ts';
import { SettingsCard } from './settings-card.tsx';

interface Props {
  readonly title: string;
  readonly text?: string;
  readonly action?: ReactNode;
  readonly testId?: string;
  readonly children: ReactNode;
}

/** A card whose content only an administrator sees; everybody else sees what it is about and the way to sign in. */
export function AdministratorCard({ title, text, action, testId, children }: Props): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const known = useSession() !== undefined;
  const may = useMay('administer');
  if (may)
    return (
      <SettingsCard title={title} action={action} {...(text !== undefined && { text })} {...(testId !== undefined && { testId })}>
        {children}
      </SettingsCard>
    );
  if (!known)
    return (
      <SettingsCard title={title}>
        <Skeleton height={48} radius="md" />
      </SettingsCard>
    );
  return (
    <SettingsCard title={title} text={t('settings.locked')} {...(testId !== undefined && { testId })}>
      <Button
        variant="default"
        onClick={() => act({ right: 'administer', run: () => undefined })}
        data-testid={testIds.settingsSignIn}
      >
        {t('bar.signIn')}
      </Button>
    </SettingsCard>
  );
}

/** What is set, once the station has said so. */
export function WithSettings({ children }: { readonly children: (settings: Settings) => ReactNode }): ReactNode {
  const { t } = useText();
  const settings = useQuery({ queryKey: queryKeys.settings, queryFn: () => api.settings.get() });
  if (settings.isPending) return <Skeleton height={180} radius="md" />;
  if (settings.isError) return <Text c="var(--pl-fail-text)">{t(`error.${failureOf(settings.error).code}`)}</Text>;
  return children(settings.data);
}

/** Sets something and shows what is set then. */
export function useSet(): (set: () => Promise<Settings>, done: string, after?: () => void) => void {
  const { act } = useActs();
  const notices = useNotices();
  return (set, done, after) =>
    act({
      right: 'administer',
      run: async () => {
        queryClient.setQueryData(queryKeys.settings, await set());
        after?.();
        notices.done(done);
      },
    });
}
