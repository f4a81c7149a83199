from concurrent.futures import ThreadPoolExecutor

from kagglebook.core import claims


def test_a_claim_that_is_given_up_leaves_nothing(tmp_path):
    token = claims.token(tmp_path)
    assert claims.token(tmp_path) == token
    claims.give_up(tmp_path)
    assert list(tmp_path.iterdir()) == []
    claims.give_up(tmp_path)


def test_threads_that_claim_at_a_time_have_one_claim(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        tokens = set(pool.map(lambda _: claims.token(tmp_path), range(64)))
    assert {f".{token}.lock" for token in tokens} == {path.name for path in tmp_path.iterdir()}
    assert len(tokens) == 1
    claims.give_up(tmp_path)
