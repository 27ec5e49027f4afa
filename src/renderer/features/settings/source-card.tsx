import { Button, NumberInput, SegmentedControl, Select, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type SourceConfig, sourceSchema } from '#shared/domain/source.ts';
import { FolderInput } from '../../components/folder-input.tsx';
import { api } from '../../client/api.ts';
import { useNotices } from '../../components/use-notices.ts';
import { useLive } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import { SettingsCard } from './settings-card.tsx';
import classes from './settings.module.css';

type Simulated = Extract<SourceConfig, { kind: 'simulated' }>;
type Folder = Extract<SourceConfig, { kind: 'folder' }>;
const folderModes = ['once', 'loop', 'watch'] as const;

/** Where pictures come from. */
export function SourceCard(): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const notices = useNotices();
  const now = useLive((state) => state.status?.camera.source ?? null);
  const runs = useLive((state) => state.status?.state === 'running' || state.status?.state === 'error');
  const [draft, setDraft] = useState<SourceConfig | null>(null);
  const source = draft ?? now ?? simulatedDefaults;
  const parsed = sourceSchema.safeParse(source);

  const apply = (): void => {
    if (!parsed.success) return;
    act({
      right: 'engineer',
      run: async () => {
        await api.line.setSource({ source: parsed.data });
        setDraft(null);
        notices.done(t('settings.sourceApplied'));
      },
    });
  };

  return (
    <SettingsCard title={t('settings.source')} text={t('settings.sourceText')}>
      <SegmentedControl
        fullWidth
        classNames={{ label: classes['segment'] ?? '' }}
        aria-label={t('settings.source')}
        value={source.kind}
        onChange={(kind) =>
          setDraft(
            kind === 'folder'
              ? now?.kind === 'folder'
                ? now
                : folderDefaults
              : now?.kind === 'simulated'
                ? now
                : simulatedDefaults,
          )
        }
        data={(['simulated', 'folder'] as const).map((kind) => ({ value: kind, label: t(`settings.sourceKind.${kind}`) }))}
      />
      {source.kind === 'simulated' ? (
        <SimulatedFields source={source} onSource={setDraft} />
      ) : (
        <FolderFields source={source} onSource={setDraft} />
      )}
      <div className={classes['row']}>
        <Text c="dimmed" fz={14} flex={1}>
          {runs ? t('settings.sourceStop') : source.kind === 'folder' ? t('settings.folderOffline') : ''}
        </Text>
        <Button
          onClick={apply}
          disabled={runs || !parsed.success || (draft === null && now !== null)}
          data-testid={testIds.sourceApply}
        >
          {t('settings.sourceApply')}
        </Button>
      </div>
    </SettingsCard>
  );
}

const simulatedDefaults: Simulated = { kind: 'simulated', defectRate: 0.12, seed: 1, fps: 10, width: 1280, height: 960 };
const folderDefaults: Folder = { kind: 'folder', path: '', mode: 'once' };

function SimulatedFields({
  source,
  onSource,
}: {
  readonly source: Simulated;
  readonly onSource: (source: SourceConfig) => void;
}): ReactNode {
  const { t } = useText();
  return (
    <div className={classes['fields']}>
      <NumberInput
        label={t('settings.defectRate')}
        min={0}
        max={100}
        clampBehavior="strict"
        value={Math.round(source.defectRate * 100)}
        data-testid={testIds.sourceDefects}
        onChange={(value) => onSource({ ...source, defectRate: Number(value) / 100 })}
      />
      <NumberInput
        label={t('settings.fps')}
        min={0.2}
        max={60}
        clampBehavior="strict"
        value={source.fps}
        onChange={(value) => onSource({ ...source, fps: Number(value) })}
      />
    </div>
  );
}

function FolderFields({
  source,
  onSource,
}: {
  readonly source: Folder;
  readonly onSource: (source: SourceConfig) => void;
}): ReactNode {
  const { t } = useText();
  return (
    <div className={classes['fields']}>
      <FolderInput
        label={t('settings.folderPath')}
        value={source.path}
        onChange={(path) => onSource({ ...source, path })}
        data-testid={testIds.sourcePath}
      />
      <Select
        label={t('settings.folderOrder')}
        allowDeselect={false}
        data={folderModes.map((mode) => ({ value: mode, label: t(`settings.folderMode.${mode}`) }))}
        value={source.mode}
        onChange={(value) => onSource({ ...source, mode: folderModes.find((mode) => mode === value) ?? 'once' })}
      />
    </div>
  );
}
