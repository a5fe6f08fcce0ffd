const paths = {
  plus: 'M8 3v10M3 8h10',
  help: 'M5.6 6.1a2.4 2.4 0 1 1 3.5 2.2c-.8.4-1.1.8-1.1 1.7M8 12.4h.01',
  info: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11M8 7.4v3.4M8 5.1h.01',
  inspector: 'M2.5 3.5h11v9h-11zM10 3.5v9',
  sidebar: 'M2.5 3.5h11v9h-11zM6 3.5v9',
  sliders: 'M2.5 5h6M12 5h1.5M2.5 11H4M7.5 11h6M10.2 3.3v3.4M5.8 9.3v3.4',
  close: 'M4 4l8 8M12 4l-8 8',
  down: 'M8 3v10M3.8 9L8 13l4.2-4',
  pin: 'M5.6 2.5h4.8l-.6 4.2 2.2 2.1v1H4v-1l2.2-2.1zM8 9.8v4',
  check: 'M3.2 8.4l3.2 3.1 6.4-7',
  unpin: 'M5.6 2.5h4.8l-.6 4.2 2.2 2.1v1H4v-1l2.2-2.1zM8 9.8v4M2.5 2.5l11 11',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  copyQuestion: 'M2.5 3h11v7.5H8L5 13v-2.5H2.5zM5.3 5.7h5.4M5.3 7.9h3.4',
  edit: 'M10.8 2.8l2.4 2.4-7.6 7.6-3 .6.6-3zM9.3 4.3l2.4 2.4',
  editAnswer: 'M2.5 3.5h6M2.5 6.5h4M2.5 9.5h2.5M12.2 5.3l1.9 1.9-5.3 5.3-2.4.5.5-2.4z',
  branch:
    'M4.5 5.6v4.8M4.5 10.4a1.6 1.6 0 1 0 0 3.1a1.6 1.6 0 1 0 0-3.1zM4.5 2.5a1.6 1.6 0 1 0 0 3.1a1.6 1.6 0 1 0 0-3.1zM11.5 2.5a1.6 1.6 0 1 0 0 3.1a1.6 1.6 0 1 0 0-3.1zM11.5 5.6c0 2.6-7 1.4-7 4.8',
  previous: 'M9.8 3.8L5.6 8l4.2 4.2',
  next: 'M6.2 3.8L10.4 8l-4.2 4.2',
  copyTurn: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3M7.4 11.4V8l2.1 2.1L11.6 8v3.4',
  export: 'M8 9.8V2.6M5 5.2L8 2.3l3 2.9M3 8.5v5h10v-5',
  again: 'M13 8a5 5 0 1 1-1.6-3.7M13.2 2.3v2.9h-2.9',
  goOn: 'M3.5 3.5v9M6.5 3.7v8.6L13 8z',
  hide: 'M2 8c1.6-2.7 3.6-4 6-4s4.4 1.3 6 4c-1.6 2.7-3.6 4-6 4s-4.4-1.3-6-4zM2.8 13.2L13.2 2.8',
  show: 'M2 8c1.6-2.7 3.6-4 6-4s4.4 1.3 6 4c-1.6 2.7-3.6 4-6 4s-4.4-1.3-6-4zM8 6.2a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 1 1 0-3.6',
  search: 'M7 2.8a4.2 4.2 0 1 1 0 8.4a4.2 4.2 0 1 1 0-8.4M10.1 10.1l3.4 3.4',
  up: 'M8 13V3M3.8 7L8 3l4.2 4',
  order: 'M5 3v10M2.8 10.8L5 13l2.2-2.2M9 4h5M9 8h3.6M9 12h2.2',
  more: 'M3.2 8h.6M7.7 8h.6M12.2 8h.6',
  enter: 'M13 3.5v4a2 2 0 0 1-2 2H3.5M6.3 6.7L3.5 9.5l2.8 2.8',
} as const;

export type IconName = keyof typeof paths;

/** A small line drawing beside or instead of a word; never the only name of a control. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
