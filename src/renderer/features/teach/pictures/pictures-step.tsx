import { Button, SegmentedControl } from '@mantine/core';
import { IconArrowBackUp, IconArrowRight, IconPhotoPlus } from '@tabler/icons-react';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { DraftPicture, OpenedDraft, PictureLabel } from '#shared/contract/draft.ts';
import { byName } from '#shared/domain/natural-order.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { Empty } from '../../../components/empty.tsx';
import { useNotices } from '../../../components/use-notices.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { advisedGood, isEnough, leastGood, stepAddress } from '../steps.ts';
import { useDraftActs } from '../use-draft.ts';
import { useUndoKey } from '../use-undo-key.ts';
import { AddButtons, AddMenu, type WaysToAdd } from './add-menu.tsx';
import { AddJobBar } from './add-job-bar.tsx';
import { CameraDialog } from './camera-dialog.tsx';
import { DropZones } from './drop-zones.tsx';
import { foundIds, groupFindings } from './findings.ts';
import { FindingsBar } from './findings-bar.tsx';
import { type FoundFile, fromInput, labelOfPath, picturesOf } from './picture-files.ts';
import { PictureGrid } from './picture-grid.tsx';
import { PictureLook } from './picture-look.tsx';
import classes from './pictures.module.css';
import { ReferenceBar } from './reference-bar.tsx';
import { nothingSelected, selectNext, selectOnly } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { StationFolderDialog } from './station-folder-dialog.tsx';
import { UploadBar } from './upload-bar.tsx';
import { uploadsOf } from './uploads.ts';
import { useLabels } from './use-labels.ts';

const filters = ['all', 'good', 'bad', 'unused', 'found'] as const;
type Filter = (typeof filters)[number];

