import { Table } from 'lucide-react';
import type Quill from 'quill/core.js';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { useMessages } from '../ui/i18n/i18n.tsx';
import { returnToText } from './caret/keep-caret.ts';
import { actOnTable, makeTable, type TableAction } from './tables/on-table.ts';
import type { Format } from './use-format.ts';

const SIZES = [2, 3, 4, 6];
const ACTIONS: readonly (readonly TableAction[])[] = [
  ['rowAbove', 'rowBelow', 'columnBefore', 'columnAfter'],
  ['rowUp', 'rowDown', 'columnBack', 'columnOn'],
  ['header', 'wider', 'narrower', 'ownWidth'],
  ['deleteRow', 'deleteColumn', 'deleteTable'],
];

/** The menu that makes a table, or changes the one at the caret. */
export function TableTool({ quill, format }: { quill: Quill; format: Format }) {
  const { table: t } = useMessages().editor;
  const isInTable = format.cell !== undefined;
  const act = (key: string): void => {
    const columns = Number(key);
    if (columns > 0) makeTable(quill, columns);
    else actOnTable(quill, key as TableAction);
  };
  return (
    <MenuTrigger onOpenChange={(open) => open && returnToText(quill)}>
      <AriaButton
        className="icon-button tool"
        aria-label={isInTable ? t.change : t.insert}
        data-selected={isInTable || undefined}
        preventFocusOnPress
      >
        <Table size={17} aria-hidden="true" />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          aria-label={isInTable ? t.change : t.insert}
          onAction={(key) => act(String(key))}
        >
          {isInTable
            ? ACTIONS.flatMap((group, index) => [
                ...(index > 0 ? [<Separator key={`line ${group[0]}`} className="menu-line" />] : []),
                ...group.map((action) => (
                  <MenuItem key={action} id={action} className="menu-item">
                    {t.actions[action]}
                  </MenuItem>
                )),
              ])
            : SIZES.map((columns) => (
                <MenuItem key={columns} id={String(columns)} className="menu-item">
                  {t.ofColumns(columns)}
                </MenuItem>
              ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
