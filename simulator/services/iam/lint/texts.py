"""What the linter says, by the id of its rule. An id is never used for another meaning."""

from __future__ import annotations

from simulator.problems import Severity
from simulator.services.iam.findings import Template
from simulator.text import Text


def _warns(message: tuple[str, str], hint: tuple[str, str]) -> Template:
    return Template(Text(*message), Text(*hint), Severity.WARNING)


RULES: dict[str, Template] = {
    # --- grants that are wider than they look ---------------------------------------------------------
    "AdministratorAccess": _warns(
        ("It allows every action on every resource.", "모든 리소스에 대한 모든 작업을 허용해요."),
        (
            "Only for who administers the account. List the actions and ARNs that are needed.",
            "계정 관리자에게만 필요한 권한이에요. 필요한 작업과 ARN만 나열하세요.",
        ),
    ),
    "WholeServiceAllowed": _warns(
        (
            "It allows all of {service} on every resource.",
            "모든 리소스에 대한 {service} 작업을 전부 허용해요.",
        ),
        (
            "With all of {service} one can give oneself any other permission.",
            "{service} 권한을 전부 가지면 다른 모든 권한을 스스로 얻을 수 있어요.",
        ),
    ),
    "AllowNotAction": _warns(
        (
            "Allow with NotAction allows everything that is not listed, future services included.",
            "Allow와 NotAction을 함께 쓰면 목록에 없는 모든 작업을 허용해요. 앞으로 생길 서비스도 포함돼요.",
        ),
        (
            "List what is allowed in Action, or use NotAction with Deny.",
            "허용할 작업을 Action에 나열하거나, NotAction은 Deny와 함께 쓰세요.",
        ),
    ),
    "AllowNotResource": _warns(
        (
            "Allow with NotResource allows every resource that is not listed.",
            "Allow와 NotResource를 함께 쓰면 목록에 없는 모든 리소스를 허용해요.",
        ),
        ("List the allowed resources in Resource.", "허용할 리소스를 Resource에 나열하세요."),
    ),
    "AllowNotPrincipal": _warns(
        (
            "Allow with NotPrincipal allows everybody who is not listed, anonymous users included.",
            "Allow와 NotPrincipal을 함께 쓰면 목록에 없는 모든 보안 주체를 허용해요. 익명 사용자도 포함돼요.",
        ),
        ("Name in Principal who is allowed.", "허용할 보안 주체를 Principal에 쓰세요."),
    ),
    "DenyNotPrincipal": _warns(
        (
            "Deny with NotPrincipal spares only who is listed whole (account, role, and user or session), and "
            "nobody with a permissions boundary.",
            "Deny와 NotPrincipal을 함께 쓰면 계정, 역할, 사용자나 세션을 모두 나열해야 제외돼요. "
            "권한 경계가 있는 보안 주체는 제외되지 않아요.",
        ),
        (
            'Use "Principal": "*" with ArnNotEquals on aws:PrincipalArn.',
            '"Principal": "*"와 aws:PrincipalArn에 대한 ArnNotEquals 조건을 쓰세요.',
        ),
    ),
    "PublicAccess": _warns(
        (
            "It allows everybody, without a condition that says whom.",
            "대상을 좁히는 조건 없이 모두에게 허용해요.",
        ),
        (
            "Name principals, or add a condition such as aws:PrincipalOrgID, aws:SourceArn or aws:SourceVpce.",
            "보안 주체를 지정하거나 aws:PrincipalOrgID, aws:SourceArn, aws:SourceVpce 같은 조건을 추가하세요.",
        ),
    ),
    "ConfusedDeputy": _warns(
        (
            "It allows the service {service} on behalf of anybody's resources.",
            "{service} 서비스가 누구의 리소스를 대신해 요청하든 허용해요.",
        ),
        (
            "Add a condition on aws:SourceArn, aws:SourceAccount or aws:SourceOrgID.",
            "aws:SourceArn, aws:SourceAccount, aws:SourceOrgID 중 하나로 조건을 추가하세요.",
        ),
    ),
    "TrustWithoutExternalId": _warns(
        (
            "It lets every principal of account {account} that is allowed to assume the role, without an external ID.",
            "{account} 계정에서 권한을 받은 보안 주체라면 외부 ID 없이도 역할을 수임할 수 있어요.",
        ),
        (
            "Somebody else's account: demand sts:ExternalId. Your own: name roles, or demand aws:PrincipalOrgID.",
            "남의 계정이면 sts:ExternalId 조건을, 내 계정이면 aws:PrincipalOrgID 조건을 추가하거나 역할을 지정하세요.",
        ),
    ),
    "FederatedWithoutAudience": _warns(
        (
            "It trusts everybody who signs in with {provider}, whatever application they signed in to.",
            "어떤 애플리케이션에 로그인했는지 따지지 않고 {provider} 사용자를 모두 신뢰해요.",
        ),
        ("Add a condition on {key}.", "{key} 조건을 추가하세요."),
    ),
    "PassAnyRole": _warns(
        (
            "It allows passing any role to any service: who may do that can work with any role's permissions.",
            "어떤 역할이든 어떤 서비스에든 전달할 수 있어요. 이 권한이 있으면 모든 역할의 권한으로 작업할 수 있어요.",
        ),
        (
            "Name the roles, and add a condition on iam:PassedToService.",
            "역할의 ARN을 쓰고 iam:PassedToService 조건을 추가하세요.",
        ),
    ),
    # --- conditions that do not say what was meant ----------------------------------------------------
    "ForAllValuesWithoutNull": _warns(
        (
            "ForAllValues holds when {key} is missing, so this allows requests without it.",
            "ForAllValues는 {key} 키가 없어도 참이에요. 그래서 이 키가 없는 요청도 허용돼요.",
        ),
        ('Add "Null": {{"{key}": "false"}}.', '"Null": {{"{key}": "false"}} 조건을 추가하세요.'),
    ),
    "SetOperatorOnSingleValue": _warns(
        (
            "{key} has one value at most; {operator} is for keys with several.",
            "{key} 키에는 값이 하나만 있어요. {operator} 연산자는 값이 여러 개인 키에 써요.",
        ),
        ("Leave the set operator out.", "집합 연산자를 빼세요."),
    ),
    "SetOperatorMissing": _warns(
        (
            "{key} may have several values, which {operator} cannot compare.",
            "{key} 키는 값이 여러 개일 수 있는데, {operator} 연산자는 여러 값을 비교하지 못해요.",
        ),
        ("Put ForAnyValue: or ForAllValues: in front.", "앞에 ForAnyValue: 또는 ForAllValues:를 붙이세요."),
    ),
    "NullWithSetOperator": _warns(
        (
            "{operator} never looks at the request: with ForAllValues it always holds, with ForAnyValue never.",
            "{operator} 연산자는 요청을 보지 않아요. ForAllValues면 항상 참, ForAnyValue면 항상 거짓이에요.",
        ),
        ("Use Null alone.", "Null만 쓰세요."),
    ),
    "WildcardWithoutLike": _warns(
        (
            "In {operator} the wildcard in {value} is an ordinary character.",
            "{operator} 연산자에서는 {value}의 와일드카드도 일반 문자예요.",
        ),
        ("Use StringLike or StringNotLike.", "StringLike나 StringNotLike를 쓰세요."),
    ),
    "ValueOfWrongType": _warns(
        (
            "{operator} cannot read {value}, and it will match nothing.",
            "{operator} 연산자가 {value} 값을 읽을 수 없어서 아무것과도 일치하지 않아요.",
        ),
        ("It compares {expected}.", "비교할 수 있는 값: {expected}"),
    ),
    "OperatorOfOtherType": _warns(
        (
            "{key} holds {expected}, and {operator} compares something else.",
            "{key} 키의 값은 {expected}인데, {operator} 연산자는 다른 유형을 비교해요.",
        ),
        ("Use an operator of the key's type.", "키의 유형에 맞는 연산자를 쓰세요."),
    ),
    "BothBooleans": _warns(
        (
            "{operator} with true and false holds whatever the value of {key}.",
            "{operator} 연산자에 true와 false를 모두 쓰면 {key} 값이 무엇이든 참이에요.",
        ),
        ("Keep one of them, or leave the condition out.", "하나만 남기거나 조건을 빼세요."),
    ),
    "MfaKeyMayBeMissing": _warns(
        (
            "Requests with long-term access keys have no aws:MultiFactorAuthPresent; this Deny does not apply to them.",
            "장기 액세스 키로 보낸 요청에는 aws:MultiFactorAuthPresent 키가 없어서 이 Deny 문이 적용되지 않아요.",
        ),
        ("Use BoolIfExists.", "BoolIfExists를 쓰세요."),
    ),
    "MfaNotDemanded": _warns(
        (
            "With IfExists requests without multi-factor authentication are allowed when the key is missing, "
            "as it is with long-term access keys.",
            "IfExists를 쓰면 키가 없을 때 참이에요. 장기 액세스 키로 보낸 요청에는 이 키가 없어서 MFA 없이도 허용돼요.",
        ),
        ("Use Bool in an Allow.", "Allow 문에는 Bool을 쓰세요."),
    ),
    "PrivateSourceIp": _warns(
        (
            "aws:SourceIp holds public addresses; {value} is private and never matches.",
            "aws:SourceIp에는 퍼블릭 주소만 들어와요. {value} 주소는 프라이빗 주소라서 일치하는 요청이 없어요.",
        ),
        (
            "Use aws:VpcSourceIp for requests through a VPC endpoint.",
            "VPC 엔드포인트를 거치는 요청에는 aws:VpcSourceIp를 쓰세요.",
        ),
    ),
    "HostBitsInRange": _warns(
        (
            "The bits of {value} beyond its prefix are ignored.",
            "{value}에서 접두사 길이 뒤의 비트는 무시돼요.",
        ),
        ("Write {near}.", "다음과 같이 쓰세요: {near}"),
    ),
    "ContradictoryConditions": _warns(
        (
            "{key} must be missing and have a value at once: the statement never applies.",
            "{key} 키가 없어야 하면서 동시에 값이 있어야 해요. 이 정책 문은 절대로 적용되지 않아요.",
        ),
        ("Keep one of the two conditions.", "두 조건 중 하나만 남기세요."),
    ),
    # --- variables ------------------------------------------------------------------------------------
    "VariableInOldVersion": _warns(
        (
            "{value} is text here: variables need version 2012-10-17.",
            "여기서는 {value} 변수가 일반 텍스트예요. 변수를 쓰려면 2012-10-17 버전이 필요해요.",
        ),
        ('Write "Version": "2012-10-17".', '"Version": "2012-10-17"을 쓰세요.'),
    ),
    "VariableNotFilledIn": _warns(
        ("In {place} the variable {value} is text.", "{place}에서는 {value} 변수가 일반 텍스트예요."),
        (
            "Variables are filled in in the resource part of ARNs and in string, ARN and Boolean conditions.",
            "변수는 ARN의 리소스 부분과 문자열, ARN, 부울 조건에서만 값으로 바뀌어요.",
        ),
    ),
    "VariableOfManyValues": _warns(
        (
            "{value} has several values and cannot be a variable.",
            "{value} 키는 값이 여러 개라서 변수로 쓸 수 없어요.",
        ),
        ("Use a key with one value.", "값이 하나인 키를 쓰세요."),
    ),
    "VariableWithoutBrace": _warns(
        (
            "The variable {value} has no closing brace and is text.",
            "{value} 변수에 닫는 중괄호가 없어서 일반 텍스트로 처리돼요.",
        ),
        ("Add the brace.", "중괄호를 닫으세요."),
    ),
    "VariableEmpty": _warns(
        (
            "The variable {value} names no key and is text.",
            "{value} 변수에 키 이름이 없어서 일반 텍스트로 처리돼요.",
        ),
        ("Name a key: ${{aws:username}}.", "키 이름을 쓰세요. 예: ${{aws:username}}"),
    ),
    "VariableWithSpace": _warns(
        (
            "The variable {value} has a space in it and is text.",
            "{value} 변수에 공백이 있어서 일반 텍스트로 처리돼요.",
        ),
        ("Leave spaces out.", "공백을 빼세요."),
    ),
    "VariableWithoutQuotes": _warns(
        (
            "The default of {value} is not in single quotes, so it is text.",
            "{value} 변수의 기본값이 작은따옴표로 묶여 있지 않아서 일반 텍스트로 처리돼요.",
        ),
        ("Write ${{key, 'default'}}.", "${{key, 'default'}} 형식으로 쓰세요."),
    ),
    "VariableMalformed": _warns(
        ("{value} is no variable and is text.", "변수가 아니라서 일반 텍스트로 처리돼요: {value}"),
        ("Write ${{key}} or ${{key, 'default'}}.", "${{key}} 또는 ${{key, 'default'}} 형식으로 쓰세요."),
    ),
    # --- names ----------------------------------------------------------------------------------------
    "VersionMissing": _warns(
        (
            "Without a Version the old one, 2008-10-17, is meant.",
            "Version이 없으면 이전 버전(2008-10-17)으로 처리돼요.",
        ),
        ('Write "Version": "2012-10-17".', '"Version": "2012-10-17"을 쓰세요.'),
    ),
    "UnknownService": _warns(
        ("No service with the prefix {value} is known here.", "알려진 서비스 접두사가 아니에요: {value}"),
        ("Did you mean {near}? The tables are of {dated}.", "혹시 {near}인가요? {dated} 기준 목록이에요."),
    ),
    "UnknownAction": _warns(
        ("No action {value} is known here.", "알려진 작업이 아니에요: {value}"),
        ("Did you mean {near}? The tables are of {dated}.", "혹시 {near}인가요? {dated} 기준 목록이에요."),
    ),
    "ActionHasOtherName": _warns(
        ("{value} is an operation; its permission has another name.", "{value} 작업의 권한은 이름이 달라요."),
        ("The permission is {near}.", "권한 이름: {near}"),
    ),
    "UnknownConditionKey": _warns(
        ("No condition key {value} is known here.", "알려진 조건 키가 아니에요: {value}"),
        ("Did you mean {near}? The tables are of {dated}.", "혹시 {near}인가요? {dated} 기준 목록이에요."),
    ),
    "TagKeyMissing": _warns(
        ("{value} needs the key of a tag.", "{value} 뒤에 태그 키를 붙여야 해요."),
        ("Write {value}/team, for example.", "예: {value}/team"),
    ),
    "WildcardInActionService": _warns(
        (
            "A wildcard stands for the service in {value}: it may fit services nobody thought of.",
            "{value}에서 서비스 이름에 와일드카드를 썼어요. 생각하지 못한 서비스까지 포함될 수 있어요.",
        ),
        ("Name the services.", "서비스 이름을 쓰세요."),
    ),
    # --- statements that do nothing, or nothing more --------------------------------------------------
    "EmptyElement": _warns(
        (
            "{name} is empty, and the statement applies to nothing.",
            "{name} 요소가 비어 있어서 정책 문이 어디에도 적용되지 않아요.",
        ),
        ("Fill it, or leave the statement out.", "값을 쓰거나 정책 문을 빼세요."),
    ),
    "EmptyCondition": _warns(
        ("The condition is empty.", "조건이 비어 있어요."),
        ("Leave it out, or add what is to hold.", "조건을 채우거나 빼세요."),
    ),
    "ActionAndResourceDoNotMeet": _warns(
        (
            "None of the actions is about the resources of {services}: the statement never applies.",
            "{services} 리소스에 대한 작업이 없어서 정책 문이 절대로 적용되지 않아요.",
        ),
        (
            "Actions of {prefixes} need resources of the same service.",
            "{prefixes} 작업에는 같은 서비스의 리소스가 필요해요.",
        ),
    ),
    "ActionNeedsOtherResource": _warns(
        (
            "{action} is about {expected}, which is not listed.",
            "{action} 작업의 대상은 {expected}인데 목록에 없어요.",
        ),
        ("For example {near}.", "예: {near}"),
    ),
    "ActionNeedsAllResources": _warns(
        (
            "{action} is about no single resource; ARNs do not reach it.",
            "{action} 작업은 특정 리소스에 대한 것이 아니라서 ARN으로는 허용할 수 없어요.",
        ),
        (
            'Give it a statement of its own with "Resource": "*".',
            '"Resource": "*"인 정책 문을 따로 만드세요.',
        ),
    ),
    "ArnPartNotAllowed": _warns(
        (
            "ARNs of {service} have no {part}; {value} fits nothing.",
            "{service} ARN에는 {part} 자리에 값이 없어서 {value} 값은 어떤 리소스와도 일치하지 않아요.",
        ),
        ("Leave the part empty and keep its colon.", "그 자리는 비우고 콜론만 남기세요."),
    ),
    "RedundantValue": _warns(
        ("{value} is part of {other} already.", "{value} 값은 이미 {other}에 포함돼요."),
        ("Leave it out.", "빼도 돼요."),
    ),
    "RedundantStatement": _warns(
        ("The statement says the same as Statement[{other}].", "Statement[{other}] 문과 같은 내용이에요."),
        ("Leave one of them out.", "하나를 빼세요."),
    ),
    "PrincipalCoversOthers": _warns(
        (
            "{value} is among the principals that {other} stands for.",
            "{value} 보안 주체는 이미 {other}에 포함돼요.",
        ),
        ("Leave one of them out.", "하나를 빼세요."),
    ),
    "PrincipalIsDeletedIdentity": _warns(
        (
            "{value} is the ID of an identity that no longer exists.",
            "{value} 값은 삭제된 사용자나 역할의 고유 ID예요.",
        ),
        ("Name the principal by its ARN again.", "보안 주체를 ARN으로 다시 지정하세요."),
    ),
    # --- kinds with rules of their own ----------------------------------------------------------------
    "TrustActionUnusual": _warns(
        ("{value} is no action of a trust policy.", "신뢰 정책의 작업이 아니에요: {value}"),
        (
            "sts:AssumeRole, sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity, sts:TagSession or "
            "sts:SetSourceIdentity.",
            "sts:AssumeRole, sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity, sts:TagSession, "
            "sts:SetSourceIdentity를 쓸 수 있어요.",
        ),
    ),
    "TrustActionMismatch": _warns(
        (
            "{value} is not how principals of type {name} assume a role.",
            "{name} 유형의 보안 주체는 {value} 작업으로 역할을 수임하지 않아요.",
        ),
        (
            "AWS and Service: sts:AssumeRole; Federated: sts:AssumeRoleWithSAML or sts:AssumeRoleWithWebIdentity.",
            "AWS, Service는 sts:AssumeRole, Federated는 sts:AssumeRoleWithSAML이나 "
            "sts:AssumeRoleWithWebIdentity를 써요.",
        ),
    ),
    "RcpOnlyDenies": _warns(
        (
            "A resource control policy of one's own only denies.",
            "직접 만든 리소스 제어 정책(RCP)에는 Deny만 쓸 수 있어요.",
        ),
        (
            "RCPFullAWSAccess allows everything already and cannot be detached. Write what is denied.",
            "RCPFullAWSAccess가 이미 모두 허용하고 분리할 수 없어요. 거부할 것만 쓰세요.",
        ),
    ),
    "RcpPrincipal": _warns(
        (
            'A resource control policy names everybody: "Principal": "*".',
            '리소스 제어 정책(RCP)의 Principal은 "*"여야 해요.',
        ),
        ("Say in conditions who is meant.", "대상은 조건으로 좁히세요."),
    ),
    "RcpAllActions": _warns(
        (
            'A resource control policy cannot have "*" alone as its action.',
            '리소스 제어 정책(RCP)의 Action에 "*"만 쓸 수는 없어요.',
        ),
        ("Name services: s3:*, sts:*, kms:*.", "서비스를 쓰세요. 예: s3:*, sts:*, kms:*"),
    ),
}

#: What an operator of each family compares.
EXPECTED: dict[str, Text] = {
    "number": Text("numbers, such as 3600", "숫자(예: 3600)"),
    "date": Text("dates, such as 2026-03-01T00:00:00Z", "날짜(예: 2026-03-01T00:00:00Z)"),
    "boolean": Text("true or false", "true 또는 false"),
    "binary": Text("base64", "base64"),
    "address": Text(
        "an address or a CIDR block, such as 203.0.113.0/24", "주소나 CIDR 블록(예: 203.0.113.0/24)"
    ),
    "arn": Text("ARNs", "ARN"),
    "string": Text("texts", "문자열"),
    "null": Text("true or false", "true 또는 false"),
}
PARTS: dict[str, Text] = {"region": Text("Region", "리전"), "account": Text("account", "계정")}
RESOURCES: dict[str, Text] = {
    "bucket": Text("a bucket", "버킷"),
    "object": Text("an object in a bucket", "버킷의 객체"),
}
