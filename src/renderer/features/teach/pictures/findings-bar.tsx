import { Button } from '@mantine/core';
import { IconEye, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { type FindingGroup, foundIds } from './findings.ts';
import classes from './pictures.module.css';

interface Props {
  readonly groups: readonly FindingGroup[];
  readonly onShow: () => void;
  readonly onLeaveOut: (ids: readonly string[]) => void;
}

/** "3 near-duplicates, 1 blurred", and one click to leave them out; it can be undone. */
export function FindingsBar({ groups, onShow, onLeaveOut }: Props): ReactNode {
  const { t, format } = useText();
  if (groups.length === 0) return null;
  const said = groups.map(({ kind, ids }) =>
    t(`teach.found.${kind}`, { count: ids.length, formatted: format.count(ids.length) }),
  );
  return (
    <div className={classes['notice']} data-testid={testIds.findings}>
      <IconInfoCircle size={22} aria-hidden />
      <span className={classes['noticeText']}>
        <strong>{said.join(t('teach.listComma'))}</strong>
        <span>{t('teach.foundText')}</span>
      </span>
      <Button variant="default" leftSection={<IconEye size={20} />} onClick={onShow}>
        {t('teach.foundShow')}
      </Button>
      <Button onClick={() => onLeaveOut(foundIds(groups))} data-testid={testIds.leaveOut}>
        {t('teach.foundLeaveOut')}
      </Button>
    </div>
  );
}
