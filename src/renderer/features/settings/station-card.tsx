import { Anchor, Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { openApiAddress } from '../../client/addresses.ts';
import { api } from '../../client/api.ts';
import { useLive } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { absent } from '../../text/format.ts';
import { useText } from '../../text/use-text.ts';
import { useSet } from './administrator-card.tsx';
import { SettingsCard } from './settings-card.tsx';
import classes from './settings.module.css';

/** What an engineer asks first when something is odd. */
export function StationCard(): ReactNode {
  const { t, format } = useText();
  const status = useLive((state) => state.status);
  if (status === null) return null;
  const { engines, records } = status;
  const engine = (one: typeof engines.line | typeof engines.bench): string =>
    `${t(`settings.engineState.${one.state}`)} · ${t('settings.restarts', { count: one.restarts })}`;
  const facts: readonly (readonly [string, string])[] = [
    [t('settings.version'), status.version],
    [t('settings.engineLine'), engine(engines.line)],
    [t('settings.engineBench'), engine(engines.bench)],
    [
      t('settings.recordsWritable'),
      records.writable ? t('settings.writable') : `${t('settings.notWritable')} ${records.detail ?? ''}`,
    ],
    [t('settings.freeSpace'), records.freeBytes === null ? absent : format.bytes(records.freeBytes)],
    [t('settings.picturesPending'), format.count(records.picturesPending)],
  ];
  return (
    <SettingsCard title={t('settings.station')}>
      <NameField key={status.stationName} name={status.stationName} />
      <dl className={classes['facts']}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Anchor href={openApiAddress} target="_blank" rel="noreferrer" className={classes['link'] ?? ''}>
        {t('settings.apiDocument')}
      </Anchor>
    </SettingsCard>
  );
}

function NameField({ name }: { readonly name: string }): ReactNode {
  const { t } = useText();
  const set = useSet();
  const [draft, setDraft] = useState(name);
  const wanted = draft.trim();
  return (
    <form
      className={classes['named']}
      onSubmit={(event) => {
        event.preventDefault();
        set(() => api.settings.setName({ name: wanted }), t('settings.stationNameDone', { name: wanted }));
      }}
    >
      <TextInput
        label={t('settings.stationName')}
        value={draft}
        maxLength={60}
        onChange={(event) => setDraft(event.currentTarget.value)}
        data-testid={testIds.stationNameField}
      />
      <Button type="submit" variant="default" disabled={wanted === '' || wanted === name} data-testid={testIds.stationNameSave}>
        {t('common.save')}
      </Button>
    </form>
  );
}
