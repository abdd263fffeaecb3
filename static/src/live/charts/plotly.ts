/** plotly.js from source, with only the trace types the charts use. Loaded when the first chart is seen. */
import Plotly from 'plotly.js/lib/core'
import bar from 'plotly.js/lib/bar'
import heatmap from 'plotly.js/lib/heatmap'
import scattergeo from 'plotly.js/lib/scattergeo'
import ko from 'plotly.js/lib/locales/ko'

Plotly.register([bar, heatmap, scattergeo, ko])
// Unset, plotly.js would fetch the outlines from an outside host, which the content policy refuses.
Plotly.setPlotConfig({ topojsonURL: '/static/dist/topojson/' })

export default Plotly
