import { Button, Group, Modal, PasswordInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { type Role, roleSchema } from '#shared/contract/rights.ts';
import { secretSchema, type User, userNameSchema } from '#shared/contract/session.ts';
import { api } from '../../client/api.ts';
import { failureOf } from '../../client/failure.ts';
import { queryClient, queryKeys } from '../../client/query-client.ts';
import { useNotices } from '../../components/use-notices.ts';
import { useText } from '../../text/use-text.ts';
import classes from './settings.module.css';

export type UserDialogFor = { readonly kind: 'create' } | { readonly kind: 'secret'; readonly user: User };

/** Creates a user, or gives one a new PIN. */
export function UserDialog({
  dialog,
  onClose,
}: {
  readonly dialog: UserDialogFor | null;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useText();
  const title = dialog?.kind === 'secret' ? t('settings.newSecretTitle', { name: dialog.user.name }) : t('settings.addUser');
  return (
    <Modal
      opened={dialog !== null}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}
    >
      {dialog !== null && <UserForm dialog={dialog} onClose={onClose} />}
    </Modal>
  );
}

function UserForm({ dialog, onClose }: { readonly dialog: UserDialogFor; readonly onClose: () => void }): ReactNode {
  const { t } = useText();
  const notices = useNotices();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [secret, setSecret] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  useEffect(() => setRefused(null), [name, secret, role]);
  const create = dialog.kind === 'create';
  const nameWrong = !create || userNameSchema.safeParse(name).success ? null : t('session.nameMissing');
  const secretWrong = secretSchema.safeParse(secret).success ? null : t('session.secretRule');

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (nameWrong !== null || secretWrong !== null) return;
    setBusy(true);
    try {
      const user = create
        ? await api.users.create({ name: name.trim(), role, secret })
        : await api.users.update({ id: dialog.user.id, secret });
      await queryClient.invalidateQueries({ queryKey: queryKeys.users });
      notices.done(t(create ? 'settings.userCreated' : 'settings.userChanged', { name: user.name }));
      onClose();
    } catch (error) {
      setRefused(t(`error.${failureOf(error).code}`));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        {create && (
          <>
            <TextInput
              data-autofocus
              label={t('settings.userName')}
              value={name}
              maxLength={60}
              autoComplete="off"
              onChange={(event) => setName(event.currentTarget.value)}
              error={tried ? nameWrong : null}
            />
            <div>
              <span className={classes['label']}>{t('settings.userRole')}</span>
              <SegmentedControl
                fullWidth
                classNames={{ label: classes['segment'] ?? '' }}
                value={role}
                onChange={(value) => setRole(roleSchema.options.find((one) => one === value) ?? 'operator')}
                data={roleSchema.options.map((one) => ({ value: one, label: t(`role.${one}`) }))}
              />
            </div>
          </>
        )}
        <PasswordInput
          data-autofocus={!create || undefined}
          label={t('session.secret')}
          description={t('session.secretRule')}
          value={secret}
          maxLength={200}
          autoComplete="new-password"
          onChange={(event) => setSecret(event.currentTarget.value)}
          error={tried ? secretWrong : null}
          visibilityToggleButtonProps={{ 'aria-label': t('session.showSecret') }}
        />
        {refused !== null && (
          <Text c="var(--pl-fail-text)" role="alert">
            {refused}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
