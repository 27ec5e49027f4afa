import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconArrowLeft, IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Session } from '#shared/contract/session.ts';
import { api } from '../../client/api.ts';
import { failureOf } from '../../client/failure.ts';
import { queryKeys } from '../../client/query-client.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { Keypad } from './keypad.tsx';
import classes from './session.module.css';

interface Props {
  readonly opened: boolean;
  /** Something waits to go on after it. */
  readonly goesOn: boolean;
  /** Who is signed in now and may not do it. */
  readonly as: string | null;
  readonly onClose: () => void;
  readonly onDone: (session: Session) => void;
}

/** Two steps: who (tiles), then the PIN (keys) or a password. */
export function SignInDialog({ opened, goesOn, as, onClose, onDone }: Props): ReactNode {
  const { t } = useText();
  const [name, setName] = useState<string | null>(null);
  const title = goesOn ? t('session.signInFor') : t('session.signInTitle');
  useEffect(() => {
    if (!opened) setName(null);
  }, [opened]);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={480}
      closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}
    >
      <Stack gap="md" data-testid={testIds.signIn}>
        {as !== null && goesOn && <Text c="dimmed">{t('session.signInOther', { name: as })}</Text>}
        {name === null ? <WhoStep onName={setName} /> : <SecretStep name={name} onBack={() => setName(null)} onDone={onDone} />}
      </Stack>
    </Modal>
  );
}

function WhoStep({ onName }: { readonly onName: (name: string) => void }): ReactNode {
  const { t } = useText();
  const names = useQuery({ queryKey: queryKeys.names, queryFn: () => api.session.names(), staleTime: 0 });
  const [typed, setTyped] = useState('');
  return (
    <>
      <Text fw={600}>{t('session.whoAreYou')}</Text>
      <div className={classes['tiles']}>
        {(names.data ?? []).map((one) => (
          <UnstyledButton
            key={one.name}
            className={classes['tile']}
            onClick={() => onName(one.name)}
            data-testid={testIds.signInName}
          >
            <IconUser size={24} stroke={1.75} />
            <span className={classes['tileName']}>{one.name}</span>
            <span className={classes['tileRole']}>{t(`role.${one.role}`)}</span>
          </UnstyledButton>
        ))}
      </div>
      {names.isError && <Text c="var(--pl-fail-text)">{t(`error.${failureOf(names.error).code}`)}</Text>}
      {(names.isError || names.data?.length === 0) && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() !== '') onName(typed.trim());
          }}
        >
          <Group align="end">
            <TextInput
              flex={1}
              label={t('session.anotherName')}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              maxLength={60}
            />
            <Button type="submit">{t('session.signInTitle')}</Button>
          </Group>
        </form>
      )}
    </>
  );
}

function SecretStep({
  name,
  onBack,
  onDone,
}: {
  readonly name: string;
  readonly onBack: () => void;
  readonly onDone: (session: Session) => void;
}): ReactNode {
  const { t } = useText();
  const [secret, setSecret] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const [byPin, setByPin] = useState(true);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (secret === '' || busy) return;
    setBusy(true);
    setRefused(null);
    try {
      onDone(await api.session.signIn({ name, secret }));
    } catch (error) {
      setRefused(t(`error.${failureOf(error).code}`));
      setSecret('');
      field.current?.focus();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" px="sm" onClick={onBack} aria-label={t('session.whoAreYou')}>
            <IconArrowLeft size={20} />
          </Button>
          <Text fw={650} fz="lg" truncate>
            {name}
          </Text>
        </Group>
        <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
        <PasswordInput
          key={byPin ? 'pin' : 'password'}
          data-autofocus
          autoFocus
          ref={field}
          data-testid={testIds.signInSecret}
          classNames={byPin ? { innerInput: classes['pin'] ?? '' } : {}}
          label={byPin ? t('session.pin') : t('session.password')}
          inputMode={byPin ? 'none' : 'text'}
          autoComplete="current-password"
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          error={refused}
          maxLength={200}
          visibilityToggleButtonProps={{ 'aria-label': t('session.showSecret') }}
        />
        {byPin && (
          <Keypad
            onDigit={(digit) => setSecret((now) => (now + digit).slice(0, 12))}
            onBackspace={() => setSecret((now) => now.slice(0, -1))}
            onClear={() => setSecret('')}
          />
        )}
        <Group justify="space-between">
          <Button variant="subtle" onClick={() => setByPin(!byPin)}>
            {byPin ? t('session.usePassword') : t('session.usePin')}
          </Button>
          <Button type="submit" loading={busy} disabled={secret === ''} data-testid={testIds.signInSubmit} miw={140}>
            {t('session.signInTitle')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
