"""One order of two."""

from agentassist.knowledge.semantic import fusion


def test_what_both_found_comes_first() -> None:
    alike = {"m": 0.5, "both": 0.48, "n": 0.4}
    assert fusion.fused(["both", "w"], alike, 4) == ["both", "m", "n", "w"]


def test_without_meaning_the_words_order_stays() -> None:
    assert fusion.fused(["c", "a", "b"], {}, 10) == ["c", "a", "b"]
    assert fusion.fused(["c", "a", "b"], {}, 2) == ["c", "a"]


def test_a_clear_answer_of_the_model_is_not_held_up_by_the_words() -> None:
    assert fusion.fused(["w", "v"], {"m": 0.6, "w": 0.3}, 2) == ["m", "w"]


def test_what_the_model_does_not_name_keeps_the_words_order() -> None:
    words = [f"w{n}" for n in range(30)]
    fused = fusion.fused(words, {"m": 0.9}, 100)
    assert fused == ["m", *words]
    many = {f"m{n}": 0.5 for n in range(fusion.NAMED)}
    assert fusion.fused(["w0", "w1"], many, 2) == ["w0", "w1"]


def test_so_many_and_no_more() -> None:
    assert len(fusion.fused([f"w{n}" for n in range(30)], {"m": 0.9, "n": 0.1}, 20)) == 20
