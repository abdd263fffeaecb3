"""Why a request is allowed or denied, and why a condition holds."""

from __future__ import annotations

from enum import StrEnum

from simulator.decisions import Reason
from simulator.services.iam.conditions.clauses import Outcome as ConditionOutcome
from simulator.services.iam.policy import KINDS, PolicyKind
from simulator.text import Text


class IamReason(Reason):
    """Reasons of this folder's rules. A member's name is its value."""

    ExplicitDeny = "ExplicitDeny"
    ScpDoesNotAllow = "ScpDoesNotAllow"
    EndpointDoesNotAllow = "EndpointDoesNotAllow"
    ResourceDoesNotAllow = "ResourceDoesNotAllow"
    TrustDoesNotAllow = "TrustDoesNotAllow"
    KeyPolicyDoesNotAllow = "KeyPolicyDoesNotAllow"
    OtherAccountDoesNotShare = "OtherAccountDoesNotShare"
    OwnAccountDoesNotAllow = "OwnAccountDoesNotAllow"
    NothingAllows = "NothingAllows"
    OnlyAccountIsNamed = "OnlyAccountIsNamed"
    BoundaryDoesNotAllow = "BoundaryDoesNotAllow"
    SessionPolicyDoesNotAllow = "SessionPolicyDoesNotAllow"
    FederatedWithoutSessionPolicy = "FederatedWithoutSessionPolicy"
    IdentityAllows = "IdentityAllows"
    ResourceAllows = "ResourceAllows"
    ResourceNamesRequester = "ResourceNamesRequester"
    BothAccountsAllow = "BothAccountsAllow"
    RootMayEverything = "RootMayEverything"
    ConditionHolds = "ConditionHolds"
    ConditionFails = "ConditionFails"


REASONS: dict[IamReason, Text] = {
    IamReason.ExplicitDeny: Text(
        "{statement} ({layer}) denies it. An explicit deny beats every allow.",
        "{layer}의 {statement} 문이 거부해요. 명시적 거부는 모든 허용보다 우선해요.",
    ),
    IamReason.ScpDoesNotAllow: Text(
        "No service control policy of {level} allows it, and every level of the organisation must.",
        "{level} 수준의 서비스 제어 정책(SCP) 중 이 요청을 허용하는 것이 없어요. 조직의 모든 수준에서 허용해야 해요.",
    ),
    IamReason.EndpointDoesNotAllow: Text(
        "The request goes through a VPC endpoint whose policy does not allow it.",
        "요청이 지나가는 VPC 엔드포인트의 정책이 허용하지 않아요.",
    ),
    IamReason.ResourceDoesNotAllow: Text(
        "Only the resource-based policy could allow this principal, and it does not.",
        "이 보안 주체는 리소스 기반 정책만 허용할 수 있는데, 그 정책이 허용하지 않아요.",
    ),
    IamReason.TrustDoesNotAllow: Text(
        "The role's trust policy does not allow this principal to assume it. Without that nothing else counts.",
        "역할의 신뢰 정책이 이 보안 주체의 역할 수임을 허용하지 않아요. "
        "신뢰 정책이 허용하지 않으면 다른 허용은 소용없어요.",
    ),
    IamReason.KeyPolicyDoesNotAllow: Text(
        "The key policy does not allow it. Without the key policy nothing else counts.",
        "키 정책이 허용하지 않아요. 키 정책이 허용하지 않으면 다른 허용은 소용없어요.",
    ),
    IamReason.OtherAccountDoesNotShare: Text(
        "The resource belongs to account {account}, and its resource-based policy does not allow the principal. "
        "Between accounts both sides must allow.",
        "{account} 계정의 리소스인데, 그 리소스 기반 정책이 이 보안 주체를 허용하지 않아요. "
        "계정이 다르면 양쪽에서 모두 허용해야 해요.",
    ),
    IamReason.OwnAccountDoesNotAllow: Text(
        "The resource-based policy of account {account} allows it, but no identity-based policy of the principal "
        "does. Between accounts both sides must allow.",
        "{account} 계정의 리소스 기반 정책은 허용하지만, 보안 주체의 자격 증명 기반 정책이 허용하지 않아요. "
        "계정이 다르면 양쪽에서 모두 허용해야 해요.",
    ),
    IamReason.NothingAllows: Text(
        "Nothing denies it, and nothing allows it: what is not allowed is denied.",
        "거부하는 정책도 허용하는 정책도 없어요. 허용되지 않은 요청은 거부돼요.",
    ),
    IamReason.OnlyAccountIsNamed: Text(
        "The resource-based policy names only the account: that passes the right on to the account's own policies, "
        "and no identity-based policy of the principal allows it.",
        "리소스 기반 정책은 계정만 지정해요. 이 경우 권한을 줄지는 그 계정의 정책이 정하는데, "
        "보안 주체의 자격 증명 기반 정책이 허용하지 않아요.",
    ),
    IamReason.BoundaryDoesNotAllow: Text(
        "A policy allows it, but the permissions boundary does not: it is the most the principal may have.",
        "허용하는 정책은 있지만 권한 경계가 허용하지 않아요. 권한 경계는 보안 주체가 가질 수 있는 최대 권한이에요.",
    ),
    IamReason.SessionPolicyDoesNotAllow: Text(
        "A policy allows it, but the session policy does not: it is the most this session may have.",
        "허용하는 정책은 있지만 세션 정책이 허용하지 않아요. 세션 정책은 이 세션이 가질 수 있는 최대 권한이에요.",
    ),
    IamReason.FederatedWithoutSessionPolicy: Text(
        "A federated user's session without a session policy may do only what a resource-based policy grants to the "
        "session itself.",
        "세션 정책이 없는 페더레이션 사용자 세션은 리소스 기반 정책이 세션 자체에 허용한 작업만 할 수 있어요.",
    ),
    IamReason.IdentityAllows: Text(
        "An identity-based policy allows it, and nothing stands against it.",
        "자격 증명 기반 정책이 허용하고, 이를 막는 정책이 없어요.",
    ),
    IamReason.ResourceAllows: Text(
        "The resource-based policy allows it, and nothing stands against it.",
        "리소스 기반 정책이 허용하고, 이를 막는 정책이 없어요.",
    ),
    IamReason.ResourceNamesRequester: Text(
        "The resource-based policy names the principal itself: then neither identity-based policies nor boundary nor "
        "session policy have to allow it as well.",
        "리소스 기반 정책이 보안 주체를 직접 지정해요. "
        "그래서 자격 증명 기반 정책, 권한 경계, 세션 정책이 허용하지 않아도 돼요.",
    ),
    IamReason.BothAccountsAllow: Text(
        "Account {account} shares the resource with the principal, and the principal's own account allows it, too.",
        "{account} 계정이 이 보안 주체와 리소스를 공유하고, 보안 주체의 계정에서도 허용해요.",
    ),
    IamReason.RootMayEverything: Text(
        "The root user may do everything in its account, and nothing stands against it.",
        "루트 사용자는 자기 계정에서 모든 작업을 할 수 있고, 이를 막는 정책이 없어요.",
    ),
    IamReason.ConditionHolds: Text("The condition holds: {why}", "조건이 충족돼요. {why}"),
    IamReason.ConditionFails: Text("The condition does not hold: {why}", "조건이 충족되지 않아요. {why}"),
}

