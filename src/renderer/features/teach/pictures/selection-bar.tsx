import { Autocomplete, Button } from '@mantine/core';
import { IconTarget, IconTrash, IconZoomIn } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { type DraftPicture, type PictureLabel, pictureLabelSchema } from '#shared/contract/draft.ts';
import { VerdictBadge } from '../../../components/verdict-mark.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { toneOfLabel } from './label-badge.tsx';
import classes from './pictures.module.css';

const keyOf = { good: 'G', bad: 'B', unused: 'N' } as const;

interface Props {
  readonly chosen: readonly DraftPicture[];
  /** Names of defects that are in use. */
  readonly defects: readonly string[];
  readonly onLabel: (label: PictureLabel, defect?: string | null) => void;
  /** What is chosen is the picture to compare with, and nothing else. */
  readonly isReference: boolean;
  /** Null: it cannot be the picture to compare with, or is it already. */
  readonly onReference: (() => void) | null;
  readonly onLook: () => void;
  readonly onRemove: () => void;
}

/** What can be done with the pictures that are chosen. */
export function SelectionBar({ chosen, defects, isReference, onLabel, onReference, onLook, onRemove }: Props): ReactNode {
  const { t, format } = useText();
  const allBad = chosen.every(({ label }) => label === 'bad');
  return (
    <div className={classes['selection']} role="toolbar" aria-label={t('teach.selection')} data-testid={testIds.selectionBar}>
      <strong>{t('teach.selected', { count: chosen.length, formatted: format.count(chosen.length) })}</strong>
      {isReference ? (
        <span className={classes['quiet']}>{t('teach.reference.is')}</span>
      ) : (
        pictureLabelSchema.options.map((label) => (
          <button
            key={label}
            type="button"
            className={classes['labelButton']}
            aria-pressed={chosen.every((picture) => picture.label === label)}
            onClick={() => onLabel(label)}
            data-testid={testIds.labelAs}
            data-label={label}
          >
            <VerdictBadge tone={toneOfLabel[label]} size={22} />
            {t(`teach.label.${label}`)}
            <kbd>{keyOf[label]}</kbd>
          </button>
        ))
      )}
      {allBad && !isReference && (
        <DefectField key={chosen.map(({ id }) => id).join()} chosen={chosen} defects={defects} onLabel={onLabel} />
      )}
      {onReference !== null && (
        <button type="button" className={classes['labelButton']} onClick={onReference} data-testid={testIds.useAsReference}>
          <IconTarget size={22} stroke={1.75} aria-hidden />
          {t('teach.reference.use')}
          <kbd>R</kbd>
        </button>
      )}
      <span className={classes['space']} />
      <Button variant="default" leftSection={<IconZoomIn size={20} />} onClick={onLook}>
        {t('teach.look')}
      </Button>
      <Button variant="default" leftSection={<IconTrash size={20} />} onClick={onRemove}>
        {t('teach.removePictures')}
      </Button>
    </div>
  );
}

/** What kind of defect bad pictures show; kept when the field is left. */
function DefectField({ chosen, defects, onLabel }: Pick<Props, 'chosen' | 'defects' | 'onLabel'>): ReactNode {
  const { t } = useText();
  const first = chosen[0]?.defect ?? null;
  const same = chosen.every(({ defect }) => defect === first);
  const [name, setName] = useState(same ? (first ?? '') : '');
  const save = (value: string): void => {
    const defect = value.trim() === '' ? null : value.trim();
    if (!same || defect !== first) onLabel('bad', defect);
  };
  return (
    <Autocomplete
      className={classes['defect'] ?? ''}
      aria-label={t('teach.defect')}
      placeholder={t('teach.defect')}
      maxLength={60}
      size="md"
      data={[...defects]}
      value={name}
      onChange={setName}
      onOptionSubmit={save}
      onBlur={() => save(name)}
      onKeyDown={(event) => event.key === 'Enter' && save(name)}
      data-testid={testIds.defectKind}
    />
  );
}
