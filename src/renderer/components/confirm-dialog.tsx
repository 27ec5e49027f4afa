import { Button, Group, Modal, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { testIds } from '../test-ids.ts';

interface Props {
  readonly opened: boolean;
  readonly title: string;
  /** What will be lost. */
  readonly text: string;
  readonly confirm: string;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Asks once before something is lost. */
export function ConfirmDialog({ opened, title, text, confirm, onClose, onConfirm }: Props): ReactNode {
  const { t } = useText();
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}>
      <Text mb={20}>{text}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('common.cancel')}
        </Button>
        <Button
          onClick={() => {
            onClose();
            onConfirm();
          }}
          data-testid={testIds.confirm}
        >
          {confirm}
        </Button>
      </Group>
    </Modal>
  );
}
