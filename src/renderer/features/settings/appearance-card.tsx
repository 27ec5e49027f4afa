import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, languages } from '#shared/i18n/index.ts';
import { testIds } from '../../test-ids.ts';
import { currentLanguage, setLanguage } from '../../text/i18n.ts';
import { SettingsCard } from './settings-card.tsx';
import classes from './settings.module.css';

const themes = ['auto', 'light', 'dark'] as const;

/** Language and theme of this screen; remembered here, not by the station. */
export function AppearanceCard(): ReactNode {
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
