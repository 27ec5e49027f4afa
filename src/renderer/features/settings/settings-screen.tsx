import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'wouter';
import { testIds } from '../../test-ids.ts';
import { AppearanceCard } from './appearance-card.tsx';
import { AuditPanel } from './audit/audit-panel.tsx';
import { BackupCards } from './backup/backup-cards.tsx';
import { type Section, sectionOf, sections } from './sections.ts';
import classes from './settings.module.css';
import { ShiftReportsCard } from './shift-reports-card.tsx';
import { SourceCard } from './source-card.tsx';
import { StationCard } from './station-card.tsx';
import { StorageCards } from './storage/storage-cards.tsx';
import { TimeCard } from './time-card.tsx';
import { UsersCard } from './users-card.tsx';

/** What can be set, a section at a time: this screen's look for everyone, the source for engineers, the rest for administrators. */
export function SettingsScreen(): ReactNode {
  const { t } = useTranslation();
  const section = sectionOf(useParams<{ section?: string }>().section);
  return (
    <div className={classes['settings']} data-testid={testIds.settings}>
      <h1 className="visuallyHidden">{t('settings.title')}</h1>
      <nav className={classes['sections']} aria-label={t('settings.sections')}>
        {sections.map(({ key, Icon }) => (
          <Link
            key={key}
            href={`/settings/${key}`}
            className={classes['sectionLink']}
            aria-current={key === section ? 'page' : undefined}
            data-testid={testIds.settingsSection}
            data-section={key}
          >
            <Icon size={24} stroke={1.75} aria-hidden />
            {t(`settings.section.${key}`)}
          </Link>
        ))}
      </nav>
      <div className={classes['place']} key={section}>
        {section === 'audit' ? <AuditPanel /> : <div className={classes['cards']}>{cardsOf(section)}</div>}
        {section === 'screen' && <Licences />}
      </div>
    </div>
  );
}

function cardsOf(section: Exclude<Section, 'audit'>): ReactNode {
  switch (section) {
    case 'screen':
      return (
        <>
          <AppearanceCard />
          <StationCard />
        </>
      );
    case 'source':
      return <SourceCard />;
    case 'time':
      return (
        <>
          <TimeCard />
          <ShiftReportsCard />
        </>
      );
    case 'storage':
      return <StorageCards />;
    case 'backup':
      return <BackupCards />;
    case 'users':
      return <UsersCard />;
  }
}

function Licences(): ReactNode {
  const { t } = useTranslation();
  return (
    <p className={classes['foot']}>
      {t('settings.licences')}
      <Anchor href="/licences/inter-ofl-1.1.txt" target="_blank" rel="noreferrer" className={classes['licence'] ?? ''}>
        Inter
      </Anchor>
      <Anchor href="/licences/noto-sans-sc-ofl-1.1.txt" target="_blank" rel="noreferrer" className={classes['licence'] ?? ''}>
        Noto Sans SC
      </Anchor>
    </p>
  );
}
