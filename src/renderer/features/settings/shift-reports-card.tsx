import { Button, Select, Switch, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Settings, ShiftReportsWanted } from '#shared/contract/settings.ts';
import { type Language, languages } from '#shared/i18n/index.ts';
import { FolderInput } from '../../components/folder-input.tsx';
import { api } from '../../client/api.ts';
import { testIds } from '../../test-ids.ts';
import { currentLanguage } from '../../text/i18n.ts';
import { useText } from '../../text/use-text.ts';
import { AdministratorCard, useSet, WithSettings } from './administrator-card.tsx';
import classes from './settings.module.css';

/** A report of every shift, put into a folder once it has ended. */
export function ShiftReportsCard(): ReactNode {
  const { t } = useText();
  return (
    <AdministratorCard
      title={t('settings.shiftReports.title')}
      text={t('settings.shiftReports.text')}
      testId={testIds.shiftReports}
    >
      <WithSettings>{(settings) => <Form key={JSON.stringify(settings.shiftReports)} settings={settings} />}</WithSettings>
    </AdministratorCard>
  );
}

const tags = Object.keys(languages).filter((tag): tag is Language => Object.hasOwn(languages, tag));

function Form({ settings }: { readonly settings: Settings }): ReactNode {
  const { t } = useText();
  const set = useSet();
  const kept = settings.shiftReports;
  const [on, setOn] = useState(kept !== null);
  const [draft, setDraft] = useState<ShiftReportsWanted>(kept ?? { folder: '', language: currentLanguage() });
  const wanted = on ? { ...draft, folder: draft.folder.trim() } : null;
  const changed = JSON.stringify(wanted) !== JSON.stringify(kept);
  return (
    <>
      <Switch
        size="lg"
        classNames={{ body: classes['switch'] ?? '' }}
        label={t('settings.shiftReports.on')}
        checked={on}
        onChange={(event) => setOn(event.currentTarget.checked)}
        data-testid={testIds.shiftReportsOn}
      />
      <div className={classes['fields']}>
        <FolderInput
          label={t('settings.folder')}
          placeholder={t('settings.folderExample')}
          value={draft.folder}
          disabled={!on}
          onChange={(folder) => setDraft({ ...draft, folder })}
          data-testid={testIds.shiftReportsFolder}
        />
        <Select
          label={t('reports.language')}
          allowDeselect={false}
          disabled={!on}
          data={tags.map((tag) => ({ value: tag, label: languages[tag] }))}
          value={draft.language}
          onChange={(value) => setDraft({ ...draft, language: tags.find((tag) => tag === value) ?? draft.language })}
        />
      </div>
      <div className={classes['row']}>
        <State state={settings.shiftReportsState} />
        <Button
          disabled={!changed || (on && draft.folder.trim() === '')}
          onClick={() => set(() => api.settings.setShiftReports({ shiftReports: wanted }), t('settings.shiftReports.done'))}
          data-testid={testIds.shiftReportsSave}
        >
          {t('common.save')}
        </Button>
      </div>
    </>
  );
}

function State({ state }: { readonly state: Settings['shiftReportsState'] }): ReactNode {
  const { t, format } = useText();
  if (state.failedAtUtc !== null)
    return (
      <Text c="var(--pl-error-text)" fz={14} flex={1} role="alert">
        {t('settings.shiftReports.failed', { time: format.dateTime(state.failedAtUtc) })} {state.failure}
      </Text>
    );
  return (
    <Text c="dimmed" fz={14} flex={1}>
      {state.lastName === null || state.lastMadeAtUtc === null
        ? t('settings.shiftReports.none')
        : t('settings.shiftReports.last', { name: state.lastName, time: format.dateTime(state.lastMadeAtUtc) })}
    </Text>
  );
}