#: Names of the layers, in the order in which they are looked at.
LAYERS: dict[str, Text] = {
    "rcp": KINDS[PolicyKind.RCP],
    "scp": KINDS[PolicyKind.SCP],
    "endpoint": KINDS[PolicyKind.ENDPOINT],
    "resource": KINDS[PolicyKind.RESOURCE],
    "identity": KINDS[PolicyKind.IDENTITY],
    "boundary": KINDS[PolicyKind.BOUNDARY],
    "session": KINDS[PolicyKind.SESSION],
}

#: Why a condition holds or fails.
CONDITIONS: dict[ConditionOutcome, Text] = {
    ConditionOutcome.VALUE_FITS: Text(
        "{operator}: {key} is {actual}, which fits {fitting}.",
        "{operator}: {key} 값({actual})이 정책의 값({fitting})에 맞아요.",
    ),
    ConditionOutcome.VALUE_FITS_NONE: Text(
        "{operator}: {key} is {actual}, which does not fit {values}.",
        "{operator}: {key} 값({actual})이 정책의 값({values})에 맞지 않아요.",
    ),
    ConditionOutcome.EVERY_VALUE_FITS: Text(
        "Every value of {key} ({actual}) passes {operator} with {values}.",
        "{key} 값({actual})이 모두 {operator} 비교({values})를 통과해요.",
    ),
    ConditionOutcome.ONE_VALUE_DOES_NOT_FIT: Text(
        "Not every value of {key} ({actual}) passes {operator} with {values}.",
        "{key} 값({actual}) 중에 {operator} 비교({values})를 통과하지 못하는 값이 있어요.",
    ),
    ConditionOutcome.ONE_VALUE_FITS: Text(
        "At least one value of {key} ({actual}) passes {operator} with {values}.",
        "{key} 값({actual}) 중 하나 이상이 {operator} 비교({values})를 통과해요.",
    ),
    ConditionOutcome.NO_VALUE_FITS: Text(
        "No value of {key} ({actual}) passes {operator} with {values}.",
        "{key} 값({actual}) 중 {operator} 비교({values})를 통과하는 값이 없어요.",
    ),
    ConditionOutcome.KEY_MISSING: Text(
        "{operator}: {key} is not in the request context.", "{operator}: 요청 컨텍스트에 {key} 키가 없어요."
    ),
    ConditionOutcome.KEY_MISSING_NEGATED: Text(
        "{key} is not in the request context, and {operator} holds for a key that is missing.",
        "요청 컨텍스트에 {key} 키가 없어요. {operator} 연산자는 키가 없으면 참이에요.",
    ),
    ConditionOutcome.KEY_MISSING_IF_EXISTS: Text(
        "{key} is not in the request context, and IfExists holds then.",
        "요청 컨텍스트에 {key} 키가 없어요. IfExists가 붙으면 키가 없을 때 참이에요.",
    ),
    ConditionOutcome.KEY_MISSING_FOR_ALL: Text(
        "{key} has no value in the request context, and ForAllValues holds then.",
        "요청 컨텍스트에 {key} 값이 없어요. ForAllValues는 값이 없으면 참이에요.",
    ),
    ConditionOutcome.SET_OPERATOR_NEEDED: Text(
        "{key} has several values ({actual}), which only ForAnyValue or ForAllValues can compare.",
        "{key} 값이 여러 개({actual})예요. 여러 값은 ForAnyValue나 ForAllValues로만 비교할 수 있어요.",
    ),
    ConditionOutcome.KEY_IS_THERE: Text(
        "Null {values}: {key} is in the request context (true asks for a missing key, false for one that is there).",
        "Null {values}: 요청 컨텍스트에 {key} 키가 있어요(true는 키가 없을 때, false는 있을 때 참이에요).",
    ),
    ConditionOutcome.KEY_IS_NOT_THERE: Text(
        "Null {values}: {key} is not in the request context or has no value "
        "(true asks for a missing key, false for one that is there).",
        "Null {values}: 요청 컨텍스트에 {key} 키가 없거나 값이 없어요(true는 키가 없을 때, false는 있을 때 참이에요).",
    ),
    ConditionOutcome.NULL_WITH_SET_OPERATOR: Text(
        "Null with {operator} does not look at the request: ForAllValues holds always, ForAnyValue never.",
        "Null에 {operator} 연산자를 쓰면 요청을 보지 않아요. ForAllValues는 항상 참, ForAnyValue는 항상 거짓이에요.",
    ),
}


