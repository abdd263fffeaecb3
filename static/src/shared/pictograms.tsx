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
  // The same bucket under lock.
  'AWS::S3::BucketPolicy': (
    <>
      <path d="M19.5 9.5L20 6M4 6l2.2 12.6C6.5 20 8 20.7 10 20.9" />
      <ellipse cx="12" cy="6" rx="8" ry="2.75" />
      <rect x="12.5" y="15" width="8" height="6" rx="1.25" />
      <path d="M14.5 15v-1.25a2 2 0 0 1 4 0V15" />
    </>
  ),
  // One person with a key of their own.
  'AWS::IAM::User': (
    <>
      <circle cx="9.5" cy="7.5" r="3.75" />
      <path d="M2.5 20c0-4.2 3-7 7-7 1.4 0 2.6.3 3.7.9" />
      <circle cx="16" cy="19" r="2.25" />
      <path d="M17.6 17.4l4-4M20 15l1.5 1.5" />
    </>
  ),
  // People in one frame.
  'AWS::IAM::Group': (
    <>
      <rect x="2.5" y="4" width="19" height="16" rx="3" strokeDasharray="3 2.5" />
      <circle cx="8.75" cy="9.75" r="2" />
      <circle cx="15.25" cy="9.75" r="2" />
      <path d="M5.25 16.5c0-2 1.5-3.25 3.5-3.25s3.5 1.25 3.5 3.25M12.25 16.5c0-2 1-3.25 3-3.25s3.5 1.25 3.5 3.25" />
    </>
  ),
  // A mask: whoever is trusted may put it on.
  'AWS::IAM::Role': (
    <>
      <path d="M4 5.5c5.3-1.7 10.7-1.7 16 0v6c0 5-3.5 8-8 9.5-4.5-1.5-8-4.5-8-9.5z" />
      <path d="M7.5 10.5c1-.9 2.2-.9 3.2 0M13.3 10.5c1-.9 2.2-.9 3.2 0M9 15.5c1.9 1.3 4.1 1.3 6 0" />
    </>
  ),
  // A sheet that says what is allowed.
  'AWS::IAM::ManagedPolicy': (
    <>
      <path d="M6 3h8.5L19 7.5V21H6z" />
      <path d="M14 3v5h5M9 14.5l2.25 2.25L15.5 12" />
    </>
  ),
  // The same sheet, held by a clip.
  'AWS::IAM::Policy': (
    <>
      <path d="M6 7V3h8.5L19 7.5V21H6v-4" />
      <path d="M14 3v5h5M3 9.5h7a2.5 2.5 0 0 1 0 5H5.5" />
    </>
  ),
  // A badge that hands on a role.
  'AWS::IAM::InstanceProfile': (
    <>
      <rect x="4" y="6" width="16" height="14" rx="2" />
      <path d="M10 6V3.5h4V6M12.5 11h4.5M12.5 15h4.5" />
      <circle cx="8.5" cy="13" r="1.75" />
    </>
  ),
  // The root of a tree.
  'AWS::Organizations::Organization': (
    <>
      <rect x="8.5" y="3" width="7" height="5" rx="1" />
      <path d="M12 8v4M5.5 16v-4h13v4" />
      <rect x="2.5" y="16" width="6" height="5" rx="1" />
      <rect x="15.5" y="16" width="6" height="5" rx="1" />
    </>
  ),
  // A folder of accounts.
  'AWS::Organizations::OrganizationalUnit': (
    <path d="M3 6h6l2 2.5h10V19H3zM3 11.5h18" />
  ),
  // A house with walls of its own.
  'AWS::Organizations::Account': (
    <>
      <path d="M4 20V9.5L12 4l8 5.5V20z" />
      <circle cx="12" cy="11.5" r="1.75" />
      <path d="M8.75 17c0-1.9 1.35-3 3.25-3s3.25 1.1 3.25 3" />
    </>
  ),
  // A limit: nothing passes the line.
  'AWS::Organizations::Policy': (
    <>
      <path d="M12 3l7.5 3v6c0 4.5-3 7.5-7.5 9-4.5-1.5-7.5-4.5-7.5-9V6z" />
      <path d="M8.5 12h7" />
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
