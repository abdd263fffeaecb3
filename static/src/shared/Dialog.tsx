/** A modal dialog with a title and a way out. */
import { type ReactNode, useEffect, useRef } from 'react'
import { translator } from './messages'

const t = translator({ close: { en: 'Close', ko: '닫기' } })

export function Dialog({ title, onClose, className, children }: { title: string; onClose: () => void; className?: string; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const pressed = useRef(false)
  useEffect(() => {
    const element = dialog.current
    const before = document.activeElement as HTMLElement | null
    if (element && !element.open) element.showModal()
    element?.querySelector<HTMLElement>('button.choice')?.focus()
    return () => {
      element?.close()
      before?.focus?.()
    }
  }, [])
  return (
    <dialog ref={dialog} className={className} aria-label={title} onClose={onClose}
      onPointerDown={(event) => { pressed.current = event.target === event.currentTarget }}
      onClick={(event) => {
        // Text that is selected from within to without must not close it.
        if (pressed.current && event.target === event.currentTarget) onClose()
      }}>
      <div className="dialog">
        <header>
          <h2>{title}</h2>
          <button type="button" className="button icon quiet" aria-label={t('close')} onClick={onClose}><svg className="icon-sign" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg></button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
