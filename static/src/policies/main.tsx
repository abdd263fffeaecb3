/** The policy simulator's island. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import '../styles/base.css'
import '../live/layers.css'
import '../workbench/workbench.css'
import './policies.css'

const root = document.getElementById('root')
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>)
