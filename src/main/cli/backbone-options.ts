import { type Command, Option } from 'commander';
import { type Profile, profileSchema } from '#shared/domain/profile.ts';
import { defaultDataFolder } from '../station/data-folder.ts';
import type { OwnBackbone } from '../vision/types.ts';
import { backboneFiles } from './backbones.ts';
import { UsageError } from './exit-codes.ts';

export interface BackboneOptions {
  readonly profile?: Profile;
  readonly backbone?: string;
  readonly data: string;
}

/** What looks at the pictures, of `teach` and `evaluate`. */
export function addBackboneOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--profile <profile>',
        'how long a picture may take: accurate also looks at it at twice the size, for small defects',
      ).choices(profileSchema.options),
    )
    .option('--backbone <name>', 'look with a network of your own (passline backbones add)')
    .addOption(new Option('--data <folder>', 'folder of the station that has it').default(defaultDataFolder()));
}

/** Throws UsageError where the two do not go together or there is no such network. */
export async function chosenBackbone({
  profile,
  backbone,
  data,
}: BackboneOptions): Promise<{ readonly profile?: Profile; readonly backbone?: OwnBackbone }> {
  if (backbone === undefined) return profile === undefined ? {} : { profile };
  if (profile === 'fast') throw new UsageError('--profile fast means the built-in backbone: it does not go with --backbone.');
  return { backbone: await backboneFiles(backbone, data) };
}
