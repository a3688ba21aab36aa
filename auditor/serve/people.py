"""Who may come in: accounts, sessions and tokens for machines."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import secrets
from typing import Any

import argon2
import msgspec
import regex
import sqlalchemy as sa

from auditor.errors import ConfigError
from auditor.glossary.store import Editor, now
from auditor.serve.base import Base, new_id, noted
from auditor.serve.schema import ACCOUNTS, SESSIONS, TOKENS

LEAST = 10  # characters of a password
_LONGEST = 1000  # argon2 would take any length
_DAYS = 14  # a session lasts
_NAME = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+ -]{0,99}")
_HASHER = argon2.PasswordHasher()
_NOBODYS = _HASHER.hash(secrets.token_hex())  # verified where there is no such account, so that it takes as long


class Role(enum.StrEnum):
    """What somebody may do; each may do what those before may."""

    NOBODY = "nobody"
    READER = "reader"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """Higher may do more."""
        return list(Role).index(self)


ROLES = tuple(role for role in Role if role is not Role.NOBODY)


class Who(msgspec.Struct, frozen=True):
    """Somebody who came in."""

    account: int
    name: str
    role: Role
    csrf: str = ""  # of the session; "" for a token, which no browser sends by itself
    session: str = ""

    @property
    def editor(self) -> Editor:
        """The same person as the glossary knows them."""
        return Editor(self.name, reviewer=self.role.rank >= Role.REVIEWER.rank)

    def may(self, role: Role) -> bool:
        """Is the role at least this one?"""
        return self.role.rank >= role.rank


NOBODY = Who(0, "", Role.NOBODY)


def folded(name: str) -> str:
    """An account's name as it is compared; ConfigError where it is none."""
    name = " ".join(name.split()).casefold()
    if not _NAME.fullmatch(name):
        raise ConfigError("a name has letters, digits and . _ @ + - and at most 100 characters")
    return name


def hashed(password: str) -> str:
    """A password as it is kept; ConfigError where it is too short."""
    if not LEAST <= len(password) <= _LONGEST:
        raise ConfigError(f"a password has at least {LEAST} characters")
    return _HASHER.hash(password)


def add(connection: sa.Connection, name: str, password: str, role: Role, by: str, subject: str = "") -> int:
    """A new account; ConfigError where the name is taken."""
    name = folded(name)
    if connection.execute(sa.select(ACCOUNTS.c.id).where(ACCOUNTS.c.name == name)).first():
        raise ConfigError(f"there is an account {name!r} already")
    kept = "" if subject else hashed(password)
    made = connection.execute(
        ACCOUNTS.insert().values(name=name, password=kept, role=role.value, subject=subject, disabled=0, made=now())
    )
    noted(connection, by, "account added", name, role.value)
    return new_id(made)


def put(connection: sa.Connection, name: str, password: str, role: str, by: str) -> None:
    """An account with this password and role, whether it was there or not."""
    if role not in {r.value for r in ROLES}:
        raise ConfigError(f"a role is one of {', '.join(r.value for r in ROLES)}")
    there = connection.execute(sa.select(ACCOUNTS.c.id).where(ACCOUNTS.c.name == folded(name))).scalar()
    if there is None:
        add(connection, name, password, Role(role), by)
    else:
        change(connection, there, by, password=password, role=role, disabled=0)


def change(connection: sa.Connection, account: int, by: str, **to: Any) -> None:
    """Another role, password or state of an account, which ends its sessions; the last admin stays one."""
    row = connection.execute(sa.select(ACCOUNTS).where(ACCOUNTS.c.id == account)).first()
    if row is None:
        raise ConfigError("there is no such account")
    if "password" in to:
        to["password"] = hashed(to["password"])
    connection.execute(ACCOUNTS.update().where(ACCOUNTS.c.id == account).values(**to))
    if not connection.execute(
        sa.select(ACCOUNTS.c.id).where(ACCOUNTS.c.role == Role.ADMIN.value, ACCOUNTS.c.disabled == 0)
    ).first():
        raise ConfigError("somebody has to remain an admin")
    connection.execute(SESSIONS.delete().where(SESSIONS.c.account == account))
    noted(
        connection, by, "account changed", row.name, ", ".join(f"{k} {v}" for k, v in to.items() if k != "password") or "password"
    )


