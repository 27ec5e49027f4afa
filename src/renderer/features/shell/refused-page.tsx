import { Button, Stack, TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { tokenOf } from './printed-address.ts';
import classes from './shell.module.css';

/** A browser without the station's secret: says what is missing, and takes the printed address. */
export function RefusedPage(): ReactNode {
  const { t } = useText();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const open = (event: FormEvent): void => {
    event.preventDefault();
    const token = tokenOf(typed);
    setWrong(token === null);
    // Only the secret is taken from what was pasted: the page never leaves its own station.
    if (token !== null) window.location.assign(`/?token=${encodeURIComponent(token)}`);
  };
  return (
    <div className={classes['alone']} data-testid={testIds.connectionRefused}>
      <div className={classes['card']}>
        <IconKey size={36} stroke={1.6} aria-hidden />
        <h1>{t('connection.refusedTitle')}</h1>
        <p>{t('connection.refusedText')}</p>
        <form onSubmit={open}>
          <Stack>
            <TextInput
              label={t('connection.refusedField')}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              error={wrong ? t('connection.refusedInvalid') : null}
              maxLength={2000}
              autoComplete="off"
            />
            <Button type="submit" size="lg">
              {t('connection.refusedOpen')}
            </Button>
          </Stack>
        </form>
      </div>
    </div>
  );
}
