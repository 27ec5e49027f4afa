import { ActionIcon, Modal } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type DraftPicture, type PictureLabel, pictureLabelSchema } from '#shared/contract/draft.ts';
import type { Defect } from '#shared/domain/inspection.ts';
import { draftPictureAddress } from '../../../client/addresses.ts';
import { useKeyDown } from '../../../components/use-key-down.ts';
import { VerdictBadge } from '../../../components/verdict-mark.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { PictureStage } from '../../run/stage/picture-stage.tsx';
import { LabelBadge, toneOfLabel } from './label-badge.tsx';
import classes from './pictures.module.css';

const none: readonly Defect[] = [];
const keyOf = { good: 'G', bad: 'B', unused: 'N' } as const;

interface Props {
  readonly draftId: string;
  /** Those that are walked along. */
  readonly pictures: readonly DraftPicture[];
  /** Every picture of the draft: what another one resembles may be among them. */
  readonly all: readonly DraftPicture[];
  /** The one that others are compared with. */
  readonly reference: string | null;
  readonly looked: string | null;
  readonly onLook: (id: string | null) => void;
  readonly onLabel: (id: string, label: PictureLabel) => void;
}

/** One picture large, with everything known of it; arrows walk, and the same keys sort as in the grid. */
export function PictureLook({ draftId, pictures, all, reference, looked, onLook, onLabel }: Props): ReactNode {
  const { t, format } = useText();
  const at = pictures.findIndex(({ id }) => id === looked);
  const picture = pictures[at];
  const walk = (by: number): void => {
    const next = pictures[at + by];
    if (next !== undefined) onLook(next.id);
  };
  useKeyDown((event) => {
    if (picture === undefined || (event.target instanceof Element && event.target.closest('[role="slider"]') !== null)) return;
    const label = pictureLabelSchema.options.find((one) => keyOf[one].toLowerCase() === event.key.toLowerCase());
    if (event.key === 'ArrowRight' || event.key === 'ArrowDown') walk(1);
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') walk(-1);
    else if (label !== undefined) onLabel(picture.id, label);
    else return;
    event.preventDefault();
  });
  const twinId = picture?.findings.find(({ kind, of }) => kind === 'near_duplicate' && of !== null)?.of ?? null;
  const twin = all.find(({ id }) => id === twinId) ?? null;
  return (
    <Modal
      opened={picture !== undefined}
      onClose={() => onLook(null)}
      size="min(1240px, 94vw)"
      padding={0}
      withCloseButton={false}
      classNames={{ body: classes['look'] ?? '' }}
    >
      {picture !== undefined && (
        <div className={classes['lookBody']} data-testid={testIds.pictureLook} data-picture={picture.id}>
          <header className={classes['lookHead']}>
            <LabelBadge label={picture.label} isReference={picture.id === reference} size={30} />
            <h2>{picture.name}</h2>
            <span className={classes['quiet']}>
              {t('teach.pictureOf', { at: format.count(at + 1), of: format.count(pictures.length) })}
            </span>
            <ActionIcon aria-label={t('teach.pictureBefore')} disabled={at <= 0} onClick={() => walk(-1)}>
              <IconChevronLeft size={24} />
            </ActionIcon>
            <ActionIcon aria-label={t('teach.pictureNext')} disabled={at >= pictures.length - 1} onClick={() => walk(1)}>
              <IconChevronRight size={24} />
            </ActionIcon>
            <ActionIcon aria-label={t('common.close')} onClick={() => onLook(null)} data-autofocus>
              <IconX size={24} />
            </ActionIcon>
          </header>
          <div className={classes['lookStages']} data-pair={twin !== null || undefined}>
            <figure>
              <PictureStage picture={draftPictureAddress(draftId, picture.id, 'view')} map={null} defects={none} bare />
            </figure>
            {twin !== null && (
              <figure>
                <PictureStage picture={draftPictureAddress(draftId, twin.id, 'view')} map={null} defects={none} plain />
                <figcaption>{t('teach.twin')}</figcaption>
              </figure>
            )}
          </div>
          <footer className={classes['lookFoot']}>
            <ul className={classes['lookFindings']}>
              {picture.findings.map(({ kind, detail }) => (
                <li key={kind}>
                  <strong>{t(`teach.finding.${kind}`)}</strong> {t(`teach.findingText.${kind}`)}
                  {detail !== null && <span className={classes['quiet']}> {detail}</span>}
                </li>
              ))}
              {picture.findings.length === 0 && picture.width !== null && picture.height !== null && (
                <li className={classes['quiet']}>
                  {t('part.size', { width: picture.width, height: picture.height })} · {format.bytes(picture.bytes)}
                </li>
              )}
            </ul>
            {picture.id === reference ? (
              <span className={classes['quiet']}>{t('teach.reference.is')}</span>
            ) : (
              pictureLabelSchema.options.map((label) => (
                <button
                  key={label}
                  type="button"
                  className={classes['labelButton']}
                  aria-pressed={picture.label === label}
                  onClick={() => onLabel(picture.id, label)}
                >
                  <VerdictBadge tone={toneOfLabel[label]} size={22} />
                  {t(`teach.label.${label}`)}
                  <kbd>{keyOf[label]}</kbd>
                </button>
              ))
            )}
          </footer>
        </div>
      )}
    </Modal>
  );
}
