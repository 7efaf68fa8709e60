/** The words of tables, in English. */
export const table = {
  insert: 'Insert table',
  change: 'Table',
  ofColumns: (columns: number) => `Table with ${columns} columns`,
  actions: {
    rowAbove: 'Row above',
    rowBelow: 'Row below',
    columnBefore: 'Column before',
    columnAfter: 'Column after',
    rowUp: 'Move row up',
    rowDown: 'Move row down',
    columnBack: 'Move column back',
    columnOn: 'Move column on',
    header: 'Header row',
    wider: 'Wider column',
    narrower: 'Narrower column',
    ownWidth: 'Automatic width',
    deleteRow: 'Delete row',
    deleteColumn: 'Delete column',
    deleteTable: 'Delete table',
  },
};
