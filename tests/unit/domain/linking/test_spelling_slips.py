"""How far two words are apart is what the plain table of the distance says."""

from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.linking.spelling import slips

WORDS = st.text(alphabet="abcd", max_size=8)


def distance(a: str, b: str) -> int:
    """The optimal string alignment distance, all of its table."""
    rows = [[i + j if not i * j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            cost = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, cost)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(WORDS, WORDS, st.integers(1, 3))
def test_slips_are_counted_and_given_up_beyond_the_most(a: str, b: str, most: int) -> None:
    assert slips(a, b, most) == slips(b, a, most) == min(distance(a, b), most + 1)
