"""What the editor says, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.text import Text

NOT_THERE = Text("Not there any more", "이제 없는 항목")
ID = Text("Short name", "짧은 이름")
ID_HELP = Text(
    "Lower-case letters, digits and hyphens. Learners do not see it.",
    "소문자, 숫자, 하이픈만 써요. 학습자에게는 보이지 않아요.",
)
VALUE = Text("Value", "값")

# --- texts
TEXTS = Text("Title and task", "제목과 과제")
TEXTS_HELP = Text(
    "What learners read, in both languages. **Bold**, `code` and lists may be written as in Markdown.",
    "학습자가 읽는 글이에요. 두 언어로 써요. **굵게**, `코드`, 목록은 Markdown으로 쓸 수 있어요.",
)
SUMMARY = Text("Summary for the catalogue", "목록에 보일 한 줄 요약")
SUMMARY_HELP = Text(
    "One sentence: what will learners believe afterwards that they did not before?",
    "한 문장으로 쓰세요. 이 실습을 마치면 무엇을 새로 알게 되나요?",
)
BRIEFING_HELP = Text(
    "Who the learner is, what hurts, what is asked.",
    "학습자는 누구이고, 무엇이 문제이고, 무엇을 해야 하나요?",
)
DEBRIEF = Text("Debrief", "돌아보기")
DEBRIEF_HELP = Text(
    "What happened and why. Learners read it after their design was graded.",
    "무슨 일이 왜 일어났는지 써요. 학습자는 채점이 끝난 뒤에 읽어요.",
)
FIGURES_HELP = Text.filled(
    "Figures of the learner's own run may stand in it: {{goodput}}, {{peak_rps}}, {{latency_p95}}, "
    "{{usd_per_hour}}, {{instances_most}}, {{hit_ratio}}, {{first_failure}}.",
    "학습자의 실행에서 나온 수치를 넣을 수 있어요: {{goodput}}, {{peak_rps}}, {{latency_p95}}, "
    "{{usd_per_hour}}, {{instances_most}}, {{hit_ratio}}, {{first_failure}}",
)

# --- basics
BASICS = Text("Settings", "설정")
NUMBER = Text("Version", "버전")
STAGE = Text("Where it is played", "진행하는 곳")
STAGE_HELP = Text(
    "On the workbench designs are run. On the policies' page nothing is run: requests are put to the policies.",
    "워크벤치에서는 설계를 실행해요. 정책 페이지에서는 실행하지 않고 정책에 요청을 물어봐요.",
)
STAGES: Mapping[str, Text] = {
    "world": Text("On the workbench, in a simulated world", "워크벤치(시뮬레이션 실행)"),
    "policies": Text("On the policies' page", "정책 페이지"),
}
PATH = Text("Path in the catalogue", "학습 경로")
PATHS: Mapping[str, Text] = {
    "scaling": Text("Scaling", "규모 조정"),
    "delivery": Text("Content delivery", "콘텐츠 전송"),
    "routing": Text("Routing", "라우팅"),
    "identity": Text("Identity", "권한(IAM)"),
    "certificates": Text("Certificates", "인증서"),
}
ORDER = Text("Place on the path", "학습 경로 안의 순서")
ORDER_HELP = Text("Small numbers come first.", "작은 수가 먼저 나와요.")
MINUTES = Text("Time a learner needs", "예상 소요 시간")
TEACHES = Text("What it teaches", "다루는 주제")
TEACHES_HELP = Text("Ids such as AS-2, apart by commas.", "AS-2 같은 ID를 쉼표로 구분해 써요.")
DURATION = Text("Simulated time", "시뮬레이션 시간")
DURATION_HELP = Text("How long a design is run to be graded.", "채점할 때 설계를 이만큼 실행해요.")
SEEDS = Text("Seeds", "시드")
SEEDS_HELP = Text(
    "At least five whole numbers. A design is graded with each, and the worst counts.",
    "정수를 다섯 개 이상 써요. 시드마다 시뮬레이션하고 가장 나쁜 결과로 채점해요.",
)
BUDGET = Text("Budget", "예산")
BUDGET_HELP = Text(
    "Mean cost that must not be exceeded. Empty: no budget.", "평균 비용의 한도예요. 비우면 예산이 없어요."
)
BUDGET_OBJECTIVE = Text("Stay within the budget", "예산 지키기")
LOCKED = Text("Locked resources", "잠긴 리소스")
LOCKED_HELP = Text(
    "Learners may neither change nor remove these.", "학습자가 바꾸거나 삭제할 수 없는 리소스예요."
)
PALETTE_ALL = Text("Learners may add every kind of resource", "모든 종류의 리소스 추가 허용")
PALETTE = Text("Resources learners may add", "추가할 수 있는 리소스")
PALETTE_HELP = Text("None ticked: nothing may be added.", "아무것도 고르지 않으면 리소스를 추가할 수 없어요.")

# --- documents
DOCUMENTS_TITLE = Text("Architectures", "아키텍처")
DOCUMENTS_HELP = Text(
    "Draw them on the workbench, or paste or upload YAML. A text that begins with `Base: start.yaml` says only "
    "what it changes.",
    "워크벤치에서 그리거나 YAML을 붙여 넣거나 올리세요. `Base: start.yaml`로 시작하면 바뀌는 부분만 쓰면 돼요.",
)
DOCUMENTS: Mapping[str, tuple[Text, Text]] = {
    "start": (Text("Start", "시작"), Text("What learners begin with.", "학습자가 처음에 받는 아키텍처예요.")),
    "solution": (Text("Solution", "정답"), Text("Must pass.", "통과해야 해요.")),
    "alternative": (
        Text("Alternative", "다른 정답"),
        Text("Another design that must pass.", "다르게 설계했고, 역시 통과해야 해요."),
    ),
}
DESIGN = Text("Design", "설계")
WRONG = Text("Wrong designs", "오답 설계")
WRONG_HELP = Text(
    "What people try first. Each must fail.", "학습자가 먼저 시도할 만한 설계예요. 모두 실패해야 해요."
)
WRONG_NAME = Text("Name", "이름")
WRONG_NAME_HELP = Text(
    "Lower-case letters, digits and hyphens, such as too-few.", "소문자, 숫자, 하이픈만 써요. 예: too-few"
)
FAILS = Text("Objectives it must miss", "미달이어야 하는 목표")
FAILS_HELP = Text("It may miss others as well.", "다른 목표까지 미달이어도 돼요.")

# --- script
SCRIPT = Text("Script", "스크립트")
SCRIPT_HELP = Text(
    "What happens to every design while it runs. Traffic is set on the viewers of the start.",
    "모든 설계에 실행 중 일어나는 일이에요. 트래픽은 시작 아키텍처의 최종 사용자에서 정해요.",
)
EVENTS = Text("Events", "이벤트")
AT = Text("When", "시각")
AT_HELP = Text("Simulated seconds from the start.", "시작부터 시뮬레이션 시간으로 몇 초 뒤인지 써요.")
COMMAND = Text("What happens", "일어나는 일")
COMMANDS: Mapping[str, Text] = {
    "fault": Text("A fault starts", "장애 시작"),
    "clear_fault": Text("A fault ends", "장애 종료"),
    "traffic": Text("Traffic is multiplied", "트래픽 배수 변경"),
    "capacity": Text("Desired capacity is set", "원하는 용량 변경"),
    "operate": Text("An AWS operation is called", "AWS 작업 호출"),
    "set": Text("A property is changed", "속성 변경"),
    "skip": Text("Time without traffic is skipped", "트래픽 없는 시간 건너뛰기"),
    "update": Text("The whole document is replaced", "문서 전체 교체"),
}
RESOURCE = Text("Resource", "리소스")
VIEWERS = Text("Viewers", "최종 사용자")
FAULT = Text("Fault", "장애")
OPERATION = Text("Operation", "작업")
LASTS = Text("Lasts", "지속 시간")
LASTS_HELP = Text("Empty: until it is ended.", "비우면 종료할 때까지 계속돼요.")
TIMES = Text("Times the usual traffic", "평소 트래픽의 배수")
TIMES_HELP = Text("1 is as drawn, 3 three times as much.", "1이면 그대로, 3이면 세 배예요.")
DESIRED = Text("Desired capacity", "원하는 용량")
PROPERTY = Text("Property", "속성")
SET_PATH_HELP = Text("With dots: Properties.MinSize", "점으로 구분해 써요. 예: Properties.MinSize")
SKIP_TO = Text("Until second", "건너뛸 시각")
UPDATE = Text("Document as JSON", "문서(JSON)")

# --- objectives
OBJECTIVES = Text("Objectives", "목표")
OBJECTIVES_HELP = Text(
    "Ask for effects, not shapes: what viewers get, what it costs. One objective should need served traffic.",
    "구성이 아니라 결과를 목표로 하세요. 사용자가 받는 응답과 비용이 기준이에요. 트래픽을 처리해야 달성되는 목표가 "
    "하나는 있어야 해요.",
)
MISSED = Text("Said when it is missed", "미달일 때 보일 문장")
MISSED_HELP = Text(
    "{measured} and {required} stand for the figures.", "{measured}와 {required} 자리에 수치가 들어가요."
)
MISSED_DEFAULT = Text("You reached {measured}; {required} was needed.", "결과: {measured}. 기준: {required}.")
WEIGHT = Text("Weight", "가중치")
WEIGHT_HELP = Text("Share of the points, 1 to 10.", "점수에서 차지하는 비중이에요(1~10).")
MUST = Text("Needed to pass", "통과에 필수")
MUST_HELP = Text("Otherwise it earns a star.", "필수가 아니면 별을 하나 더 받아요.")
CHECK = Text("What is checked", "확인 항목")
CHECKS: Mapping[str, Text] = {
    "metric": Text("A metric", "지표"),
    "duration": Text("How long a metric stayed", "지표가 유지된 시간"),
    "event": Text("How often something was decided", "결정 횟수"),
    "decision": Text("The last decision", "마지막 결정"),
    "request": Text("What policies say of a request", "요청에 대한 정책의 결정"),
    "property": Text("A property of the architecture", "아키텍처의 속성"),
    "all": Text("All of several conditions", "모든 조건 만족"),
    "any": Text("Any of several conditions", "조건 중 하나 만족"),
    "none": Text("None of several conditions", "어떤 조건도 아님"),
}
#: Checks that look at a run; a lab on the policies' page has none.
CHECKS_OF_A_WORLD = ("metric", "duration", "event", "decision")
PRINCIPAL = Text("Who asks", "보안 주체")
PRINCIPAL_ARN = Text("or another principal", "또는 다른 보안 주체")
PRINCIPAL_ARN_HELP = Text(
    'An ARN, a service such as ec2.amazonaws.com, or "*" for anybody.',
    'ARN, ec2.amazonaws.com 같은 서비스, 또는 익명을 뜻하는 "*"를 써요.',
)
ACTION = Text("Action", "작업")
ACTION_HELP = Text("One action, such as s3:GetObject.", "작업 하나를 써요. 예: s3:GetObject")
BELOW = Text("In the resource", "리소스 아래 경로")
BELOW_HELP = Text(
    "What follows its ARN, such as /reports/q3.csv in a bucket.",
    "ARN 뒤에 이어지는 부분이에요. 예: 버킷의 /reports/q3.csv",
)
RESOURCE_ARN = Text("or another resource", "또는 다른 리소스")
RESOURCE_ARN_HELP = Text('An ARN. Empty: "*".', 'ARN을 써요. 비우면 "*"예요.')
ACCOUNT_ID = Text("Account of the resource", "리소스의 계정")
ACCOUNT_ID_HELP = Text(
    "Twelve digits. Empty: as the ARN or the architecture says.",
    "열두 자리 숫자예요. 비우면 ARN이나 아키텍처를 따라요.",
)
CONTEXT = Text("Request context", "요청 컨텍스트")
CONTEXT_HELP = Text(
    "Condition keys with their values: {aws:RequestedRegion: ap-northeast-2}",
    "조건 키와 값을 써요. 예: {aws:RequestedRegion: ap-northeast-2}",
)
SESSION_POLICY = Text("Session policy", "세션 정책")
REQUIRED_OUTCOME = Text("Is to be", "기준 결과")
REQUEST_OUTCOMES: Mapping[str, Text] = {
    "allowed": Text("allowed", "허용"),
    "denied": Text("denied, either way", "거부(어느 쪽이든)"),
    "implicitDeny": Text("implicitly denied", "암시적 거부"),
    "explicitDeny": Text("explicitly denied", "명시적 거부"),
}
REQUEST_REASON_HELP = Text(
    "As `decide iam.authorize` names it, such as BoundaryDoesNotAllow. Empty: any.",
    "`decide iam.authorize`에 나오는 이름을 써요. 예: BoundaryDoesNotAllow. 비우면 아무 이유나 돼요.",
)
OF = Text("Measured at", "측정 대상")
WORLD = Text("Everything together", "전체")
ANYWHERE = Text("Anywhere", "어디든")
EVERY = Text("Every resource of a kind", "종류별 모든 리소스")
METRIC = Text("Metric", "지표")
WORLD_METRICS: Mapping[str, Text] = {
    "goodput": Text("Goodput: share of requests served", "정상 처리율"),
    "arrived": Text("Requests that arrived", "들어온 요청"),
    "served": Text("Requests served", "정상 처리한 요청"),
    "failed": Text("Requests that failed", "실패한 요청"),
    "latency_p50": Text("Latency, median", "지연 시간 p50"),
    "latency_p90": Text("Latency, p90", "지연 시간 p90"),
    "latency_p95": Text("Latency, p95", "지연 시간 p95"),
    "latency_p99": Text("Latency, p99", "지연 시간 p99"),
    "usd_per_hour": Text("Cost an hour", "시간당 비용"),
    "usd_total": Text("Cost in all", "총비용"),
}
PER = Text("Divided by", "나눌 지표")
PER_HELP = Text("For a share, such as hits per request.", "비율을 구할 때 골라요. 예: 요청당 캐시 적중")
PART = Text("Only of", "일부만")
PART_HELP = Text(
    "A zone or an edge, such as ap-northeast-2a. Empty: all.",
    "가용 영역이나 엣지 하나예요. 예: ap-northeast-2a. 비우면 전체예요.",
)
ACROSS = Text("Several are", "여러 값의 집계")
FOLDS: Mapping[str, Text] = {
    "": Text("as is usual for it", "지표에 맞게"),
    "sum": Text("added up", "합계"),
    "mean": Text("averaged", "평균"),
    "min": Text("the smallest", "최솟값"),
    "max": Text("the largest", "최댓값"),
}
STATISTIC = Text("Statistic over the time", "기간 통계")
STATISTICS: Mapping[str, Text] = {
    "": Text("as is usual for it", "지표에 맞게"),
    "mean": Text("mean", "평균"),
    "min": Text("minimum", "최솟값"),
    "max": Text("maximum", "최댓값"),
    "sum": Text("sum", "합계"),
    "last": Text("last", "마지막 값"),
    "p50": Text("median", "p50"),
    "p90": Text("p90", "p90"),
    "p95": Text("p95", "p95"),
    "p99": Text("p99", "p99"),
    "ratio": Text("ratio of sums", "합계의 비율"),
}
SINCE = Text("From", "시작 시각")
UNTIL = Text("To", "끝 시각")
UNTIL_HELP = Text("Empty: the end.", "비우면 끝까지예요.")
IS = Text("Must be", "조건")
COMPARISONS: Mapping[str, Text] = {
    "at_least": Text("at least", "이상"),
    "at_most": Text("at most", "이하"),
    "more_than": Text("more than", "초과"),
    "less_than": Text("less than", "미만"),
    "equal": Text("equal to", "같음"),
    "not_equal": Text("not equal to", "다름"),
}
AT_LEAST = Text("as often as (at least)", "이상(기본)")
PROPERTY_COMPARISONS: Mapping[str, Text] = {
    "one_of": Text("one of", "다음 중 하나"),
    "present": Text("present", "있음"),
    "absent": Text("absent", "없음"),
}
SHARE_HELP = Text("A share: 0.97 is 97 %.", "비율로 써요. 0.97이 97%예요.")
WHERE_IS = Text("Seconds in which it is", "세는 조건")
WHERE_VALUE = Text("This value", "기준 값")
STRETCH = Text("Counted", "세는 방법")
STRETCHES: Mapping[str, Text] = {
    "longest": Text("the longest stretch", "가장 긴 연속 시간"),
    "total": Text("all together", "모두 합한 시간"),
}
SUBJECT = Text("Decision", "결정")
SUBJECT_HELP = Text(
    "As the log names it: autoscaling.desired is about scaling, elb.target_health about health.",
    "로그에 나오는 이름이에요. autoscaling.desired는 규모 조정, elb.target_health는 상태에 관한 결정이에요.",
)
OUTCOME = Text("Outcome", "결과")
OUTCOME_HELP = Text("As the log shows it.", "로그에 나오는 대로 써요.")
REASON = Text("Reason", "이유")
TIMES_TAKEN = Text("Times", "횟수")
TIMES_TAKEN_HELP = Text("Empty: once.", "비우면 1회예요.")
PROPERTY_HELP = Text(
    "With dots, * for every item: Subnets.*  Empty: how many resources there are.",
    "점으로 구분하고 모든 항목은 *로 써요. 예: Subnets.*  비우면 리소스 개수를 세요.",
)
PARTS = Text("Conditions", "조건")

# --- questions and hints
PREDICTIONS = Text("Questions before the run", "실행 전 질문")
PREDICTIONS_HELP = Text(
    "Learners predict first; the reason is shown after grading.",
    "학습자가 먼저 예측하고, 이유는 채점 뒤에 봐요.",
)
RIGHT_ANSWER = Text("Right answer", "정답")
BECAUSE = Text("Why", "이유")
HINTS = Text("Hints", "힌트")
HINTS_HELP = Text(
    "From a nudge to the whole answer; the last one is enough to finish.",
    "작은 도움에서 전체 답까지 차례대로 써요. 마지막 힌트만 보면 끝낼 수 있어야 해요.",
)
COST = Text("Costs", "감점")
COST_HELP = Text("Of the points, 0 to 50.", "전체 점수에서 빼요(0~50).")

# --- proof plan
PROOF = Text("Proof", "검증")
PROOF_HELP = Text(
    "Before it is published, the lab is played by machine: solution and alternative must pass with every seed, "
    "everything else must fail for the right reason.",
    "게시하기 전에 자동으로 실습을 풀어 봐요. 정답과 다른 정답은 모든 시드에서 통과하고, 나머지는 정해진 이유로 "
    "실패해야 해요.",
)
UNTOUCHED = Text("The untouched start must miss", "시작 아키텍처로는 미달이어야 하는 목표")
UNTOUCHED_HELP = Text("At least one.", "하나 이상 골라요.")
WITHOUT = Text("The solution without what is taught", "배울 내용을 뺀 정답")
WITHOUT_ONE = Text("Way", "방법")
WITHOUT_HELP = Text(
    "Takes the taught piece out of the solution, to show that it is what wins.",
    "정답에서 배울 내용을 빼면 통과하지 못하는지 확인해요. 그 내용 덕분에 통과한다는 뜻이에요.",
)
REMOVE = Text("Leave out", "빼는 리소스")
REVERT = Text("Put back as in the start", "시작 상태로 되돌릴 리소스")
REVERT_HELP = Text("Their properties become those of the start.", "속성이 시작 아키텍처의 값으로 돌아가요.")

# --- mistakes
NOT_WRITTEN = Text("Still to be written.", "아직 쓰지 않았어요.")
NOT_CHOSEN = Text("Still to be chosen or filled in.", "아직 고르거나 채우지 않았어요.")
TOO_FEW = Text("At least {count} are needed.", "{count}개 이상 필요해요.")
NO_NUMBER = Text("This must be a number: {value}", "숫자를 써야 해요: {value}")
NOT_KOREAN = Text("This is not written in Korean yet.", "아직 한국어로 쓰지 않았어요.")
BAD_ID = Text(
    "Use lower-case letters, digits and hyphens, a letter first: {value}",
    "소문자로 시작하고 소문자, 숫자, 하이픈만 쓰세요: {value}",
)
SAME_NAME = Text("Two wrong designs have this name.", "같은 이름의 오답 설계가 두 개 있어요.")
ON_LINE = Text("Line {line}: {what}", "{line}행: {what}")
NO_DOCUMENT = Text(
    "There is no architecture yet: draw, paste or upload it.",
    "아직 아키텍처가 없어요. 그리거나 붙여 넣거나 올리세요.",
)
#: What the readers of a scenario object to as a whole, said for people who see a form.
CONTRADICTIONS: Mapping[str, Text] = {
    "options need different ids, and the answer is one of them": Text(
        "Choose the right answer; each answer needs a short name of its own.",
        "정답을 고르세요. 선택지마다 다른 짧은 이름이 필요해요.",
    ),
    "name what is removed or reverted": Text(
        "Choose what is left out or put back.", "빼거나 되돌릴 리소스를 고르세요."
    ),
    "two objectives have the same id": Text(
        "Two objectives have the same short name.", "짧은 이름이 같은 목표가 두 개 있어요."
    ),
    "two seeds are the same": Text("Two seeds are the same.", "같은 시드가 두 개 있어요."),
    "no objective must be met": Text(
        "At least one objective must be needed to pass.", "통과에 필수인 목표가 하나는 있어야 해요."
    ),
    "the proof names no objective by": Text(
        "The proof names an objective that is not there.", "없는 목표가 검증 계획에 들어 있어요."
    ),
    "the palette names no type by": Text(
        "A resource that may be added is of no known kind.",
        "추가할 수 있는 리소스에 알 수 없는 종류가 있어요.",
    ),
    "the window ends before it begins": Text(
        "The time ends before it begins.", "끝 시각이 시작 시각보다 빨라요."
    ),
    "is no figure of the world": Text(
        "Choose a metric of what is measured.", "측정 대상에 맞는 지표를 고르세요."
    ),
    "has no metric": Text("Choose a metric of what is measured.", "측정 대상에 맞는 지표를 고르세요."),
    "part, per and across belong to the metrics of resources": Text(
        "These settings belong to metrics of resources.", "이 설정은 리소스의 지표에만 쓸 수 있어요."
    ),
    "a ratio needs `per`": Text(
        "For a ratio, choose what it is divided by.", "비율을 구하려면 나눌 지표를 고르세요."
    ),
    "a lab on stage policies runs no world": Text(
        "A lab on the policies' page has no run, and needs none of this.",
        "정책 페이지에서 하는 실습은 실행하지 않아서 필요 없는 항목이에요.",
    ),
    "a decision needs either a subject or a request": Text(
        "Choose which decision is meant.", "어떤 결정인지 고르세요."
    ),
    "a reason belongs to a request": Text("A reason belongs to a request.", "이유는 요청에만 쓸 수 있어요."),
    "a request is asked of the document": Text(
        "A request has neither a place where it is measured nor a time.",
        "요청에는 측정 대상과 시각을 쓸 수 없어요.",
    ),
    "a request comes out as": Text(
        "Choose what is to become of the request.", "요청의 기준 결과를 고르세요."
    ),
    "there is no reason": Text("There is no reason of this name.", "이런 이름의 이유는 없어요."),
    "name either a type or a resource": Text("Choose what is looked at.", "확인할 대상을 고르세요."),
    "there is no type": Text("Choose what is looked at.", "확인할 대상을 고르세요."),
    "one_of needs a list": Text(
        "Write a list, such as [t3.small, t3.medium].", "목록으로 쓰세요. 예: [t3.small, t3.medium]"
    ),
}

# --- versions
STATUS: Mapping[str, Text] = {
    "draft": Text("Draft", "초안"),
    "proved": Text("Proved", "검증됨"),
    "published": Text("Published", "게시됨"),
    "retired": Text("Retired", "게시 종료"),
}
