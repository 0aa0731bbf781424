"""All pages, in one place: what is true of every page is tested of each of these.

A new page is one line. An address may name what the lived-in district has (`lived_in.Places`).
"""

from dataclasses import dataclass

OFFICE, NOBODY, NEWCOMER, MANAGER = "office", "nobody", "newcomer", "manager"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page to be looked at.

    Attributes:
        name: what its pictures are called.
        path: its address.
        who: whose page it is: the office's, somebody's who is not signed in, somebody's who signed
            in with a password for one time, or somebody's who administers and reads no records.
        status: what it answers.
    """

    name: str
    path: str
    who: str = OFFICE
    status: int = 200


PAGES = (
    Listed("login", "/login", NOBODY),
    Listed("password", "/password", NEWCOMER),
    Listed("overview", "/"),
    Listed("duties", "/", MANAGER),
    Listed("records", "/records"),
    Listed("records-filtered", "/records?area={grid}&clash=1"),
    Listed("records-none", "/records?q=没有这样的人"),
    Listed("record-clash", "/records/{clash}"),
    Listed("record-flagged", "/records/{flagged}"),
    Listed("record-returned", "/records/{returned}"),
    Listed("new", "/new"),
    Listed("new-found", "/new?form=renovation_opinion&area={grid}&q=小区 01"),
    Listed("new-form", "/new/household_file/{household}"),
    Listed("correct", "/correct/{flagged}"),
    Listed("clashes", "/clashes"),
    Listed("clashes-none", "/clashes?area={empty}"),
    Listed("households", "/households?form=renovation_opinion&area={grid}"),
    Listed("households-searched", "/households?form=renovation_opinion&q=小区 01"),
    Listed("households-none", "/households?form=renovation_opinion&q=没有这样的门"),
    Listed("glance", "/glance/{household}"),
    Listed("glance-below", "/glance/{grid}"),
    Listed("numbers", "/numbers"),
    Listed("numbers-one", "/numbers?number=opinions_road"),
    Listed("numbers-none", "/numbers?number=opinions_road&from=2001-01-01&until=2001-01-02"),
    Listed("orders", "/orders"),
    Listed("records-overdue", "/records?overdue=1"),
    Listed("silent", "/silent"),
    Listed("rounds", "/rounds"),
    Listed("round-new", "/rounds/new?form=renovation_opinion"),
    Listed("round", "/rounds/{round}"),
    Listed("round-parts", "/rounds/{round}?in={grid}"),
    Listed("round-doors", "/rounds/{round}/doors?area={grid}"),
    Listed("exports", "/exports"),
    Listed("devices", "/devices"),
    Listed("device-revoke", "/devices/{device}/revoke"),
    Listed("quarantine", "/quarantine"),
    Listed("quarantine-held", "/quarantine?{held}"),
    Listed("quarantine-discard", "/quarantine/discard?{held}&upto=1"),
    Listed("staff", "/staff"),
    Listed("staff-grid", "/staff?area={grid}"),
    Listed("staff-codes", "/staff/codes?area={grid}"),
    Listed("person", "/staff/{person}"),
    Listed("person-handover", "/staff/{person}/handover"),
    Listed("areas", "/areas"),
    Listed("area", "/areas/{grid}"),
    Listed("area-adopt", "/areas/adopt?{unlisted}"),
    Listed("import", "/import"),
    Listed("forms", "/forms"),
    Listed("form", "/forms/renovation_opinion"),
    Listed("form-preview", "/forms/household_file/preview"),
    Listed("audit", "/audit"),
    Listed("audit-person", "/audit?q=赵敏"),
    Listed("not-there", "/nothing", status=404),
)