class Element(StrEnum):
    """Why an element of a statement fits a request, or does not."""

    ACTION_LISTED = "ActionListed"
    ACTION_NOT_LISTED = "ActionNotListed"
    ACTION_LEFT_OUT = "ActionLeftOut"
    ACTION_NOT_LEFT_OUT = "ActionNotLeftOut"
    RESOURCE_LISTED = "ResourceListed"
    RESOURCE_NOT_LISTED = "ResourceNotListed"
    RESOURCE_LEFT_OUT = "ResourceLeftOut"
    RESOURCE_NOT_LEFT_OUT = "ResourceNotLeftOut"
    RESOURCE_UNWRITTEN = "ResourceUnwritten"
    VARIABLE_WITHOUT_VALUE = "VariableWithoutValue"
    PRINCIPAL_DIRECT = "PrincipalDirect"
    PRINCIPAL_BY_ARN = "PrincipalByArn"
    PRINCIPAL_ROLE = "PrincipalRole"
    PRINCIPAL_EVERYONE = "PrincipalEveryone"
    PRINCIPAL_ACCOUNT = "PrincipalAccount"
    PRINCIPAL_NONE = "PrincipalNone"
    PRINCIPAL_NOBODY = "PrincipalNobody"
    NOT_PRINCIPAL_OTHERS = "NotPrincipalOthers"
    NOT_PRINCIPAL_SPARED = "NotPrincipalSpared"
    NOT_PRINCIPAL_INCOMPLETE = "NotPrincipalIncomplete"
    NOT_PRINCIPAL_BOUNDED = "NotPrincipalBounded"


