"""Names of things, each its own type so that one cannot be passed for another. Money has its own in `money`."""

from typing import NewType

AgencyId = NewType("AgencyId", str)  # kr-seoul
DepartmentId = NewType("DepartmentId", str)  # kr-seoul/ai-policy
PersonId = NewType("PersonId", str)  # internal number, never a name
ServiceId = NewType("ServiceId", str)  # openai-api
KeyId = NewType("KeyId", str)  # the public part of a key
RequestId = NewType("RequestId", str)  # UUIDv7 text, 36 characters
RegimeId = NewType("RegimeId", str)
RuleId = NewType("RuleId", str)
ApprovalId = NewType("ApprovalId", str)  # of a request for one, and of what was granted
Digest = NewType("Digest", str)  # sha256, lower-case hex
Pseudonym = NewType("Pseudonym", str)  # 32 hex: HMAC of a PersonId under the journal's pepper
