import { Button, Menu, Skeleton, Text } from '@mantine/core';
import { IconDotsVertical, IconKey, IconLock, IconLockOpen, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { roleSchema } from '#shared/contract/rights.ts';
import type { User } from '#shared/contract/session.ts';
import { api } from '../../client/api.ts';
import { failureOf } from '../../client/failure.ts';
import { queryClient, queryKeys } from '../../client/query-client.ts';
import { useNotices } from '../../components/use-notices.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import { AdministratorCard } from './administrator-card.tsx';
import classes from './settings.module.css';
import { UserDialog, type UserDialogFor } from './user-dialog.tsx';

/** Who may sign in, and as what; for administrators. */
export function UsersCard(): ReactNode {
  const { t } = useText();
  const [dialog, setDialog] = useState<UserDialogFor | null>(null);
  const add = (
    <Button
      variant="default"
      leftSection={<IconUserPlus size={20} />}
      onClick={() => setDialog({ kind: 'create' })}
      data-testid={testIds.userAdd}
    >
      {t('settings.addUser')}
    </Button>
  );
  return (
    <AdministratorCard title={t('settings.users')} text={t('settings.usersText')} action={add} testId={testIds.users}>
      <UserList onSecret={(user) => setDialog({ kind: 'secret', user })} />
      <UserDialog dialog={dialog} onClose={() => setDialog(null)} />
    </AdministratorCard>
  );
}

function UserList({ onSecret }: { readonly onSecret: (user: User) => void }): ReactNode {
  const { t } = useText();
  const users = useQuery({ queryKey: queryKeys.users, queryFn: () => api.users.list() });
  if (users.isPending) return <Skeleton height={160} radius="md" />;
  if (users.isError) return <Text c="var(--pl-fail-text)">{t(`error.${failureOf(users.error).code}`)}</Text>;
  return (
    <ul className={classes['users']}>
      {users.data.map((user) => (
        <UserRow key={user.id} user={user} onSecret={onSecret} />
      ))}
    </ul>
  );
}

function UserRow({ user, onSecret }: { readonly user: User; readonly onSecret: (user: User) => void }): ReactNode {
  const { t, format } = useText();
  const { act } = useActs();
  const notices = useNotices();
  const change = (patch: Pick<Partial<User>, 'role' | 'active'>): void =>
    act({
      right: 'administer',
      run: async () => {
        await api.users.update({ id: user.id, ...patch });
        await queryClient.invalidateQueries({ queryKey: queryKeys.users });
        notices.done(t('settings.userChanged', { name: user.name }));
      },
    });
  return (
    <li className={classes['user']} data-blocked={!user.active || undefined}>
      <span className={classes['userName']}>
        {user.name}
        <span className={classes['quiet']}>
          {t(`role.${user.role}`)} · {user.active ? t('settings.userActive') : t('settings.userBlocked')}
        </span>
      </span>
      <span className={classes['userSeen']}>
        <span className={classes['quiet']}>{t('settings.lastSignIn')}</span>
        {user.lastSignInUtc === null ? t('settings.never') : format.dateTime(user.lastSignInUtc)}
      </span>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button variant="subtle" px="xs" aria-label={`${t('settings.users')}: ${user.name}`}>
            <IconDotsVertical size={22} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label fz={13}>{t('settings.userRole')}</Menu.Label>
          {roleSchema.options.map((role) => (
            <Menu.Item key={role} mih={48} fz={16} disabled={role === user.role} onClick={() => change({ role })}>
              {t(`role.${role}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item mih={48} fz={16} leftSection={<IconKey size={20} />} onClick={() => onSecret(user)}>
            {t('settings.newSecret')}
          </Menu.Item>
          <Menu.Item
            mih={48}
            fz={16}
            leftSection={user.active ? <IconLock size={20} /> : <IconLockOpen size={20} />}
            onClick={() => change({ active: !user.active })}
          >
            {user.active ? t('settings.userBlock') : t('settings.userUnblock')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
