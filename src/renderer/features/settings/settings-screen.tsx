import { Anchor, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, languages } from '#shared/i18n/index.ts';
import { testIds } from '../../test-ids.ts';
import { currentLanguage, setLanguage } from '../../text/i18n.ts';
import { SettingsCard } from './settings-card.tsx';
import classes from './settings.module.css';
import { SourceCard } from './source-card.tsx';
import { StationCard } from './station-card.tsx';
import { UsersCard } from './users-card.tsx';

/** What can be set: this screen's look for everyone, the source for engineers, users for administrators. */
export function SettingsScreen(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={classes['settings']} data-testid={testIds.settings}>
      <h1 className="visuallyHidden">{t('settings.title')}</h1>
      <div className={classes['columns']}>
        <div className={classes['column']}>
          <AppearanceCard />
          <SourceCard />
        </div>
        <div className={classes['column']}>
          <UsersCard />
          <StationCard />
        </div>
      </div>
      <p className={classes['foot']}>
        {t('settings.licences')}
        <Anchor href="/licences/inter-ofl-1.1.txt" target="_blank" rel="noreferrer" className={classes['licence'] ?? ''}>
          Inter
        </Anchor>
        <Anchor href="/licences/noto-sans-sc-ofl-1.1.txt" target="_blank" rel="noreferrer" className={classes['licence'] ?? ''}>
          Noto Sans SC
        </Anchor>
      </p>
    </div>
  );
}

const themes = ['auto', 'light', 'dark'] as const;

function AppearanceCard(): ReactNode {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const tags = Object.keys(languages).filter((tag): tag is Language => Object.hasOwn(languages, tag));
  return (
    <SettingsCard title={t('settings.appearance')}>
      <span className={classes['label']}>{t('settings.language')}</span>
      <SegmentedControl
        fullWidth
        classNames={{ label: classes['segment'] ?? '' }}
        aria-label={t('settings.language')}
        value={currentLanguage()}
        onChange={(value) => setLanguage(tags.find((tag) => tag === value) ?? 'en')}
        data={tags.map((tag) => ({ value: tag, label: <span lang={tag}>{languages[tag]}</span> }))}
        data-testid={testIds.language}
      />
      <span className={classes['label']}>{t('settings.theme')}</span>
      <SegmentedControl
        fullWidth
        classNames={{ label: classes['segment'] ?? '' }}
        aria-label={t('settings.theme')}
        value={colorScheme}
        onChange={(value) => setColorScheme(themes.find((one) => one === value) ?? 'auto')}
        data={themes.map((one) => ({ value: one, label: t(`settings.themeName.${one}`) }))}
        data-testid={testIds.theme}
      />
    </SettingsCard>
  );
}