ELEMENTS: dict[Element, Text] = {
    Element.ACTION_LISTED: Text("{actual} fits {pattern}.", "{actual} 작업이 {pattern} 값과 일치해요."),
    Element.ACTION_NOT_LISTED: Text(
        "{actual} does not fit {patterns}.", "{actual} 작업과 일치하는 항목이 없어요: {patterns}"
    ),
    Element.ACTION_LEFT_OUT: Text(
        "NotAction leaves out {pattern}, which {actual} fits.",
        "NotAction으로 제외한 {pattern} 값과 {actual} 작업이 일치해요.",
    ),
    Element.ACTION_NOT_LEFT_OUT: Text(
        "NotAction leaves out {patterns}, which {actual} does not fit.",
        "{actual} 작업은 NotAction 목록({patterns})에 없어요.",
    ),
    Element.RESOURCE_LISTED: Text("{actual} fits {pattern}.", "{actual} 리소스가 {pattern} 값과 일치해요."),
    Element.RESOURCE_NOT_LISTED: Text(
        "{actual} does not fit {patterns}.", "{actual} 리소스와 일치하는 항목이 없어요: {patterns}"
    ),
    Element.RESOURCE_LEFT_OUT: Text(
        "NotResource leaves out {pattern}, which {actual} fits.",
        "NotResource로 제외한 {pattern} 값과 {actual} 리소스가 일치해요.",
    ),
    Element.RESOURCE_NOT_LEFT_OUT: Text(
        "NotResource leaves out {patterns}, which {actual} does not fit.",
        "{actual} 리소스는 NotResource 목록({patterns})에 없어요.",
    ),
    Element.RESOURCE_UNWRITTEN: Text(
        "The statement is about what the policy is attached to.", "정책이 연결된 리소스에 관한 정책 문이에요."
    ),
    Element.VARIABLE_WITHOUT_VALUE: Text(
        "{pattern} has a variable without a value in this request, and then fits nothing.",
        "{pattern}에 있는 변수의 값이 이 요청에 없어서 어떤 리소스와도 일치하지 않아요.",
    ),
    Element.PRINCIPAL_DIRECT: Text("It names the principal itself.", "보안 주체를 직접 지정해요."),
    Element.PRINCIPAL_BY_ARN: Text(
        'It names everyone ("*") and narrows that to the principal by aws:PrincipalArn.',
        '모든 보안 주체("*")를 지정하고 aws:PrincipalArn 조건으로 이 보안 주체만 남겨요.',
    ),
    Element.PRINCIPAL_ROLE: Text(
        "It names the role or the user behind the session.", "세션의 바탕이 되는 역할이나 사용자를 지정해요."
    ),
    Element.PRINCIPAL_EVERYONE: Text('It names everyone ("*").', '모든 보안 주체("*")를 지정해요.'),
    Element.PRINCIPAL_ACCOUNT: Text("It names the principal's account.", "보안 주체의 계정을 지정해요."),
    Element.PRINCIPAL_NOBODY: Text("It names nobody.", "아무 보안 주체도 지정하지 않아요."),
    Element.PRINCIPAL_NONE: Text(
        "It names {patterns}, not this principal.", "이 보안 주체는 지정하지 않아요. 지정한 대상: {patterns}"
    ),
    Element.NOT_PRINCIPAL_OTHERS: Text(
        "NotPrincipal lists {patterns}; this principal is another one.",
        "NotPrincipal 목록({patterns})에 이 보안 주체가 없어요.",
    ),
    Element.NOT_PRINCIPAL_SPARED: Text(
        "NotPrincipal lists this principal, so the statement spares it.",
        "NotPrincipal 목록에 이 보안 주체가 있어서 정책 문에서 제외돼요.",
    ),
    Element.NOT_PRINCIPAL_INCOMPLETE: Text(
        "NotPrincipal spares only who is listed whole: account, role, and user or session. Here something is missing.",
        "NotPrincipal로 제외하려면 계정과 역할, 사용자나 세션을 모두 나열해야 하는데, 빠진 것이 있어요.",
    ),
    Element.NOT_PRINCIPAL_BOUNDED: Text(
        "NotPrincipal with Deny never spares a principal that has a permissions boundary.",
        "Deny와 함께 쓴 NotPrincipal은 권한 경계가 있는 보안 주체를 제외하지 못해요.",
    ),
}


class Standing(StrEnum):
    """What a layer says to a request."""

    DENIES = "denies"
    ALLOWS = "allows"
    SILENT = "silent"
    ABSENT = "absent"
    NOT_CONCERNED = "not_concerned"


STANDINGS: dict[Standing, Text] = {
    Standing.DENIES: Text("A Deny applies.", "Deny 문이 적용돼요."),
    Standing.ALLOWS: Text("An Allow applies.", "Allow 문이 적용돼요."),
    Standing.SILENT: Text("No statement allows it.", "허용하는 정책 문이 없어요."),
    Standing.ABSENT: Text("There is none.", "정책이 없어요."),
    Standing.NOT_CONCERNED: Text("It does not concern this principal.", "이 보안 주체에는 적용되지 않아요."),
}
#: A level of resource control policies without a Deny that applies.
FULL_ACCESS = Text(
    "RCPFullAWSAccess, which AWS attaches to every level and nobody can detach, allows everything.",
    "RCPFullAWSAccess가 모두 허용해요. AWS가 모든 수준에 연결해 두고, 아무도 분리할 수 없는 정책이에요.",
)
#: What became of a statement that applies.
DECIDES = Text("It decides.", "이 정책 문이 결과를 결정해요.")
APPLIES = Text("It applies, and does not decide.", "적용되지만 결과를 결정하지는 않아요.")