/** First step: pictures come, are sorted, and what is odd about them is pointed out. */
export function PicturesStep({ draft }: { readonly draft: OpenedDraft }): ReactNode {
  const { t, format } = useText();
  const notices = useNotices();
  const acts = useDraftActs(draft.id);
  const labels = useLabels(draft);
  const [filter, setFilter] = useState<Filter>('all');
  const [selection, setSelection] = useState(nothingSelected);
  const [looked, setLooked] = useState<string | null>(null);
  const [dialog, setDialog] = useState<'folder' | 'camera' | 'remove' | null>(null);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  const { counts } = draft;
  const reference = draft.method === 'reference';
  const pictures = useMemo(() => draft.pictures.toSorted((a, b) => byName(a.name, b.name)), [draft.pictures]);
  const groups = useMemo(() => groupFindings(pictures), [pictures]);
  const found = useMemo(() => new Set(foundIds(groups)), [groups]);
  const shown = useMemo(
    () => pictures.filter((picture) => isShown(picture, filter, found, draft.reference)),
    [pictures, filter, found, draft.reference],
  );
  const chosen = useMemo(() => shown.filter(({ id }) => selection.ids.has(id)), [shown, selection.ids]);
  const defects = useMemo(() => [...new Set(pictures.flatMap(({ defect }) => defect ?? []))].sort(), [pictures]);
  const only = chosen.length === 1 ? chosen[0] : undefined;
  const canBeReference = (picture: DraftPicture): boolean => !picture.findings.some(({ kind }) => kind === 'unreadable');
  const takeReference =
    draft.method === 'reference' && only !== undefined && only.id !== draft.reference && canBeReference(only)
      ? () => acts.change({ reference: only.id })
      : null;
  const fresh: PictureLabel = filter === 'bad' || filter === 'unused' ? filter : 'good';

  const add = (all: readonly FoundFile[], label: PictureLabel): void => {
    const usual = { label, defect: null };
    const usable = picturesOf(all)
      .map(({ file, path }) => ({ file, said: labelOfPath(path) }))
      .flatMap(({ file, said }) => (said === 'mask' ? [] : [{ file, said: said ?? usual }]));
    if (usable.length === 0) {
      notices.done(t('teach.upload.nothing'));
      return;
    }
    uploadsOf(draft.id).clear();
    // What the folders say goes before what is usual, not before a place that somebody dropped them on.
    uploadsOf(draft.id).add(
      usable.map(({ file, said }) => ({
        file,
        label: label === 'good' ? said : { label, defect: label === 'bad' ? said.defect : null },
      })),
    );
  };
  const label = (to: PictureLabel, defect?: string | null): void => {
    if (chosen.length === 0) return;
    labels.set(
      chosen.map(({ id }) => id),
      to,
      defect,
    );
    if (defect !== undefined) return;
    const before = shown.map(({ id }) => id);
    const after = shown
      .map((picture) => (selection.ids.has(picture.id) ? { ...picture, label: to } : picture))
      .filter((picture) => filter === 'found' || isShown(picture, filter, found, draft.reference))
      .map(({ id }) => id);
    if (chosen.length === 1 || after.length < before.length) setSelection(selectNext(before, after, selection));
  };
  const remove = (): void => {
    acts.removePictures(chosen.map(({ id }) => id));
    setSelection(nothingSelected);
  };
  const { undo } = labels;
  useUndoKey(undo);

  const ways: WaysToAdd = {
    files: () => files.current?.click(),
    folder: () => folder.current?.click(),
    stationFolder: () => setDialog('folder'),
    camera: () => setDialog('camera'),
  };
  const total = { all: pictures.length, good: counts.good, bad: counts.bad, unused: counts.unused, found: found.size };

  return (
    <div className={classes['work']}>
      <input
        ref={files}
        type="file"
        hidden
        multiple
        accept=".jpg,.jpeg,.png,.bmp,.tif,.tiff,.webp"
        onChange={(event) => {
          add(fromInput(event.currentTarget.files), fresh);
          event.currentTarget.value = '';
        }}
        data-testid={testIds.filesInput}
      />
      <input
        ref={folder}
        type="file"
        hidden
        multiple
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          add(fromInput(event.currentTarget.files), fresh);
          event.currentTarget.value = '';
        }}
        data-testid={testIds.folderInput}
      />
      <DropZones onDrop={add} />
      <StationFolderDialog opened={dialog === 'folder'} label={fresh} onClose={() => setDialog(null)} onAdd={acts.addFolder} />
      <CameraDialog opened={dialog === 'camera'} label={fresh} onClose={() => setDialog(null)} onAdd={acts.addFrames} />
      <ConfirmDialog
        opened={dialog === 'remove'}
        title={t('teach.removePicturesTitle', { count: chosen.length, formatted: format.count(chosen.length) })}
        text={t('teach.removePicturesText')}
        confirm={t('teach.removePictures')}
        onClose={() => setDialog(null)}
        onConfirm={remove}
      />
      <PictureLook
        draftId={draft.id}
        pictures={shown}
        all={pictures}
        reference={draft.reference}
        looked={looked}
        onLook={(id) => {
          setLooked(id);
          if (id !== null) setSelection(selectOnly(id));
        }}
        onLabel={(id, to) => labels.set([id], to)}
      />
      {pictures.length > 0 && (
        <div className={classes['bar']}>
          <SegmentedControl
            aria-label={t('teach.show')}
            value={filter}
            onChange={(value) => {
              setFilter(filters.find((one) => one === value) ?? 'all');
              setSelection(nothingSelected);
            }}
            data={filters
              .filter((one) => one !== 'found' || found.size > 0 || filter === 'found')
              .map((one) => ({
                value: one,
                label: t(`teach.filter.${one}`, { formatted: format.count(total[one]) }),
              }))}
            data-testid={testIds.pictureFilter}
          />
          <span className={classes['space']} />
          {undo !== null && (
            <Button variant="default" leftSection={<IconArrowBackUp size={20} />} onClick={undo} data-testid={testIds.undo}>
              {t('teach.undo')}
            </Button>
          )}
          <AddMenu ways={ways} primary={!isEnough(draft)} />
        </div>
      )}
      <UploadBar draftId={draft.id} />
      <AddJobBar draft={draft} />
      <ReferenceBar
        draft={draft}
        candidate={only !== undefined && canBeReference(only) ? only : pictures.find(canBeReference)}
        onReference={(id) => acts.change({ reference: id })}
      />
      <FindingsBar groups={groups} onShow={() => setFilter('found')} onLeaveOut={(ids) => labels.set(ids, 'unused')} />
      {pictures.length === 0 ? (
        <Empty
          icon={<IconPhotoPlus size={48} stroke={1.4} />}
          title={t(reference ? 'teach.reference.picturesTitle' : 'teach.picturesTitle')}
          text={t(reference ? 'teach.reference.picturesText' : 'teach.picturesText')}
        >
          <div className={classes['ways']}>
            <AddButtons ways={ways} />
          </div>
        </Empty>
      ) : shown.length === 0 ? (
        <Empty title={t('teach.noneHere')} text={t(`teach.noneText.${filter}`)} />
      ) : (
        <PictureGrid
          draftId={draft.id}
          pictures={shown}
          reference={draft.reference}
          selection={selection}
          onSelection={setSelection}
          onLabel={label}
          onLook={setLooked}
          onReference={takeReference}
          onRemove={() => chosen.length > 0 && setDialog('remove')}
        />
      )}
      {pictures.length > 0 && (
        <footer className={classes['foot']}>
          {chosen.length > 0 ? (
            <SelectionBar
              chosen={chosen}
              defects={defects}
              onLabel={label}
              isReference={only !== undefined && only.id === draft.reference}
              onReference={takeReference}
              onLook={() => setLooked(chosen[0]?.id ?? null)}
              onRemove={() => setDialog('remove')}
            />
          ) : (
            <>
              <Enough draft={draft} />
              <span className={classes['space']} />
              <Button
                size="lg"
                component={Link}
                href={stepAddress(draft.id, 'region')}
                rightSection={<IconArrowRight size={22} />}
                data-testid={testIds.nextStep}
              >
                {t('teach.next.region')}
              </Button>
            </>
          )}
        </footer>
      )}
    </div>
  );
}

