"""Loading regions, importing villages, adding grids and areas."""

import pytest

from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.regions import operations, queries, reference
from nuanyang.foundation.regions.models import Region
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    yield
    queries.forget()


def test_loading_again_changes_nothing_and_a_spoilt_row_is_mended(system, now):
    assert operations.load_regions(at=now, actor=system, thorough=True) == 0
    assert reference.load_regions() == 0
    Region.objects.filter(pk="510903").update(name="错名")
    assert operations.load_regions(at=now, actor=system, thorough=True) == 1
    with acting_as(system):
        assert Region.objects.get(pk="510903").name == "船山区"
        assert Event.objects.filter(name="regions.loaded").latest("id").payload["changed"] == 1


def test_only_the_system_loads(an, now):
    with pytest.raises(NotAllowed):
        operations.load_regions(at=now, actor=an)


def test_villages_come_from_a_file_and_can_come_again(tmp_path, system, now):
    file = tmp_path / "villages.csv"
    file.write_text(
        "代码,名称\n510903001000,高升街街道\n510903001001,高升街社区\n519999001001,何处\n510903,船山区\n510903001002,\n",
        encoding="utf-8",
    )
    taken = operations.import_regions(path=file, source_name="统计用区划2023", at=now, actor=system)
    assert taken == (2, 3)
    assert operations.import_regions(path=file, source_name="统计用区划2023", at=now, actor=system) == (2, 3)
    with acting_as(system, read_only=True):
        assert queries.describe("510903001001").name == "四川省遂宁市船山区高升街街道高升街社区"
        assert queries.describe("510903001").known
        assert [r.code for r in queries.children("510903001")] == ["510903001001"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00nonsense", "名字,电话\n甲,1\n".encode()])
def test_a_file_that_is_no_list_of_regions_is_refused(tmp_path, system, now, content):
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    with pytest.raises(operations.NotARegionFile):
        operations.import_regions(path=file, source_name="x", at=now, actor=system)


def test_grids_and_areas_lie_in_known_regions(system, now, station_id):
    grid = operations.add_grid(
        organisation_id=station_id, region="510903001", code="G1", name="一网格", at=now, actor=system
    )
    operations.add_residential_area(
        organisation_id=station_id, region="510903", name="滨江小区", grid_id=grid.pk, at=now, actor=system
    )
    with acting_as(system, read_only=True):
        assert [g.code for g in queries.grids("510900")] == ["G1"]
        assert [a.name for a in queries.residential_areas("510903")] == ["滨江小区"]
        assert queries.grids("510100") == []
    with pytest.raises(operations.NoSuchRegion):
        operations.add_grid(
            organisation_id=station_id, region="519999", code="G2", name="x", at=now, actor=system
        )
