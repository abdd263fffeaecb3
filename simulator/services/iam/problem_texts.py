"""What is said about a policy that cannot be read, or can and should not be."""

from __future__ import annotations

from simulator.problems import Severity
from simulator.services.iam.findings import Template
from simulator.text import Text

_WARNING = Severity.WARNING

TEMPLATES: dict[str, Template] = {
    "InvalidJson": Template(
        Text(
            "This is no JSON: in line {line}, column {column} should stand {expected}.",
            "JSON이 아니에요. {line}행 {column}열에 와야 하는 것: {expected}",
        ),
        Text(
            "Check quotes, commas and brackets just before this place.",
            "바로 앞의 따옴표, 쉼표, 괄호를 확인하세요.",
        ),
    ),
    "DuplicateKey": Template(
        Text("{key} is written twice in the same place.", "{key} 키를 같은 곳에 두 번 썼어요."),
        Text(
            "Keep one of them; a list takes several values.",
            "하나만 남기세요. 값이 여러 개면 목록으로 쓰세요.",
        ),
    ),
    "PolicyTooLong": Template(
        Text(
            "The policy has {size} characters; {kind}: at most {limit}.",
            "정책이 {size}자예요. {kind}의 최대 길이: {limit}자",
        ),
        Text(
            "Join statements that differ in one element, or use several policies.",
            "요소 하나만 다른 정책 문은 합치거나, 정책을 여러 개로 나누세요.",
        ),
        _WARNING,
    ),
    "OrganizationPolicyTooLong": Template(
        Text(
            "The policy has {size} characters; {kind}: at most {limit}.",
            "정책이 {size}자예요. {kind}의 최대 길이: {limit}자",
        ),
        Text(
            "Leave out white space, which counts here, or use several policies.",
            "이 유형은 공백도 글자 수에 들어가요. 공백을 빼거나, 정책을 여러 개로 나누세요.",
        ),
    ),
    "TextTooLong": Template(
        Text(
            "The text has {size} characters; no policy has more than {limit}.",
            "텍스트가 {size}자예요. 정책의 최대 길이: {limit}자",
        ),
        Text("Give one policy.", "정책 하나만 넣으세요."),
    ),
    "InvalidCharacter": Template(
        Text(
            "The character {character} is not allowed in a policy.", "정책에 쓸 수 없는 문자예요: {character}"
        ),
        Text(
            "A policy holds tab, line ends and the characters U+0020 to U+00FF. Comments belong elsewhere.",
            "정책에는 탭, 줄 바꿈, U+0020~U+00FF 문자만 쓸 수 있어요. 주석은 다른 곳에 적으세요.",
        ),
    ),
    "NotAnObject": Template(
        Text("Here must stand an object, in braces.", "중괄호로 묶은 객체가 와야 해요."),
        Text(
            'A policy is {{"Version": "2012-10-17", "Statement": […]}}.',
            '정책의 형식은 {{"Version": "2012-10-17", "Statement": […]}}예요.',
        ),
    ),
    "UnknownElement": Template(
        Text("There is no element {name}.", "정책 언어에 없는 요소예요: {name}"),
        Text("Did you mean {near}? Capitals count.", "혹시 {near}인가요? 대소문자를 구분해요."),
    ),
    "WrongType": Template(
        Text("{name} must be {expected}.", "{name} 요소에 와야 하는 값: {expected}"),
        Text("Check quotes and brackets.", "따옴표와 괄호를 확인하세요."),
    ),
    "InvalidVersion": Template(
        Text("{version} is no version of the policy language.", "정책 언어에 없는 버전이에요: {version}"),
        Text(
            'Write "2012-10-17". It is the language\'s version, not a date of your own.',
            '"2012-10-17"로 쓰세요. 정책을 만든 날짜가 아니라 정책 언어의 버전이에요.',
        ),
    ),
    "IdNotAllowed": Template(
        Text("A policy of this kind has no Id.", "이 유형의 정책에는 Id가 없어요."),
        Text(
            "Leave it out; only resource-based policies have one.", "빼세요. Id는 리소스 기반 정책에만 써요."
        ),
        _WARNING,
    ),
    "MissingStatement": Template(
        Text("The policy has no Statement.", "정책에 Statement가 없어요."),
        Text("Add at least one statement.", "정책 문을 하나 이상 추가하세요."),
    ),
    "MissingEffect": Template(
        Text("The statement has no Effect.", "정책 문에 Effect가 없어요."),
        Text('Write "Effect": "Allow" or "Deny".', '"Effect": "Allow" 또는 "Deny"를 쓰세요.'),
    ),
    "InvalidEffect": Template(
        Text("{effect} is no effect.", "Effect에 쓸 수 없는 값이에요: {effect}"),
        Text('"Allow" or "Deny"; capitals count.', '"Allow" 또는 "Deny"만 쓸 수 있고 대소문자를 구분해요.'),
    ),
    "MissingAction": Template(
        Text("The statement has neither Action nor NotAction.", "정책 문에 Action도 NotAction도 없어요."),
        Text('For example "Action": "s3:GetObject".', '예: "Action": "s3:GetObject"'),
    ),
    "MissingResource": Template(
        Text(
            "The statement has neither Resource nor NotResource.",
            "정책 문에 Resource도 NotResource도 없어요.",
        ),
        Text(
            'Name ARNs, or "*" for all resources.',
            'ARN을 쓰거나, 모든 리소스라면 "*"를 쓰세요.',
        ),
    ),
    "ResourceLeftOut": Template(
        Text(
            "The statement names no Resource; it is taken to be about what the policy is attached to.",
            "정책 문에 Resource가 없어서 정책이 연결된 리소스에 관한 것으로 봐요.",
        ),
        Text("Most services want it written.", "대부분의 서비스에서는 꼭 써야 해요."),
        _WARNING,
    ),
    "MissingPrincipal": Template(
        Text(
            "The statement has neither Principal nor NotPrincipal.",
            "정책 문에 Principal도 NotPrincipal도 없어요.",
        ),
        Text(
            "A policy attached to a resource says whom it is about.",
            "리소스에 연결하는 정책에는 대상 보안 주체를 써야 해요.",
        ),
    ),
    "ElementAndItsOpposite": Template(
        Text(
            "The statement has both {name} and Not{name}.",
            "정책 문에 {name} 요소와 Not{name} 요소가 함께 있어요.",
        ),
        Text("Keep one of them.", "하나만 남기세요."),
    ),
    "PrincipalNotAllowed": Template(
        Text("A policy of this kind has no {name}.", "이 유형의 정책에는 {name} 요소를 쓸 수 없어요."),
        Text(
            "Its principal is whoever it is attached to. Conditions on aws:PrincipalArn may say more.",
            "정책이 연결된 대상이 곧 보안 주체예요. 더 좁히려면 aws:PrincipalArn 조건을 쓰세요.",
        ),
    ),
    "NotPrincipalInTrust": Template(
        Text("A trust policy cannot have NotPrincipal.", "신뢰 정책에는 NotPrincipal을 쓸 수 없어요."),
        Text("Name in Principal who may assume the role.", "역할을 수임할 보안 주체를 Principal에 쓰세요."),
    ),
    "ResourceInTrust": Template(
        Text("A trust policy has no {name}.", "신뢰 정책에는 {name} 요소를 쓸 수 없어요."),
        Text(
            "It is about the role it belongs to. Leave it out.",
            "신뢰 정책의 리소스는 그 정책이 속한 역할이에요. 이 요소를 빼세요.",
        ),
    ),
    "InvalidPrincipalKey": Template(
        Text("{name} is no kind of principal.", "보안 주체의 유형이 아니에요: {name}"),
        Text(
            "AWS, Service, Federated or CanonicalUser; capitals count.",
            "AWS, Service, Federated, CanonicalUser 중 하나를 쓰세요. 대소문자를 구분해요.",
        ),
    ),
    "InvalidPrincipal": Template(
        Text("{value} names no principal.", "보안 주체가 아니에요: {value}"),
        Text(
            'An account of 12 digits, the ARN of a user, a role or a session, or "*".',
            '12자리 계정 번호, 사용자·역할·세션의 ARN, "*" 중 하나를 쓰세요.',
        ),
    ),
    "GroupAsPrincipal": Template(
        Text(
            "{value} is a user group, and a group cannot be a principal.",
            "사용자 그룹은 보안 주체가 될 수 없어요: {value}",
        ),
        Text(
            "A group only hands permissions to its users and never signs in. Name users or a role.",
            "그룹은 사용자에게 권한을 줄 뿐 로그인하지 않아요. 사용자나 역할을 쓰세요.",
        ),
    ),
    "WildcardInPrincipal": Template(
        Text(
            "A wildcard cannot stand for part of a principal: {value}.",
            "보안 주체의 일부를 와일드카드로 쓸 수 없어요: {value}",
        ),
        Text(
            'Name principals whole, or use "*" with a condition on aws:PrincipalArn.',
            'ARN 전체를 쓰거나, "*"와 aws:PrincipalArn 조건을 함께 쓰세요.',
        ),
    ),
    "InvalidAction": Template(
        Text("{value} is no action.", "작업이 아니에요: {value}"),
        Text(
            "service:Name, for example s3:GetObject or s3:Get*.",
            "service:Name 형식으로 쓰세요. 예: s3:GetObject, s3:Get*",
        ),
    ),
    "NotAnArn": Template(
        Text("{value} is no ARN.", "ARN이 아니에요: {value}"),
        Text(
            'arn:partition:service:region:account:resource, or "*".',
            'arn:partition:service:region:account:resource 형식이나 "*"를 쓰세요.',
        ),
    ),
    "RelativeResource": Template(
        Text(
            "{value} is no ARN and fits no resource here.",
            "ARN이 아니라서 어떤 리소스와도 일치하지 않아요: {value}",
        ),
        Text(
            "A few services read their own short forms; write the ARN.",
            "일부 서비스만 읽는 짧은 형식이에요. ARN으로 쓰세요.",
        ),
        _WARNING,
    ),
    "ArnTooShort": Template(
        Text("The ARN {value} has fewer than six parts.", "ARN의 구성 요소가 여섯 개보다 적어요: {value}"),
        Text(
            "arn:partition:service:region:account:resource; empty parts keep their colons.",
            "arn:partition:service:region:account:resource 형식이에요. 값이 없는 자리도 콜론은 남기세요.",
        ),
    ),
    "ArnShortened": Template(
        Text(
            "The ARN {value} has fewer than six parts; after its star anything may stand.",
            "ARN의 구성 요소가 여섯 개보다 적어요. 별표 뒤에는 무엇이 오든 일치해요: {value}",
        ),
        Text(
            "Write all six: arn:partition:service:region:account:resource.",
            "arn:partition:service:region:account:resource 형식으로 여섯 개를 모두 쓰세요.",
        ),
        _WARNING,
    ),
    "WildcardInArnService": Template(
        Text(
            "A wildcard cannot stand in the service of an ARN: {value}.",
            "ARN의 서비스 부분에는 와일드카드를 쓸 수 없어요: {value}",
        ),
        Text("Name the service, one ARN for each.", "서비스마다 ARN을 하나씩 쓰세요."),
    ),
    "InvalidSid": Template(
        Text("A Sid has letters and digits only: {value}.", "Sid에는 영문자와 숫자만 쓸 수 있어요: {value}"),
        Text("Leave out spaces, hyphens and the like.", "공백이나 하이픈 같은 문자를 빼세요."),
    ),
    "DuplicateSid": Template(
        Text("The Sid {value} is used twice.", "같은 Sid를 두 번 썼어요: {value}"),
        Text("Give each statement a Sid of its own, or none.", "정책 문마다 다른 Sid를 쓰거나 빼세요."),
    ),
    "UnknownOperator": Template(
        Text("There is no condition operator {name}.", "없는 조건 연산자예요: {name}"),
        Text("Did you mean {near}?", "혹시 {near}인가요?"),
    ),
    "OperatorSpelling": Template(
        Text("The operator is written {name}.", "연산자의 표기가 달라요: {name}"),
        Text("The guide spells it {near}.", "사용 설명서의 표기: {near}"),
        _WARNING,
    ),
    "NullIfExists": Template(
        Text("Null cannot have IfExists.", "Null에는 IfExists를 붙일 수 없어요."),
        Text("Null itself asks whether the key is there.", "Null은 키가 있는지를 확인하는 연산자예요."),
    ),
    "InvalidConditionKey": Template(
        Text("{value} is no condition key.", "조건 키가 아니에요: {value}"),
        Text("prefix:name, for example aws:SourceIp.", "prefix:name 형식으로 쓰세요. 예: aws:SourceIp"),
    ),
    "ConditionKeyTwice": Template(
        Text(
            "{value} stands twice under one operator, in different capitals.",
            "한 연산자 아래에 대소문자만 다른 같은 키가 있어요: {value}",
        ),
        Text(
            "Key names have no regard to capitals: keep one.",
            "키 이름은 대소문자를 구분하지 않으니 하나만 남기세요.",
        ),
    ),
    "InvalidConditionValue": Template(
        Text(
            "A condition's values are texts, numbers, true or false.",
            "조건 값은 문자열, 숫자, true, false만 쓸 수 있어요.",
        ),
        Text("Write one value or a list of values.", "값 하나나 값의 목록을 쓰세요."),
    ),
}

#: What a value should have been, said in both languages.
EXPECTED: dict[str, Text] = {
    "text": Text("a text", "문자열"),
    "texts": Text("a text or a list of texts", "문자열이나 문자열 목록"),
    "object": Text("an object", "객체"),
    "statements": Text("a statement or a list of statements", "정책 문이나 정책 문 목록"),
    "principals": Text('"*" or an object of principals', '"*"나 보안 주체 객체'),
}
