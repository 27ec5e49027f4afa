import { Button, Group, Modal, Stack, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api } from '../../client/api.ts';
import { useLive } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { absent } from '../../text/format.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import classes from './shell.module.css';

/** The lot of the parts that follow; a tap changes it. */
export function LotField(): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const lot = useLive((state) => state.status?.lot ?? null);
  const known = useLive((state) => state.status !== null);
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState('');
  const [supplier, setSupplier] = useState('');

  const open = (): void =>
    act({
      right: 'operate',
      run: () => {
        setTyped(lot ?? '');
        setSupplier('');
        setOpened(true);
      },
    });
  const save = (next: string | null): void => {
    setOpened(false);
    act({
      right: 'operate',
      run: () => api.line.setLot({ lot: next, supplierLot: next === null || supplier.trim() === '' ? null : supplier.trim() }),
    });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save(typed.trim() === '' ? null : typed.trim());
  };

  return (
    <>
      <UnstyledButton className={classes['field']} title={t('bar.editLot')} onClick={open} data-testid={testIds.lot}>
        <span className={classes['fieldLabel']}>{t('bar.lot')}</span>
        <span className={classes['fieldValue']} data-empty={lot === null || undefined}>
          <span className={classes['cut']}>{known ? (lot ?? t('bar.noLot')) : absent}</span>
        </span>
      </UnstyledButton>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('bar.lotTitle')}
        closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}
      >
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              data-autofocus
              data-testid={testIds.lotField}
              label={t('bar.lotField')}
              value={typed}
              maxLength={80}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <TextInput
              label={t('bar.supplierLotField')}
              value={supplier}
              maxLength={80}
              onChange={(event) => setSupplier(event.currentTarget.value)}
            />
            <Group justify="space-between">
              <Button variant="default" onClick={() => save(null)}>
                {t('bar.lotClear')}
              </Button>
              <Button type="submit" data-testid={testIds.lotSave} miw={120}>
                {t('common.save')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
