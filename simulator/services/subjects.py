"""Every rule that can be called alone: one visible list. A new service adds one line."""

from __future__ import annotations

from simulator.problems import InvalidInput, Problem
from simulator.services.autoscaling.decide import SUBJECTS as AUTOSCALING
from simulator.services.autoscaling.execute import SUBJECTS as EXECUTE
from simulator.services.autoscaling.predictive.decide import SUBJECTS as PREDICTIVE
from simulator.services.cloudfront.decide import SUBJECTS as CLOUDFRONT
from simulator.services.cloudwatch.decide import SUBJECTS as CLOUDWATCH
from simulator.services.cloudwatch.subjects import SUBJECTS as CLOUDWATCH_LANGUAGES
from simulator.services.ec2.decide import SUBJECTS as EC2
from simulator.services.elb.decide import SUBJECTS as ELB
from simulator.services.iam.decide import SUBJECTS as IAM
from simulator.services.route53.decide import SUBJECTS as ROUTE53
from simulator.services.subject import Subject
from simulator.services.vpc.security import SUBJECTS as VPC
from simulator.text import Text

#: By name.
SUBJECTS: dict[str, Subject] = {
    subject.name: subject
    for subject in (
        *AUTOSCALING,
        *EXECUTE,
        *PREDICTIVE,
        *CLOUDWATCH,
        *CLOUDWATCH_LANGUAGES,
        *EC2,
        *ELB,
        *CLOUDFRONT,
        *ROUTE53,
        *VPC,
        *IAM,
    )
}


def subject_named(name: object) -> Subject:
    """The subject of this name. Raises InvalidInput (UnknownSubject)."""
    if isinstance(name, str) and name in SUBJECTS:
        return SUBJECTS[name]
    raise InvalidInput(
        [
            Problem(
                "UnknownSubject",
                ("subject",),
                Text("There is no subject {name}.", "{name} 주제는 없어요.").format(name=repr(name)[:60]),
                Text(
                    "`python -m simulator decide --subjects` lists them.",
                    "`python -m simulator decide --subjects` 명령으로 목록을 볼 수 있어요.",
                ),
            )
        ]
    )
