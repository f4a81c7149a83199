"""A month in short: no hours wasted, everything proven, nothing run twice, whatever goes wrong on the way."""

from tests.support.month import Simulation


def test_a_short_month_uses_the_least_hours_and_proves_every_push(online):
    month = Simulation(online, seed=1).run(pushes=8, images=(3, 6))
    assert month.proven == month.pushes == 8
    assert month.killed and month.lost
    assert month.twice == 0
    assert month.over <= 0.05
