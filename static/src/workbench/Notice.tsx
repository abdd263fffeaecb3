/** What just happened, for a few seconds. */
import { useEffect } from 'react'
import { Icon } from './icons'
import { t } from './messages'
import { show, useWorkbench } from './store'

export function Notice() {
  const notice = useWorkbench((s) => s.notice)
  useEffect(() => {
    if (!notice) return
    const timer = setTimeout(() => show({ notice: null }), notice.tone === 'good' ? 4000 : 9000)
    return () => clearTimeout(timer)
  }, [notice])
  if (!notice) return null
  return (
    <div className="notice" data-tone={notice.tone} role={notice.tone === 'bad' ? 'alert' : 'status'} key={notice.key}>
      <span>{notice.text}</span>
      <button type="button" className="button icon quiet" aria-label={t('dismiss')} onClick={() => show({ notice: null })}><Icon name="close" /></button>
    </div>
  )
}
