"""The phone systems that a site may have: what each is called, and whose word counts first."""

from collections.abc import Mapping
from typing import Final

AMI: Final = "ami"
WEBHOOK: Final = "webhook"
CTI: Final = "cti"
LINK: Final = "link"

# Between equals the lowest is believed: the phone system itself, then what is signed for, then
# what nobody vouches for.
PLACES: Final[Mapping[str, int]] = {AMI: 0, WEBHOOK: 1, CTI: 2, LINK: 2}
