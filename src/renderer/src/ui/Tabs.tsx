import { Tabs as Parts } from '@base-ui/react/tabs';
import type { ReactElement, ReactNode } from 'react';
import './tabs.css';

export interface TabsProps {
  readonly first: string;
  /** The element that holds the list and the panels. */
  readonly within: ReactElement<{ readonly className?: string }>;
  readonly children: ReactNode;
}

/** Panels of which one is shown: arrow keys in the list of their names show another at once. */
export function Tabs({ first, within, children }: TabsProps) {
  return (
    <Parts.Root defaultValue={first} render={within}>
      {children}
    </Parts.Root>
  );
}

export interface TabListProps {
  readonly name: string;
  readonly tabs: readonly { readonly key: string; readonly name: string }[];
}

/** The names of the panels: one tab stop. */
export function TabList({ name, tabs }: TabListProps) {
  return (
    <Parts.List className="tabs" aria-label={name} activateOnFocus>
      {tabs.map((tab) => (
        <Parts.Tab key={tab.key} value={tab.key}>
          {tab.name}
        </Parts.Tab>
      ))}
    </Parts.List>
  );
}

export interface TabPanelProps {
  readonly of: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** What one name stands for; mounted only while it is shown. */
export function TabPanel({ of, className, children }: TabPanelProps) {
  return (
    <Parts.Panel value={of} className={`tab-panel ${className}`}>
      {children}
    </Parts.Panel>
  );
}
