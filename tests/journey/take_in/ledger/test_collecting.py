"""Collection is put off within a block and never forgotten after it."""

from __future__ import annotations

import gc

import pytest

from nuanyang.journey.take_in.ledger.collecting import put_off


def test_put_off_and_taken_up_again():
    assert gc.isenabled()
    with put_off(), put_off():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_taken_up_again_after_an_error():
    with pytest.raises(ValueError, match="no row"), put_off():
        raise ValueError("no row")
    assert gc.isenabled()


def test_who_had_it_off_keeps_it_off():
    gc.disable()
    try:
        with put_off():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
