import { Button, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { IconCameraOff, IconSettings } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { PictureLabel } from '#shared/contract/draft.ts';
import { frameAddress } from '../../../client/addresses.ts';
import { useLive } from '../../../live/live-store.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { LabelChoice } from './label-choice.tsx';
import classes from './pictures.module.css';

interface Props {
  readonly opened: boolean;
  readonly label: PictureLabel;
  readonly onClose: () => void;
  readonly onAdd: (count: number, label: PictureLabel) => void;
}

/** The next pictures of the camera, with what it sees now. */
export function CameraDialog({ opened, label, onClose, onAdd }: Props): ReactNode {
  const { t } = useText();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size={560}
      title={t('teach.add.camera')}
      closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}
    >
      <Form
        label={label}
        onAdd={(count, as) => {
          onClose();
          onAdd(count, as);
        }}
      />
    </Modal>
  );
}

function Form({ label: first, onAdd }: Pick<Props, 'label' | 'onAdd'>): ReactNode {
  const { t } = useText();
  const frame = useLive((state) => state.frame);
  const camera = useLive((state) => state.status?.camera.state ?? 'off');
  const [count, setCount] = useState(20);
  const [label, setLabel] = useState(first);
  const source = useLive((state) => state.status?.camera.source ?? null);
  const seen = camera === 'ok' && frame !== null;
  return (
    <Stack gap={16}>
      <div className={classes['camera']}>
        {seen ? (
          <img src={frameAddress(frame.cameraId, frame.seq)} alt={t('teach.cameraNow')} draggable={false} />
        ) : (
          <span>
            <IconCameraOff size={30} stroke={1.6} aria-hidden />
            {source === null ? t('blocker.NO_SOURCE') : t('teach.cameraNone', { state: t(`bar.cameraState.${camera}`) })}
          </span>
        )}
      </div>
      <NumberInput
        label={t('teach.cameraCount')}
        min={1}
        max={200}
        clampBehavior="strict"
        allowDecimal={false}
        hideControls={false}
        value={count}
        onChange={(value) => setCount(typeof value === 'number' ? value : 1)}
        data-testid={testIds.cameraCount}
      />
      <LabelChoice label={label} onLabel={setLabel} />
      <Text c="dimmed" fz={14}>
        {t('teach.cameraText')}
      </Text>
      {source === null ? (
        <Button
          size="lg"
          component={Link}
          href="/settings/source"
          leftSection={<IconSettings size={22} />}
          data-testid={testIds.cameraChoose}
        >
          {t('teach.cameraChoose')}
        </Button>
      ) : (
        <Button size="lg" onClick={() => onAdd(count, label)} data-testid={testIds.cameraAdd}>
          {t('teach.cameraAdd')}
        </Button>
      )}
    </Stack>
  );
}