function isShown(picture: DraftPicture, filter: Filter, found: ReadonlySet<string>, reference: string | null): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'found':
      return found.has(picture.id);
    case 'good':
    case 'bad':
    case 'unused':
      return picture.label === filter && picture.id !== reference;
  }
}

/** Whether there are enough good pictures, and why more would help. */
function Enough({ draft }: { readonly draft: OpenedDraft }): ReactNode {
  const { t, format } = useText();
  const { good } = draft.counts;
  if (draft.method === 'reference') {
    const name = draft.pictures.find(({ id }) => id === draft.reference)?.name;
    const few = good < leastGood;
    return (
      <p className={classes['enough']} data-testid={testIds.enough} data-good={good} data-reference={name}>
        <strong>
          {name === undefined ? t('teach.reference.none') : t('teach.reference.chosen', { name })}
          {good > 0 && ` · ${t('teach.enough.count', { count: good, formatted: format.count(good) })}`}
        </strong>
        <span>{t(few ? 'teach.reference.fewGood' : 'teach.reference.enoughGood', { least: leastGood })}</span>
      </p>
    );
  }
  const values = {
    formatted: format.count(good),
    least: leastGood,
    from: advisedGood.from,
    to: advisedGood.to,
    more: format.count(leastGood - good),
  };
  const text =
    good < leastGood
      ? t('teach.enough.tooFew', values)
      : good < advisedGood.from
        ? t('teach.enough.few', values)
        : t('teach.enough.enough', values);
  return (
    <p className={classes['enough']} data-testid={testIds.enough} data-good={good}>
      <strong>{t('teach.enough.count', { count: good, ...values })}</strong>
      <span>{text}</span>
    </p>
  );
}
