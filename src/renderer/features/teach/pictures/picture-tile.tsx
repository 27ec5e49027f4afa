import {
  IconAlertTriangle,
  IconBlur,
  IconBrightnessUp,
  IconCheck,
  IconCopy,
  IconCrop,
  IconMoon,
  IconTarget,
} from '@tabler/icons-react';
import { memo, type MouseEvent, type ReactNode } from 'react';
import type { DraftPicture } from '#shared/contract/draft.ts';
import { draftPictureAddress } from '../../../client/addresses.ts';
import { VerdictBadge } from '../../../components/verdict-mark.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import type { FindingKind } from './findings.ts';
import { toneOfLabel } from './label-badge.tsx';
import classes from './pictures.module.css';

const findingIcons: Readonly<Record<FindingKind, typeof IconBlur>> = {
  unreadable: IconAlertTriangle,
  other_shape: IconCrop,
  near_duplicate: IconCopy,
  blurred: IconBlur,
  too_dark: IconMoon,
  too_bright: IconBrightnessUp,
};

interface Props {
  readonly draftId: string;
  readonly picture: DraftPicture;
  /** The one that others are compared with. */
  readonly isReference: boolean;
  readonly selected: boolean;
  readonly focused: boolean;
  readonly onSelect: (id: string, event: MouseEvent) => void;
  readonly onToggle: (id: string) => void;
  readonly onLook: (id: string) => void;
}

/** A small picture with what people said of it and what is odd about it. */
export const PictureTile = memo(function PictureTile(props: Props): ReactNode {
  const { t } = useText();
  const { draftId, picture, isReference, selected, focused, onSelect, onToggle, onLook } = props;
  const { id, name, label, defect, findings } = picture;
  const first = findings[0];
  const Finding = first === undefined ? null : findingIcons[first.kind];
  const found =
    first === undefined
      ? null
      : findings.length > 1
        ? `${t(`teach.finding.${first.kind}`)} +${findings.length - 1}`
        : t(`teach.finding.${first.kind}`);
  const shown = label === 'bad' && defect !== null ? defect : name;
  // What is read begins with what is seen, in its order.
  const said = [
    [...(isReference ? [t('teach.reference.name')] : []), ...(found === null ? [] : [found]), shown].join(' '),
    ...(isReference ? [] : [t(`teach.label.${label}`)]),
    ...(shown === name ? [] : [name]),
    ...findings.slice(1).map(({ kind }) => t(`teach.finding.${kind}`)),
  ].join(', ');
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid has the focus and the keys
    <div
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-label={said}
      id={`picture-${id}`}
      className={classes['tile']}
      data-focus={focused || undefined}
      data-label={label}
      data-reference={isReference || undefined}
      data-testid={testIds.picture}
      data-picture={id}
      onClick={(event) => onSelect(id, event)}
      onDoubleClick={() => onLook(id)}
    >
      <span className={classes['tilePicture']}>
        <img src={draftPictureAddress(draftId, id, 'thumb')} alt="" loading="lazy" decoding="async" draggable={false} />
        <span
          className={classes['tileCheck']}
          aria-hidden
          onClick={(event) => {
            event.stopPropagation();
            onToggle(id);
          }}
        >
          <span>{selected && <IconCheck size={18} stroke={3} />}</span>
        </span>
        <span className={classes['tileBadge']} data-reference={isReference || undefined}>
          {isReference ? (
            <span className={classes['tileReference']}>
              <IconTarget size={16} stroke={2} aria-hidden />
              {t('teach.reference.name')}
            </span>
          ) : (
            <VerdictBadge tone={toneOfLabel[label]} size={26} />
          )}
        </span>
        {first !== undefined && Finding !== null && (
          <span className={classes['tileFinding']}>
            <Finding size={16} stroke={2} aria-hidden />
            {found}
          </span>
        )}
      </span>
      {/* Between words that are read one after the other. */ ' '}
      <span className={classes['tileName']}>{shown}</span>
    </div>
  );
});
