import { Button, Menu } from '@mantine/core';
import { IconCamera, IconChevronDown, IconFolder, IconFolderSymlink, IconPhotoPlus, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import shellClasses from '../../shell/shell.module.css';

export interface WaysToAdd {
  readonly files: () => void;
  readonly folder: () => void;
  readonly stationFolder: () => void;
  readonly camera: () => void;
}

/** The ways in which pictures come. */
export function AddMenu({ ways, primary }: { readonly ways: WaysToAdd; readonly primary: boolean }): ReactNode {
  const { t } = useText();
  return (
    <Menu width={320} position="bottom-end">
      <Menu.Target>
        <Button
          variant={primary ? 'filled' : 'default'}
          leftSection={<IconPlus size={20} />}
          rightSection={<IconChevronDown size={18} />}
          data-testid={testIds.addPictures}
        >
          {t('teach.add.title')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {entries.map(({ key, Icon }) => (
          <Menu.Item
            key={key}
            className={shellClasses['menuItem'] ?? ''}
            leftSection={<Icon size={22} stroke={1.75} />}
            onClick={ways[key]}
            data-testid={testIds.addWay}
            data-way={key}
          >
            <span className={shellClasses['menuName']}>{t(`teach.add.${key}`)}</span>
            <span className={shellClasses['menuDetail']}>{t(`teach.addText.${key}`)}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const entries = [
  { key: 'files', Icon: IconPhotoPlus },
  { key: 'folder', Icon: IconFolder },
  { key: 'stationFolder', Icon: IconFolderSymlink },
  { key: 'camera', Icon: IconCamera },
] as const;

/** The same as large buttons, while there is nothing else to see. */
export function AddButtons({ ways }: { readonly ways: WaysToAdd }): ReactNode {
  const { t } = useText();
  return (
    <>
      {entries.map(({ key, Icon }) => (
        <Button
          key={key}
          size="lg"
          variant={key === 'files' ? 'filled' : 'default'}
          leftSection={<Icon size={22} stroke={1.75} />}
          onClick={ways[key]}
          data-testid={testIds.addWay}
          data-way={key}
        >
          {t(`teach.add.${key}`)}
        </Button>
      ))}
    </>
  );
}
