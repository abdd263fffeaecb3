/** Signs of the editor's own buttons. */
import type { ReactNode } from 'react'

const shapes: Record<string, ReactNode> = {
  undo: <path d="M4 6.5h5.5a3.5 3.5 0 0 1 0 7H7M4 6.5 6.8 3.700M4 6.5l2.8 2.8" />,
  redo: <path d="M12 6.5H6.500a3.5 3.5 0 0 0 0 7H9M12 6.5 9.2 3.700M12 6.5 9.2 9.3" />,
  arrange: <path d="M2.5 5.500h3v5h-3zM10.5 2.500h3v3h-3zM10.5 10.500h3v3h-3zM5.5 8h2.500M10.5 4H8v8h2.5" />,
  keyboard: <path d="M2 4.500h12v7.500H2zM4.5 7h.01M7 7h.01M9.5 7h.01M12 7h.01M5 9.700h6" />,
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  plus: <path d="M8 3.500v9M3.5 8h9" />,
  minus: <path d="M3.5 8h9" />,
  fit: <path d="M2.5 6V2.500H6M10 2.500h3.500V6M13.5 10v3.500H10M6 13.500H2.500V10" />,
  search: <path d="M7 2.500a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 10.500l3 3" />,
  trash: <path d="M3 4.500h10M6 4.500v-2h4v2M4.5 4.500l.6 9h5.800l.6-9" />,
  duplicate: <path d="M5.5 5.500h8v8h-8zM10.5 5.500v-3h-8v8h3" />,
  connect: <path d="M2.5 8h9M8.5 4.8 11.7 8l-3.2 3.200M13.5 3.500v9" />,
  warning: <path d="M8 2.2 14.2 13.300H1.800zM8 6.500v3M8 11.400v.01" />,
  palette: <path d="M2.5 2.500h4.500v4.500H2.500zM9 2.500h4.500v4.500H9zM2.5 9h4.500v4.500H2.500zM11.25 9v4.500M9 11.250h4.5" />,
  inspector: <path d="M2.5 3.500h11v9h-11zM9.5 3.500v9" />,
  chevron: <path d="M5.5 3.5 10 8l-4.5 4.5" />,
  lock: <path d="M3.5 7.500h9v6h-9zM5.5 7.500V5.300a2.5 2.5 0 0 1 5 0v2.200" />,
  home: <path d="M2.5 7.5 8 3l5.5 4.500M4 6.500v6.500h8V6.5" />,
}

export function Icon({ name }: { name: string }) {
  return (
    <svg className="icon-sign" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" strokeWidth="1.5"
      strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      {shapes[name]}
    </svg>
  )
}
