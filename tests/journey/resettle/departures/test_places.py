"""Where somebody goes, read from what the desk wrote."""

from __future__ import annotations

import pytest

from nuanyang.foundation.regions.operations import import_regions
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.resettle.departures.places import region_in

pytestmark = pytest.mark.django_db

PENGXI = "510921"


@pytest.mark.parametrize(
    "text,code",
    [
        ("四川省遂宁市船山区河东街道", "510903"), ("送到遂宁市船山区他表哥家", "510903"), ("船山区", "510903"),
        ("表哥家（河南省周口市）", "411600"), ("河南周口", "411600"), ("周口", "411600"), ("回老家阜南县", "341225"),
        ("510903", "510903"), ("四川", PENGXI), ("成都市北京路12号", "510100"), ("遂宁市船山区城关镇", "510903"),
        # A place of its own in the same city is not the home; a bare city is.
        ("四川省遂宁市河东新区", "510900"), ("四川省遂宁市", PENGXI), ("到遂宁", PENGXI), ("蓬溪县他哥家", PENGXI),
        # Nothing recognised, or places that do not lie in each other.
        ("南门街道", ""), ("朋友那里", ""), ("", ""), ("家", ""), ("北京路8号", ""), ("从河南省到四川省", ""),
    ],
)  # fmt: skip
def test_the_longest_known_region_decides(an, text, code):
    with acting_as(an):
        assert region_in(text, near=PENGXI) == code


def test_of_places_of_one_name_the_one_around_the_home(an):
    with acting_as(an):
        assert region_in("鼓楼区", near="410204") == "410204"
        assert region_in("鼓楼区", near="320102") == "320106"
        assert region_in("鼓楼区") == ""


def test_a_township_named_behind_its_county_decides(an, system, now, tmp_path):
    file = tmp_path / "townships.csv"
    file.write_text("code,name\n510903101,河东街道\n510903102,河东\n", encoding="utf-8")
    import_regions(path=file, source_name="test", at=now, actor=system)
    with acting_as(an):
        assert region_in("送到四川省遂宁市船山区河东街道某小区", near=PENGXI) == "510903101"
        assert region_in("船山区金沙路", near=PENGXI) == "510903"
