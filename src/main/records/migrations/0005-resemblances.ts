/** What the defects of a part looked most like in good pictures. */
export const name = '0005-resemblances';

export const script = `
ALTER TABLE tool_result ADD COLUMN resemblances TEXT;
`;
