import { ActionIcon, Button, Select, Text, TextInput } from '@mantine/core';
import { TimePicker } from '@mantine/dates';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { type ShiftPlan, type StationTime, stationTimeSchema } from '#shared/domain/shift.ts';
import { wallTexts } from '#shared/domain/time-zone.ts';
import { api } from '../../client/api.ts';
import { testIds } from '../../test-ids.ts';
import { shiftName } from '../../text/shift-name.ts';
import { timeOf, timeText } from '../../text/time-of-day.ts';
import { useText } from '../../text/use-text.ts';
import { AdministratorCard, useSet, WithSettings } from './administrator-card.tsx';
import classes from './settings.module.css';
import { ShiftDay } from './shift-day.tsx';
import { withFurther } from './shift-plan.ts';

/** Whose clock the station goes by, and when its shifts begin. */
export function TimeCard(): ReactNode {
  const { t } = useText();
  return (
    <AdministratorCard title={t('settings.time.title')} text={t('settings.time.text')} testId={testIds.timeCard}>
      <WithSettings>{({ time }) => <TimeForm key={JSON.stringify(time)} kept={time} />}</WithSettings>
    </AdministratorCard>
  );
}

const mostShifts = 12;

function TimeForm({ kept }: { readonly kept: StationTime }): ReactNode {
  const { t } = useText();
  const set = useSet();
  const [draft, setDraft] = useState<StationTime>(kept);
  const changed = JSON.stringify(draft) !== JSON.stringify(kept);
  const problem = problemOf(draft);
  const { shifts } = draft;
  const change = (index: number, patch: Partial<ShiftPlan>): void =>
    setDraft({ ...draft, shifts: shifts.map((shift, place) => (place === index ? { ...shift, ...patch } : shift)) });
  return (
    <>
      <ZoneField zone={draft.zone} onZone={(zone) => setDraft({ ...draft, zone })} />
      <span className={classes['label']}>{t('settings.time.shifts')}</span>
      <ShiftDay shifts={shifts} />
      <ul className={classes['shifts']}>
        {shifts.map((shift, index) => (
          // A shift has no other name than its place while it is being named.
          <li key={index} data-testid={testIds.shiftRow}>
            <TextInput
              aria-label={t('settings.time.shiftName')}
              value={shiftName(shift.name, t)}
              maxLength={40}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
            />
            <TimePicker
              aria-label={t('settings.time.begins')}
              hoursInputLabel={`${shiftName(shift.name, t)}: ${t('settings.time.hour')}`}
              minutesInputLabel={`${shiftName(shift.name, t)}: ${t('settings.time.minute')}`}
              size="md"
              className={classes['timePicker'] ?? ''}
              value={timeText(shift.beginsAt)}
              onChange={(text) => {
                const beginsAt = timeOf(text);
                if (beginsAt !== null) change(index, { beginsAt });
              }}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('settings.time.removeShift', { name: shiftName(shift.name, t) })}
              disabled={shifts.length === 1}
              onClick={() => setDraft({ ...draft, shifts: shifts.filter((_shift, place) => place !== index) })}
            >
              <IconTrash size={22} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <Button
        variant="subtle"
        leftSection={<IconPlus size={20} />}
        disabled={shifts.length >= mostShifts}
        onClick={() => setDraft({ ...draft, shifts: withFurther(shifts, (number) => t('settings.time.newShift', { number })) })}
        data-testid={testIds.shiftAdd}
      >
        {t('settings.time.addShift')}
      </Button>
      <div className={classes['row']}>
        <Text c={problem === null ? 'dimmed' : 'var(--pl-fail-text)'} fz={14} flex={1} role="status">
          {problem === null ? t('settings.time.effect') : t(`settings.time.problem.${problem}`)}
        </Text>
        <Button variant="default" disabled={!changed} onClick={() => setDraft(kept)}>
          {t('settings.undo')}
        </Button>
        <Button
          disabled={!changed || problem !== null}
          onClick={() => set(() => api.settings.setTime(draft), t('settings.time.done'))}
          data-testid={testIds.timeSave}
        >
          {t('common.save')}
        </Button>
      </div>
    </>
  );
}

function ZoneField({ zone, onZone }: { readonly zone: string; readonly onZone: (zone: string) => void }): ReactNode {
  const { t } = useText();
  const zones = useMemo(() => [...new Set(['UTC', zone, ...Intl.supportedValuesOf('timeZone')])].toSorted(), [zone]);
  const [now] = useState(() => Date.now());
  const { date, time } = wallTexts(now, zone);
  return (
    <Select
      label={t('settings.time.zone')}
      description={t('settings.time.now', { time: `${date} ${time}` })}
      searchable
      allowDeselect={false}
      limit={200}
      nothingFoundMessage={t('settings.time.noZone')}
      data={zones}
      value={zone}
      onChange={(value) => value !== null && onZone(value)}
      data-testid={testIds.timeZone}
    />
  );
}

type Problem = 'name' | 'sameName' | 'sameTime';

function problemOf(time: StationTime): Problem | null {
  if (stationTimeSchema.safeParse(time).success) return null;
  const names = time.shifts.map(({ name }) => name.trim());
  if (names.includes('')) return 'name';
  return new Set(names).size < names.length ? 'sameName' : 'sameTime';
}
