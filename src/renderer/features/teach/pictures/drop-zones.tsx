import { type DragEvent, type ReactNode, useEffect, useState } from 'react';
import { type PictureLabel, pictureLabelSchema } from '#shared/contract/draft.ts';
import { VerdictBadge } from '../../../components/verdict-mark.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { type FoundFile, fromDrop } from './picture-files.ts';
import { toneOfLabel } from './label-badge.tsx';
import classes from './pictures.module.css';

const hasFiles = (event: { dataTransfer: DataTransfer | null }): boolean => event.dataTransfer?.types.includes('Files') === true;

/** While files are dragged over the page it becomes three places to drop them: good, bad, not used. */
export function DropZones({
  onDrop,
}: {
  readonly onDrop: (found: readonly FoundFile[], label: PictureLabel) => void;
}): ReactNode {
  const { t } = useText();
  const [dragging, setDragging] = useState(false);
  const [over, setOver] = useState<PictureLabel | null>(null);

  useEffect(() => {
    const off = new AbortController();
    const { signal } = off;
    const begin = (event: globalThis.DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDragging(true);
    };
    // Without this the browser would open the picture in place of the page.
    const end = (event: globalThis.DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
      setDragging(false);
    };
    window.addEventListener('dragenter', begin, { signal });
    window.addEventListener('dragover', begin, { signal });
    window.addEventListener('drop', end, { signal });
    window.addEventListener('dragleave', (event) => event.relatedTarget === null && setDragging(false), { signal });
    return () => off.abort();
  }, []);

  const drop = (event: DragEvent, label: PictureLabel): void => {
    event.preventDefault();
    setOver(null);
    void fromDrop(event.dataTransfer).then((found) => onDrop(found, label));
  };
  if (!dragging) return null;
  return (
    <div className={classes['zones']}>
      {pictureLabelSchema.options.map((label) => (
        <div
          key={label}
          className={classes['zone']}
          data-over={over === label || undefined}
          data-label={label}
          data-testid={testIds.dropZone}
          onDragEnter={() => setOver(label)}
          onDragOver={(event) => event.preventDefault()}
          onDragLeave={() => setOver((before) => (before === label ? null : before))}
          onDrop={(event) => drop(event, label)}
        >
          <VerdictBadge tone={toneOfLabel[label]} size={52} />
          <strong>{t(`teach.label.${label}`)}</strong>
          <span>{t(`teach.dropText.${label}`)}</span>
        </div>
      ))}
    </div>
  );
}
