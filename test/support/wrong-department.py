"""The department system of the examples with the usual mistake: it takes the secret's text for the key, without decoding it."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../examples/department-system"))

from department import Department, main  # noqa: E402


class WrongDepartment(Department):
    def key_of(self, secret):
        return secret.encode()

    def catch_up(self):
        """It hears by webhook only."""


main(WrongDepartment)
