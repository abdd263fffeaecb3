/**
 * Our own pictograms: one shape a kind, drawn on a 24-unit grid in strokes of 1.75.
 * Shapes carry the meaning; colour comes from the layer's token.
 */
import type { ReactNode } from 'react'
import type { LayerId } from './types'

const kinds: Record<string, ReactNode> = {
  // Two people: viewers.
  'Lab::Clients': (
    <>
      <circle cx="9" cy="8" r="3.25" />
      <path d="M3 19c0-3.6 2.6-6 6-6s6 2.4 6 6" />
      <path d="M15.5 5.2a3.2 3.2 0 0 1 0 5.6M17.5 13.6c2.2.8 3.5 2.8 3.5 5.4" />
    </>
  ),
  // A signpost: names and where they lead.
  'AWS::Route53::HostedZone': (
    <>
      <path d="M12 3v18M8.5 21h7" />
      <path d="M12 5h6.2L21 7.5 18.2 10H12zM12 11.5H5.8L3 14l2.8 2.5H12z" />
    </>
  ),
  // A globe with a point of presence.
  'AWS::CloudFront::Distribution': (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M3 12h18M12 3c2.8 2.6 4 5.6 4 9s-1.2 6.4-4 9c-2.8-2.6-4-5.6-4-9s1.2-6.4 4-9z" />
      <circle cx="16.6" cy="8" r="2.1" fill="currentColor" stroke="none" />
    </>
  ),
  'AWS::CloudFront::CachePolicy': (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5l3.5 2" />
    </>
  ),
  // One line splits in three.
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (
    <>
      <circle cx="5" cy="12" r="2.25" />
      <circle cx="19" cy="5" r="2.25" />
      <circle cx="19" cy="12" r="2.25" />
      <circle cx="19" cy="19" r="2.25" />
      <path d="M7.25 12h9.5M10 12c2.5 0 2-7 6.75-7M10 12c2.5 0 2 7 6.75 7" />
    </>
  ),
  'AWS::ElasticLoadBalancingV2::Listener': (
    <path d="M4 12h10M10.5 8l4 4-4 4M18 4v16" />
  ),
  'AWS::ElasticLoadBalancingV2::TargetGroup': (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <circle cx="12" cy="12" r="4" />
      <circle cx="12" cy="12" r="0.9" fill="currentColor" />
    </>
  ),
  // Servers with one being added.
  'AWS::AutoScaling::AutoScalingGroup': (
    <>
      <rect x="3" y="3.5" width="12" height="6.5" rx="1.5" />
      <rect x="3" y="14" width="12" height="6.5" rx="1.5" />
      <path d="M6 6.75h.01M6 17.25h.01M9 6.75h3M9 17.25h3" />
      <path d="M19.5 4v16M17 6.5 19.5 4 22 6.5M17 17.5l2.5 2.5 2.5-2.5" />
    </>
  ),
  'AWS::AutoScaling::ScalingPolicy': (
    <path d="M4 19h16M4 15l4.5-4.5 3.5 3L19 6.5M14.5 6H19.5V11" />
  ),
  // A clock whose hand has come round.
  'AWS::AutoScaling::ScheduledAction': (
    <>
      <rect x="4" y="5" width="16" height="15" rx="2" />
      <path d="M4 9.5h16M8.5 3v4M15.5 3v4M12 12v3.5l2.5 1.5" />
    </>
  ),
  // A hook.
  'AWS::AutoScaling::LifecycleHook': (
    <path d="M12 3v9.5a4 4 0 1 1-4 4M10 3h4" />
  ),
  // Servers that wait.
  'AWS::AutoScaling::WarmPool': (
    <>
      <rect x="4" y="4" width="16" height="16" rx="2" strokeDasharray="3 2.5" />
      <path d="M10 9.5v5M14 9.5v5" />
    </>
  ),
  // A bell; two of them when it listens to others.
  'AWS::CloudWatch::Alarm': (
    <path d="M6 17h12l-1.5-2.5V10a4.5 4.5 0 0 0-9 0v4.5zM10.5 20h3" />
  ),
  'AWS::CloudWatch::CompositeAlarm': (
    <path d="M3 15h10l-1.25-2V9.5a3.75 3.75 0 0 0-7.5 0V13zM7 18h2M14 6.5a3.75 3.75 0 0 1 5.75 3.2V15L21 18h-9M15 21h2" />
  ),
  'AWS::EC2::LaunchTemplate': (
    <>
      <rect x="5" y="3" width="14" height="18" rx="2" />
      <path d="M8.5 8h7M8.5 12h7M8.5 16h4" />
    </>
  ),
  'Lab::Application': (
    <>
      <rect x="3.5" y="4" width="17" height="16" rx="2" />
      <path d="M3.5 8.5h17M9 12l-2.25 2.25L9 16.5M15 12l2.25 2.25L15 16.5" />
    </>
  ),
  // A bucket.
  'AWS::S3::Bucket': (
    <>
      <ellipse cx="12" cy="6" rx="8" ry="2.75" />
      <path d="M4 6l2.2 12.6C6.5 20 8.9 21 12 21s5.5-1 5.8-2.4L20 6" />
    </>
  ),
  'AWS::EC2::VPC': (
    <>
      <rect x="3.5" y="3.5" width="17" height="17" rx="3" strokeDasharray="3 2.5" />
      <path d="M8 12h8M12 8v8" />
    </>
  ),
  'AWS::EC2::Subnet': (
    <path d="M3 6.5h18M3 12h18M3 17.5h18" />
  ),
}

const layers: Record<LayerId, ReactNode> = {
  viewers: <circle cx="12" cy="12" r="7" />,
  dns: <path d="M12 4l8 14H4z" />,
  edge: <path d="M12 3l8 4.5v9L12 21l-8-4.5v-9z" />,
  balancer: <path d="M12 3l9 9-9 9-9-9z" />,
  compute: <rect x="4.5" y="4.5" width="15" height="15" rx="2" />,
  storage: <path d="M5 5h14l-2 14H7z" />,
  certificate: <path d="M12 3l7.5 3v6c0 4.5-3 7.5-7.5 9-4.5-1.5-7.5-4.5-7.5-9V6z" />,
  identity: <><circle cx="8" cy="14" r="4.5" /><path d="M11.5 10.5L20 3M16.5 6l3 3" /></>,
  network: <path d="M4 8h16M4 16h16" />,
}

export function Pictogram({ type, layer, size = 20 }: { type?: string; layer: LayerId; size?: number }) {
  return (
    <svg className="pictogram" data-layer={layer} width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
      strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      {(type && kinds[type]) || layers[layer]}
    </svg>
  )
}
