import { shiftReportsWantedSchema, type ShiftReportsWanted } from '#shared/contract/settings.ts';
import { defaultShifts, type StationTime, stationTimeSchema } from '#shared/domain/shift.ts';
import { systemTimeZone } from '#shared/domain/time-zone.ts';
import type { StationSettings } from '../api/index.ts';
import type { Inspection } from '../inspection/index.ts';
import { stationTimeSetting } from '../records/index.ts';
import type { Records } from '../records/types.ts';
import type { ShiftReports } from '../reports/index.ts';
import { type KeptSetting, openSetting } from './kept-setting.ts';
import type { StationName } from './station-name.ts';
import { usableFolder } from './usable-folder.ts';

type NeededRecords = Pick<Records, 'setting' | 'putSetting' | 'audit'>;

/** The zone and the shifts: from the first start on they are written down, so that programs beside the station know them. */
export async function openStationTime(records: NeededRecords): Promise<KeptSetting<StationTime>> {
  const initial: StationTime = { zone: systemTimeZone(), shifts: [...defaultShifts] };
  if (!stationTimeSchema.safeParse(await records.setting(stationTimeSetting)).success)
    await records.putSetting(stationTimeSetting, initial);
  return openSetting(records, { key: stationTimeSetting, schema: stationTimeSchema, initial, action: 'time.changed' });
}

export function openShiftReportsSetting(records: NeededRecords): Promise<KeptSetting<ShiftReportsWanted | null>> {
  return openSetting<ShiftReportsWanted | null>(records, {
    key: 'reports.shifts',
    schema: shiftReportsWantedSchema.nullable(),
    initial: null,
    action: 'shift_reports.changed',
  });
}

export interface SettingsDeps {
  readonly name: StationName;
  readonly time: KeptSetting<StationTime>;
  readonly shiftReports: KeptSetting<ShiftReportsWanted | null>;
  readonly makingShiftReports: Pick<ShiftReports, 'begin' | 'state'>;
  readonly inspection: Pick<Inspection, 'setTime'>;
  readonly changed: () => void;
}

/** What an administrator sets, as the API sees it. */
export function createSettings(deps: SettingsDeps): StationSettings {
  const { name, time, shiftReports, makingShiftReports, inspection, changed } = deps;
  const get: StationSettings['get'] = () => ({
    stationName: name.current(),
    time: time.current(),
    shiftReports: shiftReports.current(),
    shiftReportsState: makingShiftReports.state(),
  });
  return {
    get,
    async setName(next, actor) {
      if (next !== name.current()) await name.change(next, actor);
      changed();
      return get();
    },
    async setTime(next, actor) {
      if (await time.change(next, actor)) await inspection.setTime(next);
      changed();
      return get();
    },
    async setShiftReports(next, actor) {
      const before = shiftReports.current();
      const wanted = next === null ? null : { ...next, folder: await usableFolder(next.folder) };
      // Before it is switched on: a station that made none for a while does not begin with those of last year.
      if (before === null && wanted !== null) await makingShiftReports.begin();
      await shiftReports.change(wanted, actor);
      changed();
      return get();
    },
  };
}
