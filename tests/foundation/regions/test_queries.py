"""Labels, suggestions, ancestors; the table is loaded with the template database."""

import pytest

from nuanyang.foundation.regions import queries
from nuanyang.foundation.regions.models import Region
from nuanyang.foundation.scope.acting import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def acting(system):
    with acting_as(system, read_only=True):
        yield
    queries.forget()


def test_a_code_reads_as_its_full_name():
    label = queries.describe("510903")
    assert (label.name, label.known, label.abolished) == ("四川省遂宁市船山区", True, False)
    assert str(label) == "四川省遂宁市船山区"


def test_an_abolished_code_reads_with_its_successors():
    label = queries.describe("510922")
    assert label.known and label.abolished
    assert label.now == ("510981",)
    assert queries.current_codes("510922") == ("510981",)
    assert queries.current_codes("510903") == ("510903",)


def test_an_unknown_code_is_kept_and_flagged():
    label = queries.describe("519999")
    assert (label.code, label.name, label.known) == ("519999", "519999", False)
    assert queries.describe("nonsense").known is False
    assert queries.describe("").known is False
    assert queries.current_codes("519999") == ()


def test_a_village_that_is_not_imported_reads_as_its_county():
    label = queries.describe("510903001002")
    assert label.name == "四川省遂宁市船山区 510903001002"
    assert label.known is False


def test_many_labels_take_one_query_at_most(django_assert_max_num_queries):
    queries.warm(["510903"])
    with django_assert_max_num_queries(1):
        labels = queries.describe_many(["510903", "510900", "510903001002", "", "519999"])
    assert labels["510900"].name == "四川省遂宁市"
    assert labels["510903001002"].known is False
    with django_assert_max_num_queries(0):
        assert queries.describe_many(["510903"])["510903"].known


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hnzk", "411600"),
        ("zhoukou", "411600"),
        ("周口", "411600"),
        ("河南周口", "411600"),
        ("河南省周口市", "411600"),
        ("HNZK", "411600"),
        ("5109", "510900"),
        ("船山", "510903"),
        ("襄樊", "420600"),
        ("scssnscsq", "510903"),
        ("重庆", "500000"),
        ("cq", "500000"),
    ],
)
def test_regions_are_found_by_name_pinyin_initials_and_code(typed, first):
    assert queries.suggest(typed)[0].code == first


def test_abolished_regions_come_after_valid_ones():
    found = queries.suggest("射洪")
    assert [r.code for r in found][:2] == ["510981", "510922"]


def test_suggestions_are_few_and_nothing_asks_for_nothing():
    assert len(queries.suggest("a", limit=3)) <= 3
    assert queries.suggest("   ") == []
    assert queries.suggest("没有这个地方") == []


def test_near_places_come_first_when_asked():
    assert queries.suggest("市中区", within="511100")[0].code == "511102"


def test_ancestors_are_viewer_keys():
    assert queries.ancestors("510903001002") == ["r:510903", "r:510900", "r:510000"]
    assert queries.ancestors("") == []


def test_children_are_the_valid_ones():
    assert [r.code for r in queries.children("510900")] == ["510903", "510904", "510921", "510923", "510981"]
    assert len(queries.children("")) >= 34


def test_the_gazetteer_offers_codes_names_and_parents():
    rows = list(queries.gazetteer())
    assert ("510903", "船山区", "510900") in rows
    assert ("420600", "襄樊市", "420000") in rows
    assert all(len(code) == 6 for code, _name, _parent in rows)
    assert len(rows) > len(list(queries.gazetteer(past=False))) > 3000


def test_the_whole_table_was_loaded():
    assert Region.objects.count() > 7000
