import { Button, Modal, Select, Stack, Text } from '@mantine/core';
import { IconFocus2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { PictureLabel } from '#shared/contract/draft.ts';
import type { PartSummary } from '#shared/domain/inspection.ts';
import { api } from '../../client/api.ts';
import { queryKeys } from '../../client/query-client.ts';
import { useNotices } from '../../components/use-notices.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import { LabelChoice } from './pictures/label-choice.tsx';
import { takeDraft } from './use-draft.ts';

interface Props {
  readonly part: Pick<PartSummary, 'id' | 'productId' | 'productName' | 'verdict' | 'rejudgement'>;
}

/** Takes the picture of a recorded part among those that a product is taught with. */
export function UseForTeaching({ part }: Props): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFocus2 size={20} />}
        onClick={() => act({ right: 'engineer', run: () => setOpened(true) })}
        data-testid={testIds.useForTeaching}
      >
        {t('teach.use.do')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('teach.use.title')}
        closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}
      >
        <Form part={part} onDone={() => setOpened(false)} />
      </Modal>
    </>
  );
}

const fresh = 'new';

function Form({ part, onDone }: Props & { readonly onDone: () => void }): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const notices = useNotices();
  const drafts = useQuery({ queryKey: queryKeys.drafts, queryFn: () => api.teach.list(), staleTime: 0 });
  const known = drafts.data ?? [];
  const own = known.find(
    (draft) => part.productId !== null && [draft.productId, draft.savedAs?.productId].includes(part.productId),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const draftId = chosen ?? own?.id ?? known[0]?.id ?? fresh;
  // What a person said of it goes before the verdict.
  const verdict = part.rejudgement?.verdict ?? part.verdict;
  const [label, setLabel] = useState<PictureLabel>(verdict === 'pass' ? 'good' : 'bad');
  const name = part.productName ?? t('teach.use.newName');

  const add = (): void =>
    act({
      right: 'engineer',
      run: async () => {
        let id = draftId;
        if (id === fresh) {
          const draft = await api.teach.create({ name, productId: part.productId });
          takeDraft(draft);
          id = draft.id;
        }
        const { added } = await api.teach.addParts({ id, partIds: [part.id], label });
        onDone();
        notices.done(added > 0 ? t('teach.use.done') : t('teach.use.missing'));
      },
    });

  return (
    <Stack gap={16}>
      <Select
        label={t('teach.use.draft')}
        allowDeselect={false}
        data={[
          ...known.map((draft) => ({ value: draft.id, label: draft.name })),
          { value: fresh, label: t('teach.use.fresh', { name }) },
        ]}
        value={draftId}
        onChange={setChosen}
      />
      <LabelChoice label={label} onLabel={setLabel} />
      <Text c="dimmed" fz={14}>
        {t('teach.use.text')}
      </Text>
      <Button size="lg" disabled={drafts.data === undefined} onClick={add} data-testid={testIds.useForTeachingAdd}>
        {t('teach.use.add')}
      </Button>
    </Stack>
  );
}
