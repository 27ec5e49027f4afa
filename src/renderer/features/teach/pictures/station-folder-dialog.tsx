import { Button, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import type { PictureLabel } from '#shared/contract/draft.ts';
import { FolderInput } from '../../../components/folder-input.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { LabelChoice } from './label-choice.tsx';

interface Props {
  readonly opened: boolean;
  readonly label: PictureLabel;
  readonly onClose: () => void;
  readonly onAdd: (path: string, label: PictureLabel) => void;
}

/** A folder on the machine of the station, by its path. */
export function StationFolderDialog({ opened, label, onClose, onAdd }: Props): ReactNode {
  const { t } = useText();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size={560}
      title={t('teach.add.stationFolder')}
      closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}
    >
      <Form
        label={label}
        onAdd={(path, as) => {
          onClose();
          onAdd(path, as);
        }}
      />
    </Modal>
  );
}

function Form({ label: first, onAdd }: Pick<Props, 'label' | 'onAdd'>): ReactNode {
  const { t } = useText();
  const [path, setPath] = useState('');
  const [label, setLabel] = useState(first);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (path.trim() !== '') onAdd(path.trim(), label);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={16}>
        <FolderInput
          label={t('teach.folderPath')}
          placeholder={t('teach.folderPlaceholder')}
          value={path}
          onChange={setPath}
          data-autofocus
          data-testid={testIds.folderPath}
        />
        <LabelChoice label={label} onLabel={setLabel} />
        <Text c="dimmed" fz={14}>
          {t('teach.folderText')}
        </Text>
        <Button type="submit" size="lg" disabled={path.trim() === ''} data-testid={testIds.folderAdd}>
          {t('teach.folderAdd')}
        </Button>
      </Stack>
    </form>
  );
}
