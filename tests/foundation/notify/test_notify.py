"""Notices: to one's own eyes, delivered once, without names, with the transaction or not at all."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from nuanyang.adapters import messages
from nuanyang.adapters.messages.texts import PersonalData
from nuanyang.adapters.messages.transport import MessageFailed
from nuanyang.foundation.access.models import User
from nuanyang.foundation.access.operations import note_broken_glass
from nuanyang.foundation.notify import jobs, operations, queries
from nuanyang.foundation.notify.models import UserNotice
from nuanyang.foundation.scope.acting import acting_as
from tests.factories.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_outbox():
    messages.outbox.clear()


def told(actor, *users, **more):
    given = {"template": "due_today", "link": "/today/", "count": 3, "at": NOW, "actor": actor, **more}
    return operations.tell(user_ids=[u.user_id for u in users], **given)


def unread(actor) -> int:
    with acting_as(actor):
        return queries.unread_count(user_id=actor.user_id)


def queued() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'notice_id' FROM procrastinate_jobs WHERE task_name = 'notify.deliver' ORDER BY id")
        return [int(row[0]) for row in cursor.fetchall()]


def test_each_user_has_his_own_and_nobody_elses(an, bo, chief, chen):
    told(an, bo, chief, bo)
    assert (unread(an), unread(bo), unread(chief)) == (0, 1, 1)
    with acting_as(bo):
        assert UserNotice.objects.count() == 1
        [notice] = queries.notices_of(user_id=bo.user_id)
    assert (notice.text, notice.link, notice.read) == ("今天有 3 件事到期", "/today/", False)
    with acting_as(chen):
        assert UserNotice.objects.count() == 0


def test_delivery_is_queued_with_the_notice_or_not_at_all(an, bo):
    [notice] = told(an, bo)
    assert queued() == [notice.pk]
    with pytest.raises(RuntimeError), transaction.atomic():
        told(an, bo)
        raise RuntimeError("rolled back")
    assert queued() == [notice.pk]
    assert operations.tell(user_ids=[], template="news", link="/", at=NOW, actor=an) == []


@pytest.mark.parametrize("more", [{"link": "/search/?q=吴贵生"}, {"count": "吴贵生"}])
def test_names_do_not_get_in(an, bo, more):
    with pytest.raises(PersonalData):
        told(an, bo, **more)
    assert unread(bo) == 0 and queued() == []


def test_an_unknown_template_is_an_error(an, bo):
    with pytest.raises(KeyError):
        told(an, bo, template="gossip")


def test_the_job_delivers_once_by_the_users_channel(an, bo, settings):
    User.objects.filter(pk=bo.user_id).update(email="bo@example.org", phone="13800000000", language="en")
    [notice] = told(an, bo)
    settings.MESSAGES = {**settings.MESSAGES}
    jobs.deliver(notice_id=notice.pk)
    jobs.deliver(notice_id=notice.pk)
    [sent] = messages.outbox
    assert (sent.channel, sent.to) == ("wecom", "bo")
    with acting_as(bo):
        assert UserNotice.objects.get(pk=notice.pk).channel == "wecom"


@pytest.mark.parametrize(
    ("channels", "email", "phone", "reached"),
    [
        (("email", "sms"), "bo@example.org", "138", ("email", "bo@example.org")),
        (("email", "sms"), "", "138", ("sms", "138")),
        (("email", "sms"), "", "", ("", "")),
        ((), "bo@example.org", "138", ("", "")),
    ],
)
def test_the_first_channel_with_an_address_is_used(bo, monkeypatch, channels, email, phone, reached):
    monkeypatch.setattr(queries, "configured", lambda: channels)
    user = User.objects.get(pk=bo.user_id)
    user.email, user.phone = email, phone
    assert queries.address_of(user) == reached


def test_what_is_read_or_has_no_address_is_not_sent(an, bo, monkeypatch):
    [notice] = told(an, bo)
    operations.mark_read(at=NOW, actor=bo)
    jobs.deliver(notice_id=notice.pk)
    [other] = told(an, bo)
    monkeypatch.setattr(queries, "configured", lambda: ())
    jobs.deliver(notice_id=other.pk)
    assert list(messages.outbox) == []


@pytest.mark.parametrize("retry", [True, False])
def test_a_channel_that_fails_is_tried_again_only_when_that_helps(an, bo, monkeypatch, retry):
    [notice] = told(an, bo)

    def fail(*args, **kwargs):
        raise MessageFailed("down", retry=retry)

    monkeypatch.setattr(jobs, "send", fail)
    if retry:
        with pytest.raises(MessageFailed):
            jobs.deliver(notice_id=notice.pk)
    else:
        jobs.deliver(notice_id=notice.pk)
    with acting_as(bo):
        assert UserNotice.objects.get(pk=notice.pk).delivered_at is None


def test_marking_delivered_twice_is_once(system, an, bo):
    [notice] = told(an, bo)
    for channel in ("sms", "email"):
        operations.mark_delivered(notice_id=notice.pk, channel=channel, at=NOW, actor=system)
    with acting_as(bo):
        assert UserNotice.objects.get(pk=notice.pk).channel == "sms"


def test_nobody_reads_for_somebody_else(an, bo, chief):
    [notice] = told(an, bo)
    assert operations.mark_read(notice_id=notice.pk, at=NOW, actor=chief) == 0
    assert unread(bo) == 1
    assert operations.mark_read(notice_id=notice.pk, at=NOW, actor=bo) == 1
    assert unread(bo) == 0


def test_reviewers_hear_of_broken_glass_and_its_breaker_does_not(an, chief, bo):
    note_broken_glass(person_id=1, reason="昏迷送医", hours=1, at=NOW, actor=an)
    assert (unread(chief), unread(bo), unread(an)) == (1, 0, 0)
    note_broken_glass(person_id=1, reason="昏迷送医", hours=1, at=NOW, actor=chief)
    assert unread(chief) == 1


def test_the_page_shows_and_clears(an, bo, client_for):
    told(an, bo, template="news", count=5)
    client = client_for(bo)
    page = client.get("/notices/").content.decode()
    assert "未读" in page
    assert "有 5 条新消息" in page and "都看过了" in page
    assert client.post("/notices/read/")["Location"] == "/notices/"
    assert "都看过了" not in client.get("/notices/").content.decode()
    assert "没有通知" in client_for(an).get("/notices/").content.decode()


# ---- the bell -------------------------------------------------------------------------------------


def bell(page: str) -> str:
    """The bell's label, and the number on it."""
    return page.split('href="/notices/"')[1].split("</a>")[0]


