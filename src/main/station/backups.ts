import { type BackupPlan, type Backups, backupPlanSchema } from '#shared/contract/backups.ts';
import { PasslineError } from '#shared/contract/errors.ts';
import type { StationBackups } from '../api/index.ts';
import { type BackupJobs, liesWithin } from '../backup/index.ts';
import type { Records } from '../records/types.ts';
import { type KeptSetting, openSetting } from './kept-setting.ts';
import { usableFolder } from './usable-folder.ts';

export function openBackupPlan(
  records: Pick<Records, 'setting' | 'putSetting' | 'audit'>,
): Promise<KeptSetting<BackupPlan | null>> {
  return openSetting<BackupPlan | null>(records, {
    key: 'backup.plan',
    schema: backupPlanSchema.nullable(),
    initial: null,
    action: 'backup_plan.changed',
  });
}

export interface BackupsDeps {
  readonly plan: KeptSetting<BackupPlan | null>;
  readonly jobs: BackupJobs;
  readonly dataFolder: string;
  readonly lineRuns: () => boolean;
}

/** Backups as the API sees them. */
export function createBackups({ plan, jobs, dataFolder, lineRuns }: BackupsDeps): StationBackups {
  const get = async (): Promise<Backups> => ({ plan: plan.current(), dataFolder, ...(await jobs.state()) });
  return {
    get,
    async setPlan(next, actor) {
      const wanted = next === null ? null : { ...next, folder: await usableFolder(next.folder) };
      if (wanted !== null && (await liesWithin(wanted.folder, dataFolder)))
        throw new PasslineError('FOLDER_INVALID', 'Backups do not belong into the folder that they are made of.');
      if (await plan.change(wanted, actor)) await jobs.begin();
      return get();
    },
    async start(actor) {
      await jobs.start(actor);
      return get();
    },
    async restore(name, actor) {
      if (lineRuns()) throw new PasslineError('LINE_RUNNING');
      await jobs.restore(name, actor);
      return get();
    },
    async cancel() {
      jobs.cancel();
      return get();
    },
  };
}
