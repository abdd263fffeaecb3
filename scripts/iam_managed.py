"""Writes simulator/services/iam/managed.json: the documents of the AWS managed policies that a document may attach.

AWS publishes them; moto, which is installed for development only, carries them as data. Which ones are carried here is
said in `NAMES`: the ones that people meet first, and no giant.

    .venv/bin/python scripts/iam_managed.py
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from moto.iam.aws_managed_policies import aws_managed_policies_data

OUT = Path(__file__).resolve().parent.parent / "simulator" / "services" / "iam" / "managed.json"

NAMES = """
AdministratorAccess PowerUserAccess AWSDenyAll
IAMFullAccess IAMReadOnlyAccess IAMUserChangePassword IAMUserSSHKeys IAMAccessAnalyzerReadOnlyAccess
AWSOrganizationsReadOnlyAccess AWSSupportAccess Billing NetworkAdministrator SystemAdministrator DatabaseAdministrator
AmazonS3FullAccess AmazonS3ReadOnlyAccess
AmazonEC2FullAccess AmazonEC2ReadOnlyAccess EC2InstanceConnect AmazonVPCReadOnlyAccess
AutoScalingFullAccess AutoScalingReadOnlyAccess ElasticLoadBalancingFullAccess ElasticLoadBalancingReadOnly
CloudFrontFullAccess CloudFrontReadOnlyAccess AmazonRoute53FullAccess AmazonRoute53ReadOnlyAccess
AWSCertificateManagerFullAccess AWSCertificateManagerReadOnly
CloudWatchReadOnlyAccess CloudWatchLogsFullAccess CloudWatchLogsReadOnlyAccess CloudWatchAgentServerPolicy
AWSCloudTrail_FullAccess AWSCloudTrail_ReadOnlyAccess AWSXRayDaemonWriteAccess
AmazonSSMManagedInstanceCore AmazonSSMReadOnlyAccess SecretsManagerReadWrite AWSKeyManagementServicePowerUser
AWSLambda_FullAccess AWSLambda_ReadOnlyAccess AWSLambdaBasicExecutionRole AWSLambdaVPCAccessExecutionRole
AWSLambdaSQSQueueExecutionRole
AmazonDynamoDBFullAccess AmazonDynamoDBReadOnlyAccess AmazonRDSFullAccess AmazonRDSReadOnlyAccess
AmazonElastiCacheFullAccess
AmazonSQSFullAccess AmazonSQSReadOnlyAccess AmazonSNSFullAccess AmazonSNSReadOnlyAccess
AmazonEventBridgeFullAccess AWSStepFunctionsFullAccess AmazonKinesisFullAccess AmazonKinesisReadOnlyAccess
AmazonAPIGatewayAdministrator AmazonAPIGatewayInvokeFullAccess
AmazonECSTaskExecutionRolePolicy AmazonEC2ContainerRegistryReadOnly AmazonEC2ContainerRegistryPowerUser
AmazonEKSClusterPolicy AmazonEKSWorkerNodePolicy AmazonEKS_CNI_Policy AmazonEBSCSIDriverPolicy
AWSCloudFormationFullAccess AWSCloudFormationReadOnlyAccess AWSCloudShellFullAccess
""".split()  # noqa: SIM905 - lines by theme


def main() -> None:
    known = json.loads(aws_managed_policies_data)
    rows = [
        f"{json.dumps(known[name]['Path'].lstrip('/') + name)}: "
        + json.dumps(known[name]["Document"], separators=(",", ":"), ensure_ascii=False)
        for name in NAMES
    ]
    dated = datetime.now(UTC).strftime("%Y-%m")
    OUT.write_text(f'{{\n"dated": "{dated}",\n"policies": {{\n{",\n".join(rows)}\n}}\n}}\n', "utf-8")


if __name__ == "__main__":
    main()
