"""What an installation spends on one password: the tests themselves hash lighter."""

import os
import subprocess
import sys


def test_a_password_costs_whoever_guesses_it_64_megabytes_three_times_over() -> None:
    program = "from app.services.access.passwords import hashed; print(hashed('een lang wachtwoord'))"
    made = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, env=os.environ)

    assert made.stdout.split("$")[1:4] == ["argon2id", "v=19", "m=65536,t=3,p=4"]
