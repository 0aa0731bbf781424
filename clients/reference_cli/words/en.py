"""What the tablet says in English: one table, longer than other files, beside its like."""

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, str]] = {
    # states, with their signs
    "state.draft": "draft",
    "state.finished": "finished",
    "state.returned": "returned",
    "state.approved": "approved",
    "state.void": "void",
    "delivery.synced": "✓ delivered",
    "delivery.waiting": "↑ not delivered",
    "delivery.refused": "✗ refused",
    "sign.clash": "⚠ {n:clash|clashes}",
    "sign.changed": "↻ changed since the return",
    "sign.flag": "! {n:answer|answers} to check",
    # time
    "time.today": "today {clock}",
    "time.yesterday": "yesterday {clock}",
    "date.day": "{day} {month_name}",
    "date.year": "{day} {month_name} {year}",
    "ago.minutes": "{n:minute|minutes} ago",
    "ago.hours": "{n:hour|hours} ago",
    "ago.days": "{n:day|days} ago",
    "ago.now": "just now",
    "span.seconds": "{n:second|seconds}",
    "span.minutes": "{n:minute|minutes}",
    "span.hours": "{n:hour|hours}",
    "span.days": "{n:day|days}",
    # values
    "value.none": "(empty)",
    "value.true": "yes",
    "value.false": "no",
    "me": "me",
    "colon": ": ",
    "in_brackets": " ({text})",
    # questions that no form has
    "question._status": "State",
    "question._version": "Form version",
    # show
    "show.clashes": "{n:clash|clashes}",
    "show.waiting": "{n:change|changes} not delivered",
    "show.refused": "{n:change|changes} refused",
    "show.delivered": "delivered",
    "show.nobody_knew": "⚠ two people, neither knew of the other",
    "show.many_knew": "⚠ {n} answers, none knew of the others",
    "show.for_now": "← shown for now",
    "show.kept": "Kept, but not asked any more:",
    "show.not_delivered": "↑ not delivered",
    "show.returned_because": "Returned  {who} {when}: {text}",
    "show.reason_for": "Reason for the return of “{question}”",
    "show.answered": "✓ answered anew",
    "show.changed": "changed since the return",
    "show.remark": "Note  {who} {when}: {text}",
    "show.row": "{label} {number}",
    "show.refused_change": "✗ refused  {who} {when}: {answers}",
    "show.refused_hint": "    {hint}",
    "show.settle": "Settle: doorstep-tablet settle {record} {question} --take 1",
    "show.office": "Settle: whoever reviews decides",
    "show.correct": "Correct, if wrong: doorstep-tablet edit {record} {question}=…",
    "show.finish": "When it is complete: doorstep-tablet finish {record}",
    "show.finish_again": "When it is corrected: doorstep-tablet finish {record}",
    "show.sync": "Deliver: run doorstep-tablet sync where there is signal",
    "show.ask": "What to do: tell your grid head; nothing is lost",
    "show.nothing": "Nothing to do.",
    # one place
    "place.sheet": "#{number} [{record}] {state}",
    "place.none": "Nothing of this place is held here.",
    "place.returned": "{n} returned",
    "place.drafts": "{n:draft|drafts}",
    "place.clashing": "{n} with a clash",
    "place.come_back": "◷ come back: {at}",
    "place.come_back_once": "◷ come back",
    "place.round": "{title}: {state}",
    "place.to_do": "Still to be done:",
    "place.due": "due {when}",
    "place.overdue": "✗ overdue",
    "place.left": "  {n:older one|older ones}: doorstep-tablet list {form} --area {area}",
    "place.households": "{n:household|households}",
    "place.below": "{n:area|areas} below:",
    "place.look": "Look at one: doorstep-tablet show {area}",
    "place.timeline": "What happened last",
    "place.more": " and {n} more",
    "place.last": "Look at one: doorstep-tablet show 1",
    "place.new": "New: doorstep-tablet new FORM --area {area} question=answer",
    # what is known already
    "known.proposed": "known  {label}: {value} ({record}, {who} {when})",
    "known.taken": "taken over  {label}: {value} ({record}, {who} {when})",
    "known.take": "To take it over once it is checked: doorstep-tablet finish {record} --known",
    # what a record names, and what names it
    "related.parent": "↗ {label}: {said}  look: doorstep-tablet show {record}",
    "related.elsewhere": "↗ {label}: {said} (not on this tablet)",
    "related.children": "↙ {n:record refers|records refer} to this one:",
    "related.show": "doorstep-tablet show {record}",
    "related.more": "  all: doorstep-tablet list --refers {record}",
    "history.title": "All changes",
    "history.change": "{when}  {who}  {delivery}",
    "history.answer": "    {label}: {value}",
    "history.replaces": " (replaces {n})",
    "history.removed": "removed",
    "history.remark": "    Note: {text}",
    # list
    "list.head": "{n:record|records}",
    "list.none": "No such record. Make one: doorstep-tablet new FORM --area AREA question=value",
    "list.last": "Look: doorstep-tablet show 1",
    "search.none": "Nothing here has that. Try fewer letters; all records: doorstep-tablet list",
    # today
    "door.to_visit": "to visit",
    "door.visited": "visited, form not finished",
    "door.come_back": "come back",
    "door.refused": "refused",
    "door.vacant": "vacant",
    "door.done": "done",
    "today.none": "No survey round is yours. With signal: doorstep-tablet sync",
    "today.head": "{title}: {n} of {doors:door|doors} left",
    "today.begins": "begins on {day}",
    "today.until": "until {day}",
    "today.late": "⚠ was to be done by {day}",
    "today.unnamed": "{n:more door has|more doors have} nobody named for them",
    "today.due": "Come back today, {n:door|doors}:",
    "today.call": "{who} {when}",
    "today.calls": "{n} calls",
    "today.last": "Write a call down: doorstep-tablet new visit --area {area} outcome=done",
    "new.which_round": "⚠ {n} survey rounds are walked here, and it counts in none of them: "
    "add round=TITLE ({titles})",
    # clashes
    "clashes.head": "{n:clash|clashes}, {records:record|records}, the oldest {ago}",
    "clashes.none": "No clashes.",
    "clashes.settle": "Settle: doorstep-tablet settle {record} {question} --take 1",
    "clashes.office": "Settle: whoever reviews decides",
    "clashes.neither": (
        "Neither is right: ask first, then use --value. Every value stays in the history."
    ),
    # forms and areas
    "forms.stopped": "stopped: no new records",
    "forms.none": "No forms here yet. Run doorstep-tablet sync.",
    "forms.last": "See its questions: doorstep-tablet forms {form}",
    "form.head": "{title}  {id}  version {version}",
    "form.key_area": "one for each place",
    "form.key_ulid": "a new one each time",
    "form.key_questions": "one for each place and {questions}",
    "form.required": "required",
    "form.calculation": "worked out: {expression}",
    "form.relevant": "only if {expression}",
    "form.required_if": "required if {expression}",
    "form.constraint": "has to be: {condition}",
    "form.sensitive": "sensitive",
    "form.default": "default {value}",
    "form.at_least": "{n} or more",
    "form.at_most": "{n} or less",
    "form.group": "[{label}]",
    "form.count": "rows: {expression}",
    "form.trigger": "worked out when {questions} is answered",
    "form.answers_of": "offered: what was answered to {expression}",
    "form.choice_filter": "offered: {expression}",
    "form.choices": "{choices} … {n} in all",
    "form.read_only": "only shown",
    "form.read_only_if": "only shown if {expression}",
    "form.step": "in steps of {n}",
    "form.begins": "begins with {expression}",
    "answer.time": "time of day",
    "answer.dateTime": "date and time",
    "answer.geopoint": "latitude longitude",
    "answer.acknowledge": "OK once it has been read",
    "answer.note": "a note, nobody answers it",
    "answer.barcode": "barcode",
    "answer.image": "picture (name of a file)",
    "answer.file": "file (its name)",
    "answer.audio": "recording (name of a file)",
    "answer.video": "video (name of a file)",
    "answer.hidden": "filled in by the program",
    "answer.start": "filled in by the program",
    "answer.end": "filled in by the program",
    "answer.today": "filled in by the program",
    "answer.deviceid": "filled in by the program",
    "answer.username": "filled in by the program",
    "device.start": "Begun",
    "device.end": "Finished",
    "device.today": "Day",
    "device.deviceid": "Tablet",
    "device.username": "Filled in by",
    "form.last": "New: doorstep-tablet new {form} --area AREA question=value",
    "areas.none": "No areas here yet. Run doorstep-tablet sync.",
    "areas.no_kind": "No area of this kind here.",
    "areas.gone": "{name} (no longer on the roster)",
    "areas.last": "{n:area|areas}. One alone: doorstep-tablet areas {area}",
    "kind.district": "district",
    "kind.street": "street",
    "kind.community": "community",
    "kind.grid": "grid",
    "kind.compound": "compound",
    "kind.building": "building",
    "kind.unit": "unit",
    "kind.household": "household",
    "kind.site": "site",
    # verbs that write
    "new.finished": "Made: {form}  {address}",
    "new.draft": "Kept as a draft: {form}  {address}",
    "new.unknown_area": "⚠ {area} is not on this tablet's list; kept as typed, please check",
    "edit.done": "Changed: {form}  {address}",
    "remove.done": "Row removed: {form}  {address}",
    "note.done": "Note kept: {form}  {address}",
    "finish.done": "Finished: {form}  {address}",
    "finish.open": (
        "Not answered anew yet: {questions}. What is right can be entered once more with edit"
    ),
    "void.done": "Void: {form}  {address}",
    "settle.done": "Settled: {form}  {address}  {question} = {value}",
    "write.last": "Kept on this tablet. Deliver: run doorstep-tablet sync where there is signal",
    "write.finish": "When it is complete: doorstep-tablet finish {record}",
    # enroll
    "enroll.done": "Enrolled: {name}, {forms:form|forms}, {areas:area|areas}",
    "enroll.fetched": "{n:change|changes} downloaded. Look: doorstep-tablet list",
    "enroll.later": (
        "⚠ Enrolled, but the records are not all here. Run doorstep-tablet sync where there is "
        "signal"
    ),
    # sync
    "progress.connecting": "connecting (try {n})",
    "progress.pushing": "sending",
    "progress.fetching": "receiving",
    "sync.reached": "Connected to the server of {server} ({clock})",
    "sync.reached_exact": "Connected to the server of {server}",
    "clock.slow": "this clock is {span} slow, corrected",
    "clock.fast": "this clock is {span} fast, corrected",
    "sync.sent": "Sent {n:change|changes}: {parts}",
    "sync.sent_none": "Nothing to send",
    "sync.stored": "{n} stored",
    "sync.duplicate": "{n} known already",
    "sync.refused": "{n} refused",
    "sync.waiting": "{n} later",
    "sync.refused_row": "  ✗ {address} {form}: {hint}",
    "sync.too_late": "{n} of erased records",
    "sync.erased_row": (
        "  ✗ {address} {form}: the record was erased at the person's request; what you wrote is "
        "with the office"
    ),
    "sync.erased": (
        "{n:record|records} erased at the person's request; nothing of it is left on this tablet"
    ),
    "sync.rewound": "The server was restored or your rights changed: {n} grids were checked anew, "
    "and all changes of this tablet handed in again",
    "sync.mended": "{n:grid was|grids were} not as on the server: fetched anew, and all changes of "
    "this tablet handed in again",
    "sync.given_back": "{n} changes of colleagues that the server no longer had were given back to "
    "the office",
    "sync.deposit": "⚠ This tablet or your account was revoked and receives nothing any more",
    "sync.deposited": "{n:change is|changes are} kept for the office to decide, nothing is lost",
    "sync.let_go": (
        "{n:record is|records are} no longer yours, all of it is on the server, and gone from here"
    ),
    "sync.received": (
        "Received {n:change|changes} from {people:person|people}; "
        "{shared:record|records} of them you filled in too"
    ),
    "sync.received_only": "Received {n:change|changes} from {people:person|people}",
    "sync.received_none": "Nothing new",
    "sync.merged": "{n:record|records} merged",
    "sync.rule": "{n:answer|answers} settled by rule",
    "sync.clash": "{n:new clash|new clashes}",
    "sync.returned": "{n} returned",
    "sync.between": ", ",
    "sync.equal": "Compared: exactly as on the server",
    "sync.equal_before": "Compared: exactly as on the server when last compared ({when})",
    "sync.unequal": (
        "⚠ Compared: {n:grid still differs|grids still differ} from the server, which has noted "
        "it; tell the office"
    ),
    "sync.not_compared": "Compared: not this time",
    "sync.all_safe": "✓ All delivered safely, in {seconds} s",
    "sync.rest_safe": "✓ But for {too_late} of erased records all delivered safely, in {seconds} s",
    "sync.some_refused": (
        "⚠ {refused} not accepted, the other {safe} delivered safely, in {seconds} s"
    ),
    "sync.only_refused": "⚠ {refused} not accepted, in {seconds} s",
    "sync.some_waiting": (
        "⚠ {waiting} still on this tablet, nothing is lost; the rest delivered, in {seconds} s"
    ),
    "sync.look_refused": "Look: doorstep-tablet list --status refused",
    "sync.look_deposit": "To go on, ask the office for a new code",
    "sync.look_deposited": "Tell the office: they can accept these, or give you a new code",
    "sync.look_clashes": "Look: doorstep-tablet clashes",
    "sync.look_returned": "Look: doorstep-tablet list --status returned",
    "sync.look_waiting": "Run doorstep-tablet sync again where there is signal",
    "sync.watching": "Staying connected; Ctrl-C ends",
    # status
    "status.who": "{name} · {role} · {area}",
    "status.delivered": "All delivered? Yes.",
    "status.not_delivered": "All delivered? Not yet: {parts}",
    "status.waiting": "{n} not delivered (the oldest {when})",
    "status.refused": "{n} refused",
    "status.contact": "Last contact with the server: {when}, {ago}",
    "status.no_contact": "Never connected to the server",
    "status.drafts": "{n:draft|drafts} not finished: {records}",
    "status.problems": "{parts}",
    "status.returned": "{n} returned",
    "status.clashes": "{n:clash|clashes}",
    "status.compared": "{area}: the same as on the server ({when})",
    "status.not_compared": "{area}: not compared yet",
    "status.differs": "⚠ {area}: differs from the server ({when})",
    "status.rewinding": "{area}: being checked from the beginning, the next sync goes on",
    "status.lost": (
        "{n:record is|records are} no longer yours; the next sync hands over what is here, then it "
        "goes from this tablet"
    ),
    "status.unknown": (
        "⚠ The server does not know this tablet: it has to be enrolled again; all is still here"
    ),
    "status.revoked": (
        "⚠ This tablet or your account was revoked; what is not delivered is still here, sync "
        "hands it to the office"
    ),
    "status.handed_in": (
        "⚠ This tablet or your account was revoked; what was written here is on the server, with "
        "the office"
    ),
    "status.clock_slow": "This clock: {span} slow, corrected by the server's",
    "status.clock_fast": "This clock: {span} fast, corrected by the server's",
    "status.clock_right": "This clock: right",
    "status.next_sync": "Next: run doorstep-tablet sync where there is signal",
    "status.next_enroll": (
        "Next: ask the office for a code, then run doorstep-tablet enroll URL CODE"
    ),
    "status.next_revoked": (
        "Next: tell the office; when this tablet is no longer used, run doorstep-tablet wipe"
    ),
    "status.next_differs": "Next: tell the office that a grid differs from the server",
    "status.next_refused": "Next: doorstep-tablet list --status refused",
    "status.next_returned": "Next: doorstep-tablet list --status returned",
    "status.next_clashes": "Next: doorstep-tablet clashes",
    "status.next_drafts": "Next: doorstep-tablet list --status draft",
    "status.next_none": "Nothing to do.",
    # wipe
    "wipe.done": "This tablet is empty. To use it again: doorstep-tablet enroll URL CODE",
    # simulate
    "simulate.enrol": "Enrolling tablets",
    "simulate.work": "A day offline",
    "simulate.sync": "Back in signal: sync",
    "simulate.final": "Sync again and compare",
    "simulate.check": "Downloading everything apart",
    "simulate.fleet": (
        "{tablets:tablet|tablets}, {visits:visit|visits} each; {changes:change|changes} with "
        "{answers:answer|answers} written offline"
    ),
    "simulate.edits": "The server has {stored}, refused {refused}; missing: {missing}",
    "simulate.outcomes": "{merged:record|records} merged, {rule} settled by rule, "
    "{clash:clash|clashes}",
    "simulate.digests": (
        "Compared: {equal} the same, {unequal} different; {retries:further connection|further "
        "connections}"
    ),
    "simulate.killed": "A tablet process was killed {n:time|times}; each day was finished",
    "simulate.cost": "The server took {cpu} s of CPU ({processes}) and {peak} MB at most",
    "simulate.seconds": (
        "Enrolment {enrol} s, offline {work} s, sync {sync} s, again {final} s, check {check} s"
    ),
    "simulate.exact": "✓ Nothing is missing.",
    "simulate.not_exact": (
        "✗ The balance is not exact: keep the tablets' directories and the server's data, then "
        "look for the cause."
    ),
    # errors
    "error.line": "Error: {text}",
    "error.nearest": "Nearest: {names}. ",
    "error.not_enrolled": "This tablet is not enrolled. Run: doorstep-tablet enroll URL CODE",
    "error.no_such_record": "No record here ends in “{name}”. Look: doorstep-tablet list",
    "error.ambiguous_record": "“{name}” may be {n} records; write more of it:",
    "error.ambiguous_area": "“{name}” may be {n} areas; write more of it:",
    "error.already_held": (
        "This record is here already; use: doorstep-tablet edit {record} question=value"
    ),
    "error.broken_rules": "Nothing was kept; correct first:\n{reasons}",
    "error.nothing_to_settle": "{question} has no clash. Look: doorstep-tablet clashes",
    "error.office_decides": (
        "This is about the review, which whoever reviews decides; nothing was changed here. "
        "Look: doorstep-tablet show {record}"
    ),
    "error.enrolment_failed": "Not enrolled: {reason}",
    "error.another_server": (
        "{url} knows neither this tablet nor anybody of its district, so nothing was changed. This "
        "tablet belongs to {before}. To use it for another district: sync, then wipe, then enroll"
    ),
    "error.not_delivered": (
        "{n:item is|items are} not delivered, so nothing was removed. Run doorstep-tablet sync "
        "first; to lose them for good, add --force"
    ),
    "error.unreachable": "The server was not reached: {reason}",
    "error.not_reached": (
        "The server was not reached in {tries:try|tries}. {waiting:change is|changes are} on this "
        "tablet, nothing is lost. Run sync again where there is signal."
    ),
    "error.not_reached_none": (
        "The server was not reached in {tries:try|tries}. Run sync again where there is signal."
    ),
    "error.not_now": (
        "The server is busy or restarting, tried {tries:time|times}. {waiting:change is|changes "
        "are} on this tablet, nothing is lost. Run sync again in a few minutes."
    ),
    "error.not_now_none": (
        "The server is busy or restarting, tried {tries:time|times}. Run sync again in a few "
        "minutes."
    ),
    "error.kept_here": "{hint} {waiting:change is|changes are} on this tablet, nothing is lost.",
    "error.still_here": (
        "The server could not take {waiting:change|changes} now; nothing is lost. Run sync again "
        "later."
    ),
    "error.bad_address": (
        "“{url}” is no server address or certificate file. An address is like "
        "https://doorstep.example"
    ),
    "error.form_stopped": "“{form}” is stopped: it takes no new records. Those that are there"
    " can be"
    " changed: doorstep-tablet list",
    "error.unknown_form": "No form is called “{name}”. {nearest}All: doorstep-tablet forms",
    "error.unknown_question": (
        "Form {form} has no question “{name}”. {nearest}All: doorstep-tablet forms {form}"
    ),
    "error.unknown_area": "No area is called “{name}”. {nearest}All: doorstep-tablet areas",
    "error.nothing_to_search": "“{text}” has no letter and no digit to look for.",
    "error.unknown_status": "No state is called “{name}”. {nearest}",
    "error.no_answer": "“{text}” is no question=value.",
    "error.key_needed": (
        "Question {question} says which record it is; write {question}=… ({expected})"
    ),
    "error.key_fixed": (
        "Question {question} says which record it is and cannot change. Use new for another."
    ),
    "error.ambiguous_round": "Several survey rounds here are called “{title}”; name one by its "
    "number: {rounds}",
    "error.read_only": "“{question}” is only shown here, not filled in; leave it out.",
    "error.wrong_area": "“{form}” is not asked about “{area}”, only about: {kinds}.",
    "error.no_such_row": "{repeat} has no row “{row}”; it has {count:row|rows}.",
    "error.no_such_value": (
        "There is no value {number}; there are {count}. Look: doorstep-tablet clashes"
    ),
    "error.nothing_to_write": "Nothing to write: give question=value or a text.",
    "error.no_such_file": "There is no file {file}.",
    "error.not_an_object": (
        'File {file} holds no JSON object, see line {line}. Write {{"question": "value"}}'
    ),
    "error.unreadable_file": "File {file} cannot be used: {reason}",
    "error.too_much": (
        "Too long, nothing was kept: an answer has at most 32 KiB, one act 64 KiB. Use several "
        "steps."
    ),
    "error.unreadable_text": "The text holds characters that cannot be kept.",
    "error.take_or_value": "Give either --take NUMBER or --value VALUE.",
    "error.no_home": "Which tablet? Give --home DIR, or set DOORSTEP_TABLET_HOME.",
    "error.home_in_use": "Another program uses {path}; wait until it is done.",
    "error.home_too_new": "{path} was written by a later version; update the program first.",
    "error.disk_full": "The disk is full; the last act was not kept. Make room first.",
    "error.storage": "Storage failed; stop trusting this disk: {reason}",
    "error.not_a_record_id": "“{text}” is no id: {reason}",
    "error.not_an_answer": "Nothing was kept; correct first:\n{question}: {expected}",
    "error.worker_died": "A tablet process ended by itself ({code}); see the output above.",
    "error.simulation_failed": "{n:tablet was|tablets were} not done, such as {tablet}: {reason}",
    "error.download_failed": "What the server has cannot be read back: {reason}",
    "error.simulation_timeout": "Not done within {seconds} s; give more with --timeout.",
    "error.unreadable_codes": (
        "{file} holds no enrolment codes; make it with doorstep devices code --all --json"
    ),
    "error.too_few_codes": "{codes:code is|codes are} too few for {tablets:tablet|tablets}.",
    "error.homes_in_use": "Directory {homes} is not empty; name a new one.",
}
