/** Which judges of a model spoke for a score. */
export const name = '0004-scorers';

export const script = `
ALTER TABLE tool_result ADD COLUMN scorers TEXT;
`;
