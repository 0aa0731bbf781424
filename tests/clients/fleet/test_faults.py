"""When lines are cut and processes killed."""

from clients.reference_cli.fleet.faults import CUT_BYTES, CUTS_MAX, KILLS, Fault, cuts, kills


def test_only_faults_that_exist_can_be_asked_for():
    assert set(Fault) == {"cut", "kill"}


def test_equal_seeds_cut_at_equal_places():
    assert [cuts(1, tablet) for tablet in range(50)] == [cuts(1, tablet) for tablet in range(50)]
    assert [cuts(1, tablet) for tablet in range(50)] != [cuts(2, tablet) for tablet in range(50)]


def test_cuts_end_so_that_a_tablet_gets_through():
    drawn = [cuts(1, tablet) for tablet in range(500)]
    assert {len(each) for each in drawn} == set(range(CUTS_MAX + 1))
    places = [place for each in drawn for place in each]
    assert all(CUT_BYTES[0] <= place <= CUT_BYTES[1] for place in places)
    # As many within a handshake and a few messages as in the long rest.
    assert sum(place < 2_450 for place in places) > len(places) / 3


def test_kills_come_in_order_and_within_the_phase():
    for seed in range(100):
        drawn = kills(seed, 0, "work", 40)
        assert len(drawn) == KILLS
        assert list(drawn) == sorted(drawn)
        assert 1 <= drawn[0] <= drawn[-1] <= 40
    assert kills(1, 0, "work", 40) != kills(1, 1, "work", 40)
