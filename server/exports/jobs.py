"""Exports that pages and the API ask for: made one after the other, fetched for a while, then gone.

A job is a person's: nobody else finds it. Its files lie in a private folder of the data directory,
in none that a browser names, until an hour after they were made; whatever is found there when a
server starts, and whatever is there when it ends, is removed. When records are erased all jobs go:
nothing of what was erased may stay in the directory.

Invariants: at most `MAKING_MAX` children at once, one a person; a file can be fetched only once the
audit has it, and only as long as its person's grants are the ones that it was made with.
"""

import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final

import structlog

from schema.area import Scope
from schema.grant import Grant, Right
from server.clock import now_ms
from server.errors import ServerError
from server.exports.errors import ExportFailed, ExportsBusy
from server.exports.noting import note
from server.exports.order import Order
from server.exports.running import Made, Maker
from server.people.ids import new_id
from server.station import Station

FOLDER_NAME: Final = "exports"

MAKING_MAX: Final = 2
"""Children at once: each keeps a processor busy, and tablets come first."""

KEPT_MAX: Final = 40
"""Jobs that are kept: when one more comes, the oldest that is done goes."""

KEPT_S: Final = 3600.0
"""How long files wait to be fetched."""

BYTES_MAX: Final = 2 * 1024**3
"""Of all files that wait: the disk is the log's."""

_log = structlog.get_logger(__name__)


class Stage(Enum):
    """How far a job is."""

    making = "making"
    ready = "ready"
    failed = "failed"


@dataclass(kw_only=True, slots=True)
class Job:
    """One export of one person.

    Attributes:
        id: random; part of its address.
        person: staff id of whose it is.
        order: what was asked for.
        grants: by which it is made.
        folder: of its files.
        stage: how far it is; `part` and `rows` while it is made.
        made: what came of it, once it is ready.
        problem: why nothing came of it, if so.
        gone_ms: when its files are removed.
    """

    id: str
    person: str
    order: Order
    grants: tuple[Grant, ...]
    folder: Path
    way: str
    stage: Stage = Stage.making
    part: float = 0.0
    rows: int = 0
    made: Made | None = None
    problem: ServerError | None = None
    gone_ms: int = 0
    maker: Maker | None = field(default=None, repr=False)
    timer: threading.Timer | None = field(default=None, repr=False)


class Jobs:
    """All jobs of one server.

    Args:
        station: the data directory.
    """

    def __init__(self, station: Station) -> None:
        self._station = station
        self._folder = station.data / FOLDER_NAME
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._ended = False
        shutil.rmtree(self._folder, ignore_errors=True)
        station.listeners.add(erased=self._erased, ending=self.end)

    def begin(self, person: str, order: Order, *, way: str, name: str) -> Job:
        """Begins to make an export; returns at once.

        Args:
            person: staff id of who asks.
            order: what is wanted; its viewer is that person.
            way: "page" or "api", for the audit.
            name: of the file, without what says its format.

        Raises:
            ExportsBusy: enough is being made.
        """
        with self._lock:
            making = [job for job in self._jobs.values() if job.stage is Stage.making]
            own = [job for job in making if job.person == person]
            if self._ended or len(making) >= MAKING_MAX or own:
                raise ExportsBusy
            job_id = new_id()
            job = Job(
                id=job_id,
                person=person,
                order=order,
                grants=self._grants(person),
                folder=self._folder / job_id,
                way=way,
            )
            job.folder.mkdir(mode=0o700, parents=True)
            self._folder.chmod(0o700)
            self._make_room()
            self._jobs[job.id] = job
        threading.Thread(
            target=self._make, args=(job, f"{name}.{order.format}"), name="export", daemon=True
        ).start()
        return job

    def of(self, person: str, job_id: str) -> Job | None:
        """A person's job; None if there is none of this id, or it is over."""
        with self._lock:
            job = self._jobs.get(job_id)
        return job if job is not None and job.person == person else None

    def all_of(self, person: str) -> list[Job]:
        """A person's jobs, the latest first."""
        with self._lock:
            return [job for job in reversed(self._jobs.values()) if job.person == person]

    def file(self, job: Job, number: int) -> Path | None:
        """One of the files of a job that is ready; None if it may not be fetched any more."""
        granted = self._grants(job.person)
        if job.made is None or job.grants != granted or not 0 <= number < len(job.made.files):
            return None
        path = job.folder / job.made.files[number].name
        return path if path.is_file() else None

    def end(self) -> None:
        """Ends all children and removes all files; nothing is made any more."""
        with self._lock:
            self._ended = True
            self._drop(list(self._jobs.values()))
            shutil.rmtree(self._folder, ignore_errors=True)

    def _erased(self, _: Mapping[str, Scope]) -> None:
        with self._lock:
            self._drop(list(self._jobs.values()))

    def _grants(self, person: str) -> tuple[Grant, ...]:
        """The grants by which a person takes records away."""
        return self._station.directory.permit(person, Right.export, trials=False).grants

    def _too_old(self, job: Job) -> None:
        with self._lock:
            if job.id in self._jobs:
                self._drop([job])

    # In the job's own thread

    def _make(self, job: Job, name: str) -> None:
        try:
            self._station.wait_for_views()
            with self._lock:
                if job.id not in self._jobs:
                    return
                job.maker = Maker(self._station.data, job.order, job.folder / name)
            made = job.maker.follow(lambda part, rows: _tell(job, part, rows))
            self._note(job, made)
        except ServerError as error:
            self._failed(job, error)
        except OSError as error:
            reason = error.strerror or str(error)
            self._failed(job, ExportFailed(file=name, reason=reason))
        finally:
            if job.maker is not None:
                job.maker.stop()

    def _note(self, job: Job, made: Made) -> None:
        with self._lock:
            if job.id not in self._jobs:
                return
        at_ms = now_ms()
        self._station.change(
            lambda connection: note(
                connection, job.order, made, actor=job.person, way=job.way, at_ms=at_ms
            )
        )
        with self._lock:
            job.made, job.stage, job.part = made, Stage.ready, 1.0
            self._keep_for_a_while(job)

    def _failed(self, job: Job, error: ServerError) -> None:
        with self._lock:
            if job.id not in self._jobs:  # its end was wanted
                return
            job.problem, job.stage = error, Stage.failed
            self._keep_for_a_while(job)
            shutil.rmtree(job.folder, ignore_errors=True)
        _log.warning("export_failed", job=job.id, reason=str(error))

    # With the lock held

    def _keep_for_a_while(self, job: Job) -> None:
        if job.id not in self._jobs:
            return
        job.gone_ms = now_ms() + int(KEPT_S * 1000)
        job.timer = threading.Timer(KEPT_S, self._too_old, (job,))
        job.timer.daemon = True
        job.timer.start()

    def _make_room(self) -> None:
        """Removes the oldest files where there are too many, or too large ones."""
        left = [job for job in self._jobs.values() if job.stage is not Stage.making]
        while left and (len(left) >= KEPT_MAX or sum(map(_size_bytes, left)) > BYTES_MAX):
            self._drop([left.pop(0)])

    def _drop(self, jobs: list[Job]) -> None:
        for job in jobs:
            del self._jobs[job.id]
            if job.timer is not None:
                job.timer.cancel()
            if job.maker is not None:
                job.maker.stop()
            shutil.rmtree(job.folder, ignore_errors=True)


def _tell(job: Job, part: float, rows: int) -> None:
    job.part, job.rows = part, rows


def _size_bytes(job: Job) -> int:
    return sum(file.bytes for file in job.made.files) if job.made is not None else 0
