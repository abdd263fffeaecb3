import { Component, type ReactNode } from 'react'
import { t } from './messages'

/** A part that fails leaves the others, and above all the document, alone. */
export class Part extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  override componentDidCatch(error: unknown) {
    console.error(error)
  }
  override render() {
    return this.state.failed
      ? <p className="part-failed" role="alert">{t('livePartMissing')} <button type="button" className="button small" onClick={() => this.setState({ failed: false })}>{t('tryAgain')}</button></p>
      : this.props.children
  }
}
