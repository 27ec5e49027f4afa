import { Button } from '@mantine/core';
import { IconEyeCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { PartReport } from '#shared/domain/inspection.ts';
import { useNotices } from '../../components/use-notices.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { JudgementForm } from './judgement-form.tsx';
import { RejudgementList } from './rejudged-badge.tsx';
import { useJudgement } from './use-judgement.ts';

/** What people said of a recorded part, and the means to say something. */
export function RejudgeSection({ report }: { readonly report: PartReport }): ReactNode {
  const { t } = useText();
  const notices = useNotices();
  const [opened, setOpened] = useState(false);
  const judgement = useJudgement(report, () => {
    setOpened(false);
    notices.done(t('review.saved'));
  });
  return (
    <>
      <RejudgementList rejudgements={report.rejudgements} />
      {opened ? (
        <JudgementForm judgement={judgement} ready keys={false} />
      ) : (
        <Button
          variant="default"
          leftSection={<IconEyeCheck size={20} />}
          onClick={() => setOpened(true)}
          data-testid={testIds.reviewOpen}
        >
          {t('review.do')}
        </Button>
      )}
    </>
  );
}
