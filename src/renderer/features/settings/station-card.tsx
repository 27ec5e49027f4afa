import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { openApiAddress } from '../../client/addresses.ts';
import { useLive } from '../../live/live-store.ts';
import { absent } from '../../text/format.ts';
import { useText } from '../../text/use-text.ts';
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
    [t('settings.stationName'), status.stationName],
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
