import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLive } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onReset: () => void;
}

/** Asks once, and says what will be lost and what will stay. */
export function ResetDialog({ opened, onClose, onReset }: Props): ReactNode {
  const { t, format } = useText();
  const counters = useLive((state) => state.status?.counters ?? null);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('run.resetTitle')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}
    >
      <Stack gap="lg">
        <Text>
          {t('run.resetLoses', {
            total: format.count(counters?.total ?? 0),
            ng: format.count(counters?.ng ?? 0),
            error: format.count(counters?.error ?? 0),
          })}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button onClick={onReset} data-testid={testIds.resetConfirm}>
            {t('run.resetDo')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
