"""All URLs: nouns people can paste, the six stages in their order."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

handler400 = "nuanyang.doors.web.views.bad_request"
handler403 = "nuanyang.doors.web.views.forbidden"
handler404 = "nuanyang.doors.web.views.not_found"
handler500 = "nuanyang.doors.web.views.server_error"

PLACES: tuple[tuple[str, str], ...] = (
    ("", "nuanyang.doors.web.urls"),
    ("accounts/", "nuanyang.foundation.access.urls"),
    ("organisations/", "nuanyang.foundation.orgs.urls"),
    ("rules/", "nuanyang.foundation.rulebook.urls"),
    ("files/", "nuanyang.foundation.files.urls"),
    ("documents/", "nuanyang.foundation.documents.urls"),
    ("notices/", "nuanyang.foundation.notify.urls"),
    ("today/", "nuanyang.insight.workbench.urls"),
    ("search/", "nuanyang.insight.person_page.search_urls"),
    ("people/", "nuanyang.insight.person_page.urls"),
    ("break-glass/", "nuanyang.insight.break_glass.urls"),
    ("discover/", "nuanyang.journey.discover.patrols.urls"),
    ("take-in/intake/", "nuanyang.journey.take_in.intake.urls"),
    ("take-in/ledger/", "nuanyang.journey.take_in.ledger.urls"),
    ("take-in/belongings/", "nuanyang.journey.take_in.belongings.urls"),
    ("take-in/", "nuanyang.journey.take_in.stays.urls"),
    ("assess/", "nuanyang.journey.assess.needs.urls"),
    ("help/", "nuanyang.journey.help.casework.urls"),
    ("resettle/", "nuanyang.journey.resettle.departures.urls"),
    ("follow-up/", "nuanyang.journey.follow_up.visits.urls"),
    ("reports/", "nuanyang.insight.reports.urls"),
    ("api/v1/", "nuanyang.doors.partner_api.urls"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(module)) for prefix, module in PLACES if find_spec(module)
]
