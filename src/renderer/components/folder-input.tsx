import { ActionIcon, TextInput, type TextInputProps } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DesktopBridge } from '#shared/contract/desktop.ts';
import { testIds } from '../test-ids.ts';
import { useText } from '../text/use-text.ts';

declare global {
  interface Window {
    /** In the desktop window only. */
    readonly desktop?: DesktopBridge;
  }
}

interface Props extends Omit<TextInputProps, 'onChange' | 'value'> {
  readonly value: string;
  readonly onChange: (path: string) => void;
}

/** A folder on the machine of the station, by its path; in the desktop window the system's own dialog helps to find it. */
export function FolderInput({ value, onChange, disabled = false, ...props }: Props): ReactNode {
  const { t } = useText();
  const { desktop } = window;
  const choose = async (): Promise<void> => {
    const chosen = await desktop?.chooseFolder(value);
    if (chosen != null) onChange(chosen);
  };
  const button = desktop !== undefined && (
    <ActionIcon
      variant="subtle"
      size={44}
      aria-label={t('common.chooseFolder')}
      disabled={disabled}
      onClick={() => void choose()}
      data-testid={testIds.folderChoose}
    >
      <IconFolderOpen size={24} />
    </ActionIcon>
  );
  return (
    <TextInput
      {...props}
      value={value}
      disabled={disabled}
      maxLength={4096}
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...(button !== false && { rightSection: button, rightSectionWidth: 52 })}
    />
  );
}
