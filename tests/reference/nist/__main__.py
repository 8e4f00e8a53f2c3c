"""Print the table of right digits: python -m tests.reference.nist."""

from tests.reference.nist.digits import table_of_digits

print(table_of_digits().round(1).to_string())  # noqa: T201  it is a program
