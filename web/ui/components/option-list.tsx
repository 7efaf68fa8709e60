import '../styles/option-list.css';
import { type CSSProperties, type ReactNode, type RefObject, useId, useLayoutEffect, useRef } from 'react';

/** What can be chosen of a list. */
export interface Option {
  id: string;
  name: string;
  icon: ReactNode;
  /** What is said of it beside its name. */
  detail?: string;
}

/** The options of one kind; without a name they stand alone. */
export interface OptionGroup<T extends Option> {
  name?: string;
  options: readonly T[];
}

interface OptionListProps<T extends Option> {
  /** The id of the field that it belongs to. */
  id: string;
  label: string;
  groups: readonly OptionGroup<T>[];
  /** The place of the chosen one among all. */
  chosen: number;
  onChoose: (option: T) => void;
  className?: string;
  style?: CSSProperties;
  ref?: RefObject<HTMLDivElement | null>;
}

/** The options for what is typed in a field. The focus stays in the field, whose keys move the choice. */
export function OptionList<T extends Option>(props: OptionListProps<T>) {
  const { id, label, groups, chosen, onChoose, className = '', style, ref } = props;
  const all = groups.flatMap(({ options }) => options);
  const focused = all[chosen]?.id;
  const current = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another option is another place.
  useLayoutEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [focused]);
  return (
    <div
      ref={ref}
      id={listId(id)}
      className={`popover option-list ${className}`}
      style={style}
      role="listbox"
      aria-label={label}
    >
      {groups.map((group) => (
        <Group key={group.name ?? ''} name={group.name}>
          {group.options.map((option) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys.
            <div
              key={option.id}
              ref={option.id === focused ? current : undefined}
              id={optionId(id, option.id)}
              className="menu-item option"
              role="option"
              tabIndex={-1}
              aria-selected={option.id === focused}
              data-focused={option.id === focused || undefined}
              // The field keeps the focus; a finger may still scroll the list.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(option)}
            >
              {option.icon}
              <bdi className="option-name">{option.name}</bdi>
              {option.detail !== undefined && <span className="option-detail">{option.detail}</span>}
            </div>
          ))}
        </Group>
      ))}
    </div>
  );
}

function Group({ name, children }: { name: string | undefined; children: ReactNode }) {
  const id = useId();
  if (name === undefined) return children;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is of a form.
    <div role="group" aria-labelledby={id}>
      <div id={id} className="option-group" role="presentation">
        {name}
      </div>
      {children}
    </div>
  );
}

/** The id of the list of a field. */
export function listId(id: string): string {
  return `${id}-options`;
}

/** The id of the element of an option in the list of a field. */
export function optionId(id: string, option: string): string {
  return `${id}-${option}`;
}
