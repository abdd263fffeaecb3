"""Condition keys of single services: the ones that are used most. A dated table (2026-11), never whole.

Names and types are those of the Service Authorization Reference. A name that ends with "/" or ":" goes on with the name
of a tag, a field, or a part of the encryption context.
"""

from __future__ import annotations

from simulator.services.iam.catalogue import Key
from simulator.services.iam.conditions.families import Family

_S, _N, _B, _A, _D, _IP = (
    Family.STRING,
    Family.NUMBER,
    Family.BOOLEAN,
    Family.ARN,
    Family.DATE,
    Family.ADDRESS,
)


def _keys(prefix: str, **families: tuple[Family, str]) -> tuple[Key, ...]:
    return tuple(
        Key(f"{prefix}:{name}", family) for family, names in families.values() for name in names.split()
    )


#: By service prefix, in the order a list shows them.
SERVICE_KEYS: dict[str, tuple[Key, ...]] = {
    "acm": _keys("acm", text=(_S, "DomainNames ValidationMethod KeyAlgorithm")),
    "autoscaling": _keys(
        "autoscaling",
        text=(
            _S,
            "InstanceType InstanceTypes LaunchConfigurationName LaunchTemplateVersionSpecified LoadBalancerNames "
            "ResourceTag/ VPCZoneIdentifiers",
        ),
        number=(_N, "MaxSize MinSize SpotPrice"),
        arn=(_A, "TargetGroupARNs"),
    ),
    "cloudformation": _keys(
        "cloudformation",
        text=(_S, "ChangeSetName ResourceTypes StackPolicyUrl TemplateUrl"),
        arn=(_A, "RoleArn"),
    ),
    "cloudwatch": _keys("cloudwatch", text=(_S, "namespace"), arn=(_A, "AlarmActions")),
    "dynamodb": _keys(
        "dynamodb",
        text=(_S, "Attributes EnclosingOperation LeadingKeys ReturnConsumedCapacity ReturnValues Select"),
    ),
    "ec2": _keys(
        "ec2",
        text=(
            _S,
            "AvailabilityZone CreateAction ImageID InstanceType Owner Region ResourceTag/ RootDeviceType Tenancy "
            "VolumeType VpceServiceName",
        ),
        number=(_N, "VolumeIops VolumeSize VolumeThroughput"),
        true=(_B, "AssociatePublicIpAddress EbsOptimized Encrypted IsLaunchTemplateResource Public"),
        arn=(_A, "InstanceProfile LaunchTemplate Subnet Vpc"),
    ),
    "ecs": _keys(
        "ecs",
        text=(_S, "CreateAction ResourceTag/ container-name"),
        arn=(_A, "cluster service task-definition"),
    ),
    "elasticloadbalancing": _keys(
        "elasticloadbalancing",
        text=(_S, "CreateAction ListenerProtocol ResourceTag/ Scheme SecurityGroup SecurityPolicy Subnet"),
    ),
    "events": _keys("events", text=(_S, "detail-type source"), arn=(_A, "TargetArn")),
    "iam": _keys(
        "iam",
        text=(_S, "AWSServiceName PassedToService ResourceTag/"),
        arn=(_A, "AssociatedResourceArn PermissionsBoundary PolicyARN"),
    ),
    "kms": _keys(
        "kms",
        text=(
            _S,
            "CallerAccount EncryptionAlgorithm EncryptionContext: EncryptionContextKeys GrantOperations KeyOrigin "
            "KeySpec KeyUsage RequestAlias ResourceAliases SigningAlgorithm ViaService",
        ),
        true=(_B, "BypassPolicyLockoutSafetyCheck GrantIsForAWSResource MultiRegion"),
        number=(_N, "ScheduleKeyDeletionPendingWindowInDays"),
    ),
    "lambda": _keys(
        "lambda",
        text=(_S, "CodeSigningConfigArn FunctionUrlAuthType Principal SecurityGroupIds SubnetIds VpcIds"),
        arn=(_A, "FunctionArn Layer SourceFunctionArn"),
        true=(_B, "InvokedViaFunctionUrl"),
    ),
    "logs": _keys("logs", text=(_S, "LogGeneratingResourceArns")),
    "organizations": _keys("organizations", text=(_S, "PolicyType ServicePrincipal")),
    "rds": _keys(
        "rds",
        text=(_S, "DatabaseClass DatabaseEngine DatabaseName EndpointType Vpc cluster-tag/ db-tag/ req-tag/"),
        number=(_N, "Piops StorageSize"),
        true=(_B, "MultiAz StorageEncrypted ManageMasterUserPassword"),
    ),
    "route53": _keys(
        "route53",
        text=(
            _S,
            "ChangeResourceRecordSetsActions ChangeResourceRecordSetsNormalizedRecordNames "
            "ChangeResourceRecordSetsRecordTypes VPCs",
        ),
    ),
    "s3": _keys(
        "s3",
        text=(
            _S,
            "prefix delimiter VersionId x-amz-acl x-amz-copy-source x-amz-grant-full-control x-amz-grant-read "
            "x-amz-grant-write x-amz-metadata-directive x-amz-server-side-encryption x-amz-storage-class "
            "x-amz-content-sha256 ExistingObjectTag/ RequestObjectTag/ RequestObjectTagKeys LocationConstraint "
            "ResourceAccount AccessPointNetworkOrigin DataAccessPointAccount authType signatureversion "
            "object-lock-mode object-lock-legal-hold",
        ),
        arn=(_A, "DataAccessPointArn x-amz-server-side-encryption-aws-kms-key-id"),
        number=(_N, "max-keys TlsVersion signatureAge object-lock-remaining-retention-days"),
        date=(_D, "object-lock-retain-until-date"),
    ),
    "secretsmanager": _keys(
        "secretsmanager",
        text=(_S, "Name VersionId VersionStage KmsKeyId ResourceTag/ AddReplicaRegions"),
        true=(_B, "BlockPublicPolicy ForceDeleteWithoutRecovery"),
        number=(_N, "RecoveryWindowInDays"),
        arn=(_A, "RotationLambdaARN SecretId"),
    ),
    "sns": _keys("sns", text=(_S, "Endpoint Protocol")),
    "ssm": _keys(
        "ssm",
        text=(_S, "DocumentType resourceTag/"),
        true=(_B, "Recursive SessionDocumentAccessCheck Overwrite"),
    ),
    "sts": _keys(
        "sts",
        text=(
            _S,
            "AWSServiceName ExternalId RequestContextProviders RoleSessionName SourceIdentity TransitiveTagKeys",
        ),
        number=(_N, "DurationSeconds"),
    ),
    "wafv2": _keys("wafv2", text=(_S, "LogScope"), arn=(_A, "LogDestinationResource")),
}
