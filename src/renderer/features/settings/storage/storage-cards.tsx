import { Button, NumberInput, Skeleton, Slider, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Storage } from '#shared/contract/storage.ts';
import { type DiskForecast, forecastDisk } from '#shared/domain/disk-forecast.ts';
import { api } from '../../../client/api.ts';
import { failureOf } from '../../../client/failure.ts';
import { queryKeys } from '../../../client/query-client.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { useActs } from '../../session/act-context.ts';
import { useMay } from '../../session/use-session.ts';
import { SettingsCard } from '../settings-card.tsx';
import settings from '../settings.module.css';
import { DiskBar } from './disk-bar.tsx';
import { DiskChart } from './disk-chart.tsx';
import classes from './storage.module.css';

/** What lies on the disk, how it fills, and how products keep their pictures; for engineers. */
export function StorageCards(): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const may = useMay('engineer');
  const storage = useQuery({ queryKey: queryKeys.storage, queryFn: () => api.storage.get({}), enabled: may, staleTime: 60_000 });
  if (!may)
    return (
      <SettingsCard title={t('settings.storage.title')} text={t('settings.storage.locked')}>
        <Button
          variant="default"
          onClick={() => act({ right: 'engineer', run: () => undefined })}
          data-testid={testIds.settingsSignIn}
        >
          {t('bar.signIn')}
        </Button>
      </SettingsCard>
    );
  if (storage.isPending) return <Skeleton height={280} radius="md" />;
  if (storage.isError) return <Text c="var(--pl-fail-text)">{t(`error.${failureOf(storage.error).code}`)}</Text>;
  return (
    <>
      <NowCard storage={storage.data} />
      <ForecastCard storage={storage.data} />
      <PolicyCard products={storage.data.products} />
    </>
  );
}

function NowCard({ storage: { measure, forecast } }: { readonly storage: Storage }): ReactNode {
  const { t, format } = useText();
  return (
    <SettingsCard title={t('settings.storage.title')} text={t('settings.storage.text')} testId={testIds.storage}>
      <DiskBar measure={measure} />
      <dl className={settings['facts']}>
        <div>
          <dt>{t('settings.storage.perDay')}</dt>
          <dd>{measure.recordedDays === 0 ? t('settings.storage.nothing') : format.bytes(forecast.perDay.total)}</dd>
        </div>
        <div>
          <dt>{t('settings.storage.measuredOver')}</dt>
          <dd>
            {measure.recordedDays < 2
              ? t('settings.time.hours', { hours: format.decimal(measure.recordedDays * 24, 1) })
              : t('settings.storage.days', { days: format.decimal(measure.recordedDays, 1) })}
          </dd>
        </div>
      </dl>
    </SettingsCard>
  );
}

const longest = 365;
/** A disk that is full within a month needs somebody. */
const soonDays = 30;

function ForecastCard({ storage: { measure, forecast: usual } }: { readonly storage: Storage }): ReactNode {
  const { t, format } = useText();
  const [days, setDays] = useState(Math.min(longest, usual.retentionDays));
  const forecast = forecastDisk(measure, days);
  const keep = t('settings.storage.keep');
  const soon = forecast.daysUntilFull !== null && forecast.daysUntilFull <= soonDays;
  return (
    <SettingsCard title={t('settings.storage.forecast')} text={t('settings.storage.forecastText')}>
      <div className={classes['keep']}>
        <Slider
          min={1}
          max={longest}
          label={null}
          size="lg"
          thumbSize={32}
          value={days}
          onChange={setDays}
          thumbLabel={keep}
          className={classes['slider'] ?? ''}
        />
        <NumberInput
          aria-label={keep}
          min={1}
          max={longest}
          clampBehavior="strict"
          allowDecimal={false}
          suffix={` ${t('settings.storage.daysUnit')}`}
          value={days}
          onChange={(value) => setDays(Math.min(longest, Math.max(1, Number(value) || 1)))}
          data-testid={testIds.storageDays}
        />
      </div>
      <p className={classes['sentence']} data-testid={testIds.storageForecast} data-soon={soon || undefined}>
        {useForecastSentence()(forecast)}
      </p>
      <DiskChart measure={measure} forecast={forecast} />
      <dl className={settings['facts']}>
        <div>
          <dt>{t('settings.storage.atRetention')}</dt>
          <dd data-testid={testIds.storageTakes}>{format.bytes(forecast.picturesAtRetention)}</dd>
        </div>
      </dl>
    </SettingsCard>
  );
}

function useForecastSentence(): (forecast: DiskForecast) => string {
  const { t, format } = useText();
  return ({ daysUntilFull, perDay }) => {
    if (daysUntilFull === 0) return t('settings.storage.full');
    if (daysUntilFull !== null) return t('settings.storage.fullIn', { days: format.count(daysUntilFull) });
    return perDay.total === 0 ? t('settings.storage.noPace') : t('settings.storage.fits');
  };
}

function PolicyCard({ products }: { readonly products: Storage['products'] }): ReactNode {
  const { t, format } = useText();
  return (
    <SettingsCard title={t('settings.storage.policy')} text={t('settings.storage.policyText')}>
      {products.length === 0 ? (
        <p className={settings['text']}>{t('settings.storage.noProducts')}</p>
      ) : (
        <ul className={classes['policies']}>
          {products.map(({ id, name, version, pictures, pace }) => (
            <li key={id}>
              <strong>{t('bar.productVersion', { name, version })}</strong>
              <span>
                {[
                  t(`settings.storage.passes.${pictures.passes}`, { quality: pictures.jpegQuality }),
                  t(pictures.crops ? 'settings.storage.crops' : 'settings.storage.noCrops'),
                  t('settings.storage.keptFor', { days: format.count(pictures.retentionDays) }),
                ].join(' · ')}
              </span>
              <span data-testid={testIds.storagePace}>
                {pace === null
                  ? t('settings.storage.paceUnknown')
                  : t('settings.storage.pace', {
                      perPart: format.bytes(pace.bytesPerPart),
                      perDay: format.bytes(pace.bytesPerDay),
                      parts: format.count(pace.partsPerDay),
                      all: format.bytes(pace.bytesAtRetention),
                    })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </SettingsCard>
  );
}
