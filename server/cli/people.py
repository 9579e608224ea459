"""`user`: the first administrator of a desk, and a way in for those who lost theirs."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import get_args

from server.base import passwords
from server.cli.opened import opened
from server.desk.actors import SYSTEM
from server.desk.staff import AddUser
from server.desk.verbs import Command
from server.store.tables.staff import Role


def add_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this module's verbs."""
    user = verbs.add_parser("user", help="people who work here").add_subparsers(required=True, metavar="add")
    add = user.add_parser("add", help="add somebody who can sign in at once; asks for the password")
    add.add_argument("email")
    add.add_argument("--name", required=True)
    add.add_argument("--role", choices=get_args(Role), default="administrator")
    add.add_argument("--language", choices=("en", "zh"), default="en")
    add.add_argument("--time-zone", default="UTC")
    add.set_defaults(action=add_user)


def add_user(given: argparse.Namespace) -> int:
    """Add a member of staff. The password is read from the terminal, or one line of standard input."""
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    passwords.check_strength(password, given.email)
    with opened() as core:
        body = AddUser(
            name=given.name,
            email=given.email,
            role=given.role,
            password=passwords.hashed(password, core.ids),
            language=given.language,
            time_zone=given.time_zone,
        )
        answer = core.executor.ask(Command("users.add", SYSTEM, body))
    print(f"{given.email} can sign in ({given.role}, {answer['user_id']}).")
    return 0
