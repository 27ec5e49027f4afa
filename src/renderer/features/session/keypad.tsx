import { UnstyledButton } from '@mantine/core';
import { IconBackspace } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useText } from '../../text/use-text.ts';
import classes from './session.module.css';

interface Props {
  readonly onDigit: (digit: string) => void;
  readonly onBackspace: () => void;
  readonly onClear: () => void;
}

/** Ten digits for gloves: keys of 64 px. The physical keyboard works beside it (the field keeps the focus). */
export function Keypad({ onDigit, onBackspace, onClear }: Props): ReactNode {
  const { t } = useText();
  const keepFocus = (event: { preventDefault: () => void }): void => event.preventDefault();
  return (
    <div className={classes['keypad']}>
      {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => (
        <UnstyledButton key={digit} className={classes['key']} onMouseDown={keepFocus} onClick={() => onDigit(digit)}>
          {digit}
        </UnstyledButton>
      ))}
      <UnstyledButton className={classes['keySmall']} onMouseDown={keepFocus} onClick={onClear}>
        {t('session.clear')}
      </UnstyledButton>
      <UnstyledButton className={classes['key']} onMouseDown={keepFocus} onClick={() => onDigit('0')}>
        0
      </UnstyledButton>
      <UnstyledButton
        className={classes['keySmall']}
        onMouseDown={keepFocus}
        onClick={onBackspace}
        aria-label={t('session.backspace')}
      >
        <IconBackspace size={28} stroke={1.75} />
      </UnstyledButton>
    </div>
  );
}