def empty(connection: sa.Connection) -> bool:
    """Is there no account at all?"""
    return connection.execute(sa.select(ACCOUNTS.c.id).limit(1)).first() is None


def accounts(connection: sa.Connection) -> list[Any]:
    """Every account, by name."""
    columns = (ACCOUNTS.c.id, ACCOUNTS.c.name, ACCOUNTS.c.role, ACCOUNTS.c.disabled, ACCOUNTS.c.made, ACCOUNTS.c.subject)
    return list(connection.execute(sa.select(*columns).order_by(ACCOUNTS.c.name)).all())


def checked(connection: sa.Connection, name: str, password: str) -> int | None:
    """The account with this name and password, if there is one that may come in."""
    row = connection.execute(sa.select(ACCOUNTS).where(ACCOUNTS.c.name == " ".join(name.split()).casefold())).first()
    try:
        _HASHER.verify(row.password if row is not None and row.password else _NOBODYS, password[:_LONGEST])
    except argon2.exceptions.VerificationError:
        return None
    return int(row.id) if row is not None and row.password and not row.disabled else None


def begin(connection: sa.Connection, account: int, name: str) -> str:
    """A new session: what its cookie is to carry."""
    carried = secrets.token_urlsafe(32)
    expires = (dt.datetime.now(dt.UTC) + dt.timedelta(days=_DAYS)).isoformat()
    connection.execute(SESSIONS.delete().where(SESSIONS.c.expires < now()))
    connection.execute(
        SESSIONS.insert().values(id=_digest(carried), account=account, csrf=secrets.token_hex(16), made=now(), expires=expires)
    )
    noted(connection, name, "came in")
    return carried


def end(connection: sa.Connection, who: Who) -> None:
    """The session is over."""
    connection.execute(SESSIONS.delete().where(SESSIONS.c.id == who.session))
    noted(connection, who.name, "went out")


def by_session(base: Base, carried: str) -> Who:
    """Whose cookie this is; NOBODY where it is nobody's."""
    query = (
        sa.select(ACCOUNTS.c.id, ACCOUNTS.c.name, ACCOUNTS.c.role, SESSIONS.c.csrf, SESSIONS.c.id.label("session"))
        .join(SESSIONS, SESSIONS.c.account == ACCOUNTS.c.id)
        .where(SESSIONS.c.id == _digest(carried), SESSIONS.c.expires > now(), ACCOUNTS.c.disabled == 0)
    )
    with base.reading() as connection:
        row = connection.execute(query).first()
    return Who(row.id, row.name, Role(row.role), row.csrf, row.session) if row else NOBODY


def issue(connection: sa.Connection, who: Who, label: str, role: Role, expires: str = "") -> str:
    """A token for a machine, shown once; it may do no more than who made it."""
    if role.rank > who.role.rank:
        raise ConfigError(f"a token of yours may be {who.role.value} at most")
    carried = f"auditor_{secrets.token_urlsafe(32)}"
    connection.execute(
        TOKENS.insert().values(
            hash=_digest(carried), label=label[:200], account=who.account, role=role.value, made=now(), expires=expires, revoked=0
        )
    )
    noted(connection, who.name, "token made", label, role.value)
    return carried


def by_token(base: Base, carried: str) -> Who:
    """Whose token this is: the account's name, and the lesser of both roles; NOBODY where it is nobody's."""
    query = (
        sa.select(ACCOUNTS.c.id, ACCOUNTS.c.name, ACCOUNTS.c.role, TOKENS.c.role.label("own"), TOKENS.c.label, TOKENS.c.expires)
        .join(TOKENS, TOKENS.c.account == ACCOUNTS.c.id)
        .where(TOKENS.c.hash == _digest(carried), TOKENS.c.revoked == 0, ACCOUNTS.c.disabled == 0)
    )
    with base.reading() as connection:
        row = connection.execute(query).first()
    if row is None or (row.expires and row.expires < now()[:10]):
        return NOBODY
    return Who(row.id, row.name, min(Role(row.role), Role(row.own), key=lambda role: role.rank))


def _digest(carried: str) -> str:
    return hashlib.sha256(carried.encode("utf-8", "replace")).hexdigest()
