from skills.runs.eta import Mark, estimate


def test_even_epochs_give_a_narrow_range_around_what_is_left() -> None:
    eta = estimate([Mark(10.0 * epoch, epoch) for epoch in range(1, 11)], total=20, now=100.0)
    assert eta
    assert (eta.low < 100 < eta.high, eta.likely, eta.high - eta.low < 15) == (True, 100, True)


def test_uneven_epochs_give_a_wider_range() -> None:
    times = [0, 5, 30, 36, 60, 64, 95, 100]
    eta = estimate([Mark(time, epoch) for epoch, time in enumerate(times)], total=20, now=100.0)
    assert eta
    assert eta.high > 2 * eta.low


def test_one_moment_alone_measures_no_rate() -> None:
    assert estimate([Mark(10.0, 1)], total=20, now=20.0) is None


def test_an_epoch_that_may_only_have_begun_widens_the_range_by_one() -> None:
    marks = [Mark(10.0 * epoch, epoch) for epoch in range(1, 11)]
    sure, doubtful = estimate(marks, 20, 100.0), estimate(marks, 20, 100.0, doubt=1.0)
    assert sure
    assert doubtful
    assert doubtful.high > sure.high
