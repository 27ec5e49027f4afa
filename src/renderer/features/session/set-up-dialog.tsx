import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { type Session, secretSchema, userNameSchema } from '#shared/contract/session.ts';
import { api } from '../../client/api.ts';
import { failureOf } from '../../client/failure.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onDone: (session: Session) => void;
}

/** The one form of a fresh station: who is its administrator. */
export function SetUpDialog({ opened, onClose, onDone }: Props): ReactNode {
  const { t } = useText();
  const [name, setName] = useState('');
  const [secret, setSecret] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);

  useEffect(() => {
    if (opened) return;
    setSecret('');
    setAgain('');
    setTried(false);
    setRefused(null);
  }, [opened]);

  const nameWrong = userNameSchema.safeParse(name).success ? null : t('session.nameMissing');
  const secretWrong = secretSchema.safeParse(secret).success ? null : t('session.secretRule');
  const againWrong = again === secret ? null : t('session.secretDiffers');

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    setRefused(null);
    if (nameWrong !== null || secretWrong !== null || againWrong !== null) return;
    setBusy(true);
    try {
      onDone(await api.session.setUp({ name: name.trim(), secret }));
    } catch (error) {
      const { code, detail } = failureOf(error);
      setRefused(detail ?? t(`error.${code}`));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('session.setUpTitle')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}
    >
      <form onSubmit={(event) => void submit(event)} noValidate data-testid={testIds.setUp}>
        <Stack gap="md">
          <Text c="dimmed">{t('session.setUpText')}</Text>
          <TextInput
            data-autofocus
            data-testid={testIds.setUpName}
            label={t('session.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried ? nameWrong : null}
            autoComplete="username"
            maxLength={60}
          />
          <PasswordInput
            data-testid={testIds.setUpSecret}
            label={t('session.secret')}
            description={t('session.secretRule')}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
            error={tried ? secretWrong : null}
            autoComplete="new-password"
            maxLength={200}
            visibilityToggleButtonProps={{ 'aria-label': t('session.showSecret') }}
          />
          <PasswordInput
            data-testid={testIds.setUpSecretAgain}
            label={t('session.secretAgain')}
            value={again}
            onChange={(event) => setAgain(event.currentTarget.value)}
            error={tried ? againWrong : null}
            autoComplete="new-password"
            maxLength={200}
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
            <Button type="submit" loading={busy} data-testid={testIds.setUpSubmit}>
              {t('session.setUpDo')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