def test_the_bell_counts_what_is_unread_up_to_99(an, client_for):
    client = client_for(an)
    assert "条未读" not in bell(client.get("/today/").content.decode())
    told(an, an)
    told(an, an)
    assert "通知，2 条未读" in bell(client.get("/today/").content.decode())
    assert "Notifications, 2 unread" in bell(client.get("/today/", headers={"accept-language": "en"}).content.decode())
    for _ in range(100):
        told(an, an)
    assert "通知，99+ 条未读" in bell(client.get("/today/").content.decode())


def test_opening_a_notice_reads_it_and_leads_to_what_it_is_about(an, bo, client_for):
    (notice,) = told(an, an, link="/take-in/")
    client, door = client_for(an), f"/notices/{notice.pk}/open/"
    page = client.get("/notices/").content.decode()
    assert door in page and "未读" in page and unread(an) == 1
    assert client.get(door).status_code == 405 and unread(an) == 1
    assert client_for(bo).post(door).status_code == 404 and unread(an) == 1
    answer = client.post(door)
    assert (answer.status_code, answer["Location"]) == (302, "/take-in/") and unread(an) == 0
    assert "已读" in client.get("/notices/").content.decode()
    assert client.post(door)["Location"] == "/take-in/"


def test_a_page_without_an_actor_draws_no_number(client):
    assert client.get("/nothing-here/").status_code == 404
